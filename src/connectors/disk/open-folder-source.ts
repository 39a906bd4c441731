import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StevedoreError } from '../../contracts/errors.js';
import type { ArchiveSource, ReadOptions, RemoteFile } from '../archive-source.js';

/**
 * A folder of this machine as a source of archives: its regular files, not what a link leads to. Throws FILE_MISSING,
 * FILE_FORBIDDEN where this program may not read, ARCHIVE_CHANGED, or the signal's reason.
 */
export const openFolderSource = (folder: string): ArchiveSource => ({
  protocol: 'folder',
  list: async (wanted = () => true) => {
    const names = await readdir(folder).catch(refuse(`Cannot list "${folder}"`));
    const files = await Promise.all(names.filter(wanted).map((name) => factsOf(folder, name)));
    return files.filter((file) => file !== undefined);
  },
  stat: (filename) => factsOf(folder, filename),
  read: (filename, range) => readRange(join(folder, filename), filename, range),
  close: () => Promise.resolve(),
});

/** Undefined: there is no such regular file. Whole seconds, as a server of archives has them. */
const factsOf = async (folder: string, filename: string): Promise<RemoteFile | undefined> => {
  const facts = await lstat(join(folder, filename)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    return refuse(`Cannot look at "${filename}"`)(error);
  });
  if (facts?.isFile() !== true) return undefined;
  const modTime = new Date(Math.floor(facts.mtimeMs / 1_000) * 1_000).toISOString();
  return { filename, size: facts.size, modTime };
};

async function* readRange(
  file: string,
  filename: string,
  { start = 0, end, signal }: ReadOptions,
): AsyncGenerator<Buffer, void, undefined> {
  if (start >= end) return;
  const given = { start, end: end - 1, highWaterMark: CHUNK_BYTES };
  const stream = createReadStream(file, signal === undefined ? given : { ...given, signal });
  let at = start;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      at += chunk.length;
      yield chunk;
    }
  } catch (error) {
    signal?.throwIfAborted();
    refuse(`Cannot read "${filename}"`)(error as NodeJS.ErrnoException);
  }
  if (at < end)
    throw new StevedoreError('ARCHIVE_CHANGED', `Cannot read "${filename}": it ends at byte ${at} of ${end}`, {
      details: { file: filename },
    });
}

const CHUNK_BYTES = 1_048_576;

const refuse =
  (action: string) =>
  (cause: NodeJS.ErrnoException): never => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw new StevedoreError('FILE_MISSING', `${action}: it is not there`, { cause });
    throw new StevedoreError('FILE_FORBIDDEN', `${action}: this machine refuses (${cause.code ?? 'unknown error'})`, {
      cause,
    });
  };
