import type { RemoteArchive } from './archive.js';
import type { ArchiveComparison, FreshnessReason } from './freshness.js';

/** One look at the source's directory. */
export interface ArchiveListing {
  readonly archives: readonly RemoteArchive[];
  /** `hiddenBy`: the archive that was taken as the newer one. */
  readonly notTaken: readonly { readonly filename: string; readonly reason: string; readonly hiddenBy?: string }[];
}

/** The decision of the freshness step. */
export interface FreshnessDecision {
  readonly take: boolean;
  readonly reason: FreshnessReason;
  readonly archives: readonly RemoteArchive[];
  readonly comparisons: readonly ArchiveComparison[];
  /** What keeps newer archives from being imported, or has for long. @default [] */
  readonly warnings?: readonly string[];
  /** They have not been written to for so long that no second look is needed. @default false */
  readonly settled?: boolean;
}
