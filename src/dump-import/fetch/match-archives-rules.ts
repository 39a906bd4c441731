import type { ArchiveListing } from '../../contracts/dump-import/archive-listing.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { RemoteArchive } from '../../contracts/dump-import/archive.js';
import type { TargetDatabase } from '../../contracts/dump-import/settings.js';
import { dateInName, holdsDate } from './dated-name-rules.js';
import { matchesGlob } from '../../contracts/matches-glob.js';

/** A file as the source lists it. */
export type ListedFile = Pick<RemoteArchive, 'filename' | 'size' | 'modTime'>;

export type ArchiveOrder = 'mtime' | 'name';

export interface MatchSettings {
  readonly filePatterns: readonly string[];
  /** What makes an archive the newest. @default 'mtime' */
  readonly order?: ArchiveOrder;
  readonly databases: readonly Pick<TargetDatabase, 'name' | 'filePattern'>[];
}

/**
 * Assigns each database its newest archive. A file matches if `file_patterns` lets it in and the database's
 * `file_pattern` matches it, with or without its ending (`.zip`, `.sql`, `.gz`, `.sql.gz`); a pattern may hold a date
 * (`{YYYYMMDD}`). Every other file is reported with its reason.
 *
 * Throws ARCHIVE_MISSING for a database without an archive, ARCHIVE_CLAIMED_TWICE for a file that two databases claim.
 */
export const matchArchives = (files: readonly ListedFile[], settings: MatchSettings): ArchiveListing => {
  const claimed = new Map<string, RemoteArchive[]>(settings.databases.map(({ name }) => [name, []]));
  const { order = 'mtime' } = settings;
  const notTaken: { filename: string; reason: string; hiddenBy?: string }[] = [];
  for (const file of files) {
    const pattern = settings.filePatterns.find((candidate) => matchesName(candidate, file.filename));
    if (pattern === undefined) continue;
    const claims = settings.databases.filter(({ filePattern }) => isClaimedBy(filePattern, file.filename));
    if (claims.length > 1)
      throw claimedTwice(
        file.filename,
        claims.map(({ name }) => name),
      );
    const [database] = claims;
    if (database === undefined) notTaken.push({ filename: file.filename, reason: 'no database claims it' });
    else claimed.get(database.name)?.push({ ...file, pattern, database: database.name });
  }
  const archives = settings.databases.map(({ name, filePattern }) => {
    const [newest, ...older] = (claimed.get(name) ?? []).sort(newestFirst(order));
    if (newest === undefined) throw missing(name, filePattern, settings.filePatterns, files.length);
    for (const { filename } of older)
      notTaken.push({ filename, reason: `older than "${newest.filename}"`, hiddenBy: newest.filename });
    return newest;
  });
  return { archives, notTaken };
};

/** Whether `file_patterns` lets a file in. */
export const isLetIn = (patterns: readonly string[], filename: string): boolean =>
  patterns.some((pattern) => matchesName(pattern, filename));

const isClaimedBy = (pattern: string, filename: string): boolean =>
  ['', '.zip', '.sql', '.gz', '.sql.gz'].some((kind) => matchesName(`${pattern}${kind}`, filename));

const matchesName = (pattern: string, filename: string): boolean =>
  holdsDate(pattern) ? dateInName(pattern, filename) !== undefined : matchesGlob(pattern, filename);

/** The time that decides which archive is newer: the file's, or the one in its name if the pattern holds a date. */
export const archiveTime = (
  { pattern, filename, modTime }: Pick<RemoteArchive, 'pattern' | 'filename' | 'modTime'>,
  order: ArchiveOrder,
): number => (order === 'name' ? dateInName(pattern, filename) : undefined) ?? Date.parse(modTime);

/** Times are whole seconds, so two files may share one; a dated name then decides. */
const newestFirst =
  (order: ArchiveOrder) =>
  (a: RemoteArchive, b: RemoteArchive): number =>
    archiveTime(b, order) - archiveTime(a, order) ||
    Date.parse(b.modTime) - Date.parse(a.modTime) ||
    (a.filename < b.filename ? 1 : -1);

const claimedTwice = (file: string, databases: readonly string[]): StevedoreError =>
  new StevedoreError(
    'ARCHIVE_CLAIMED_TWICE',
    `Cannot tell whose archive "${file}" is: the databases ${databases.map((name) => `"${name}"`).join(' and ')} both claim it; ` +
      'narrow database.target_databases[].file_pattern',
    { details: { file } },
  );

const missing = (database: string, pattern: string, patterns: readonly string[], seen: number): StevedoreError =>
  new StevedoreError(
    'ARCHIVE_MISSING',
    `Cannot import database "${database}": none of the ${seen} files on the server matches its pattern "${pattern}" ` +
      `and one of scp.file_patterns (${patterns.map((text) => `"${text}"`).join(', ')})`,
    { details: { database, pattern } },
  );
