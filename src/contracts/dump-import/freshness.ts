import type { RemoteArchive } from './archive.js';

export type FileReason = 'file_not_found_in_last_import' | 'newer_timestamp' | 'different_size' | 'different_checksum';

export type FreshnessReason = 'first_import' | 'newer_files_available' | 'no_newer_files';

export interface ArchiveComparison {
  readonly archive: RemoteArchive;
  readonly isNewer: boolean;
  readonly reasons: readonly FileReason[];
}

export interface FreshnessResult {
  readonly shouldImport: boolean;
  readonly reason: FreshnessReason;
  readonly comparisons: readonly ArchiveComparison[];
}
