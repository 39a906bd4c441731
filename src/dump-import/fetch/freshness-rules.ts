import type {
  ArchiveComparison,
  FileReason,
  FreshnessReason,
  FreshnessResult,
} from '../../contracts/dump-import/freshness.js';
import type { ImportedArchive, RemoteArchive } from '../../contracts/dump-import/archive.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { archiveTime } from './match-archives-rules.js';

type Comparisons = Pick<
  DumpImportSettings['freshness'],
  'compareTimestamp' | 'compareSize' | 'compareChecksum' | 'order'
>;

/**
 * Compares the source's archives with those of the live generation. Pairs them by pattern and database, because their
 * names hold a date. Any difference in size counts; checksums count if both are known.
 */
export const compareArchives = (
  remote: readonly RemoteArchive[],
  last: readonly ImportedArchive[] | undefined,
  settings: Comparisons,
): FreshnessResult => {
  const comparisons = remote.map((archive): ArchiveComparison => {
    const before = last?.find(({ pattern, database }) => pattern === archive.pattern && database === archive.database);
    const reasons = reasonsToTake(archive, before, settings);
    return { archive, isNewer: reasons.length > 0, reasons };
  });
  const shouldImport = last === undefined || comparisons.some(({ isNewer }) => isNewer);
  return { shouldImport, reason: runReason(last, shouldImport), comparisons };
};

const runReason = (last: readonly ImportedArchive[] | undefined, shouldImport: boolean): FreshnessReason => {
  if (last === undefined) return 'first_import';
  return shouldImport ? 'newer_files_available' : 'no_newer_files';
};

const reasonsToTake = (
  archive: RemoteArchive,
  before: ImportedArchive | undefined,
  { compareTimestamp, compareSize, compareChecksum, order = 'mtime' }: Comparisons,
): FileReason[] => {
  if (before === undefined) return ['file_not_found_in_last_import'];
  const reasons: FileReason[] = [];
  if (compareTimestamp && archiveTime(archive, order) > archiveTime(before, order)) reasons.push('newer_timestamp');
  if (compareSize && archive.size !== before.size) reasons.push('different_size');
  if (compareChecksum && archive.checksum !== undefined && archive.checksum !== before.checksum) {
    reasons.push('different_checksum');
  }
  return reasons;
};

/**
 * Whether archives have been unchanged for so long, by this host's clock, that a second listing would add nothing: an
 * upload changes a file's time. Requires at least ten minutes, since the server's clock may differ; the download
 * compares size and time again at its end.
 */
export const areSettled = (
  archives: readonly Pick<RemoteArchive, 'modTime'>[],
  stableForMs: number,
  nowMs: number,
): boolean => archives.every(({ modTime }) => nowMs - Date.parse(modTime) > Math.max(stableForMs, TEN_MINUTES_MS));

const TEN_MINUTES_MS = 600_000;

export interface UnstableArchive {
  readonly filename: string;
  readonly database: string;
  readonly reason: string;
}

/** Returns archives that differ between two listings. They are being uploaded, and no older one replaces them. */
export const findUnstable = (
  first: readonly RemoteArchive[],
  second: readonly RemoteArchive[],
): readonly UnstableArchive[] =>
  second.flatMap(({ filename, database, size, modTime }) => {
    const before = first.find((archive) => archive.database === database);
    const reason = whatChanged(before, { filename, size, modTime });
    return reason === undefined ? [] : [{ filename, database, reason }];
  });

const whatChanged = (
  before: RemoteArchive | undefined,
  now: Pick<RemoteArchive, 'filename' | 'size' | 'modTime'>,
): string | undefined => {
  if (before === undefined || before.filename !== now.filename) return 'it has just appeared';
  if (before.size !== now.size) return `its size went from ${before.size} to ${now.size} bytes`;
  if (before.modTime !== now.modTime) return `its time went from ${before.modTime} to ${now.modTime}`;
  return undefined;
};
