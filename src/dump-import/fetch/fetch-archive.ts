import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveSource } from '../../connectors/archive-source.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { RemoteArchive } from '../../contracts/dump-import/archive.js';
import { translateDiskError } from '../../connectors/disk/disk-errors.js';
import { archiveFile } from '../dump-files.js';

export interface FetchRequest {
  readonly source: ArchiveSource;
  readonly archive: RemoteArchive;
  /** Exists, and belongs to this run and database. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly onProgress: (bytesDone: number, bytesTotal: number) => void;
}

export interface FetchedArchive {
  readonly file: string;
  /** Hexadecimal, of the bytes on disk. */
  readonly sha256: string;
  /** Bytes left by an earlier try; 0 for a whole download. */
  readonly resumedFrom: number;
}

/**
 * Downloads an archive to its file in the directory (`archiveFile`).
 *
 * 1. A partial file is resumed only if it belongs to an archive of the same name, size and time, as `archive.json`
 *    says.
 * 2. Size and time are read before and after the download: an archive that was replaced meanwhile is ARCHIVE_CHANGED,
 *    never a mixture.
 * 3. The file appears by a rename after everything is written and flushed to disk.
 *
 * Throws ARCHIVE_CHANGED, DISK_FULL, `SFTP_…` codes; the partial file stays for the next try.
 */
export const fetchArchive = async (request: FetchRequest): Promise<FetchedArchive> => {
  const { source, archive, directory, signal, onProgress } = request;
  const file = archiveFile(directory, archive.filename);
  const part = `${file}.part`;
  await assertUnchanged(source, archive);
  if (!(await belongsTo(directory, archive))) {
    await Promise.all([file, part].map((path) => rm(path, { force: true })));
    await writeFile(identityFile(directory), identityOf(archive), { mode: 0o600 });
  }
  const hash = createHash('sha256');
  if ((await sizeOf(file)) === archive.size) {
    await hashFile(file, hash, signal);
    return { file, sha256: hash.digest('hex'), resumedFrom: archive.size };
  }

  const resumedFrom = await reusablePart(part, archive.size);
  if (resumedFrom > 0) await hashFile(part, hash, signal);
  onProgress(resumedFrom, archive.size);
  const output = await open(part, resumedFrom > 0 ? 'a' : 'w', 0o600);
  try {
    await append(output, resumedFrom, hash, request);
    await output.sync();
  } catch (error) {
    throw translateDiskError(`Cannot download "${archive.filename}"`, error);
  } finally {
    await output.close();
  }
  await assertUnchanged(source, archive);
  await rename(part, file);
  return { file, sha256: hash.digest('hex'), resumedFrom };
};

const append = async (
  output: FileHandle,
  start: number,
  hash: Hash,
  { source, archive, signal, onProgress }: FetchRequest,
): Promise<void> => {
  let position = start;
  for await (const chunk of source.read(archive.filename, { start, end: archive.size, signal })) {
    hash.update(chunk);
    await output.appendFile(chunk);
    position += chunk.length;
    onProgress(position, archive.size);
  }
};

const assertUnchanged = async (source: ArchiveSource, { filename, size, modTime }: RemoteArchive): Promise<void> => {
  const now = await source.stat(filename);
  if (now?.size === size && now.modTime === modTime) return;
  const state =
    now === undefined
      ? 'it is gone from the server'
      : `it was ${size} bytes of ${modTime} and is ${now.size} bytes of ${now.modTime}`;
  throw new StevedoreError(
    'ARCHIVE_CHANGED',
    `Cannot download "${filename}": ${state}; it is listed again with the next attempt`,
    {
      details: { file: filename },
    },
  );
};

const identityFile = (directory: string): string => join(directory, 'archive.json');

const identityOf = ({ filename, size, modTime }: RemoteArchive): string => JSON.stringify({ filename, size, modTime });

const belongsTo = async (directory: string, archive: RemoteArchive): Promise<boolean> =>
  (await readFile(identityFile(directory), 'utf8').catch(() => undefined)) === identityOf(archive);

const sizeOf = async (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ size }) => size,
    () => undefined,
  );

/** A partial file that is longer than the archive was not written by us; the download starts over. */
const reusablePart = async (part: string, size: number): Promise<number> => {
  const have = (await sizeOf(part)) ?? 0;
  return have <= size ? have : 0;
};

const hashFile = async (file: string, hash: Hash, signal: AbortSignal): Promise<void> => {
  for await (const chunk of createReadStream(file, { signal })) hash.update(chunk as Buffer);
};
