import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openZip } from '../connectors/zip/open-zip.js';
import type { ZipArchive, ZipEntry } from '../connectors/zip/zip-archive.js';
import { StevedoreError } from '../contracts/errors.js';
import type { ZipSettings } from '../contracts/settings.js';
import { translateDiskError } from './disk-errors.js';
import { assertDiskSpace } from './work-files.js';

export interface ExtractRequest {
  readonly archiveFile: string;
  /** The archive's own name, for messages. */
  readonly label: string;
  /** Exists, and is this run's and database's own. */
  readonly directory: string;
  readonly database: string;
  readonly zip: ZipSettings;
  readonly signal: AbortSignal;
  readonly onProgress: (bytesDone: number, bytesTotal: number) => void;
}

export interface ExtractedDump {
  readonly file: string;
  /** The entry's name in the archive, safe to print. */
  readonly entry: string;
  readonly bytes: number;
}

/**
 * Unpacks the one `.sql` file of an archive to `dump.sql` in the directory (0600).
 *
 * 1. `dump.sql` appears by a rename after all of it was verified and flushed to the disk; a failure leaves neither it nor a part.
 * 2. The disk is asked for room before anything is written.
 * 3. A retry begins anew.
 *
 * Throws ARCHIVE_WITHOUT_DUMP, ARCHIVE_UNSUPPORTED (several dumps among others), ARCHIVE_WRONG_PASSWORD, ARCHIVE_CORRUPT,
 * ARCHIVE_LIMIT_EXCEEDED, DISK_TOO_SMALL, DISK_FULL, WORK_FILE_MISSING.
 */
export const extractDump = async (request: ExtractRequest): Promise<ExtractedDump> => {
  const { archiveFile, label, directory, zip, signal } = request;
  const file = join(directory, 'dump.sql');
  const part = `${file}.part`;
  await Promise.all([file, part].map((path) => rm(path, { force: true })));
  signal.throwIfAborted();
  const archive = await openZip(archiveFile, { label, limits: zip.limits });
  try {
    const entry = pickDump(archive.entries, label);
    await assertDiskSpace(directory, entry.size, `dump "${entry.name}" of "${label}"`);
    await write(archive, entry, part, request);
    await rename(part, file);
    return { file, entry: entry.name, bytes: entry.size };
  } catch (error) {
    await rm(part, { force: true });
    throw translateDiskError(`Cannot unpack "${label}"`, error);
  } finally {
    await archive.close();
  }
};

const write = async (
  archive: ZipArchive,
  entry: ZipEntry,
  part: string,
  { zip, database, signal, onProgress }: ExtractRequest,
): Promise<void> => {
  const password = Object.hasOwn(zip.passwords, database) ? zip.passwords[database] : zip.password;
  onProgress(0, entry.size);
  const output = await open(part, 'wx', 0o600);
  try {
    let done = 0;
    for await (const piece of archive.read(entry, { signal, ...(password === undefined ? {} : { password }) })) {
      await output.appendFile(piece);
      done += piece.length;
      onProgress(done, entry.size);
    }
    await output.datasync();
  } finally {
    await output.close();
  }
};

/** The one dump; what packers leave beside it (folders, links, resource forks of macOS, hidden files) does not count. */
const pickDump = (entries: readonly ZipEntry[], label: string): ZipEntry => {
  const files = entries.filter(({ kind, name }) => kind === 'file' && !name.split('/').some(isByproduct));
  const dumps = files.filter(({ name }) => /\.sql$/i.test(name));
  const [dump, second] = dumps;
  if (dump === undefined) {
    const holds = files.length === 0 ? 'it holds no file that could be a dump' : `it holds ${list(files)} and no file named .sql`;
    throw new StevedoreError('ARCHIVE_WITHOUT_DUMP', `Cannot unpack "${label}": ${holds}`, { details: { file: label } });
  }
  if (second !== undefined) {
    throw new StevedoreError(
      'ARCHIVE_UNSUPPORTED',
      `Cannot unpack "${label}": it holds ${dumps.length} dumps (${list(dumps)}); pack one dump per archive`,
      { details: { file: label, dumps: dumps.length } },
    );
  }
  return dump;
};

const isByproduct = (segment: string): boolean => segment === '__MACOSX' || /^\.[^.]/.test(segment);

const list = (entries: readonly ZipEntry[]): string => {
  const names = entries.slice(0, LISTED).map(({ name }) => `"${name.slice(0, 80)}"`);
  return entries.length > LISTED ? `${names.join(', ')} and ${entries.length - LISTED} more` : names.join(', ');
};

const LISTED = 5;
