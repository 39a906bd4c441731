import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { readChunks } from '../../connectors/disk/read-chunks.js';
import { StevedoreError } from '../../contracts/errors.js';

/** Facts by which a file is known to be the same as a moment ago. */
export interface FileFacts {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

/** Throws FILE_MISSING where there is no such file. */
export const fileFacts = async (path: string): Promise<FileFacts> => {
  const facts: Stats = await stat(path).catch((error: unknown) => {
    throw new StevedoreError('FILE_MISSING', `Cannot read the file "${path}": it is not there`, { cause: error });
  });
  if (!facts.isFile()) throw new StevedoreError('FILE_FORBIDDEN', `Cannot read "${path}": it is not a file`);
  return { bytes: facts.size, modifiedMs: facts.mtimeMs, inode: facts.ino };
};

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes that are read so far. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * The bytes of a file in pieces, each of which stands until the next is asked for. Throws FILE_CHANGED where the file
 * is not the same at the end as at the beginning, FILE_MISSING where it is not there.
 */
export async function* readFile(path: string, options: ReadOptions = {}): AsyncGenerator<Buffer, void, undefined> {
  const before = await fileFacts(path);
  let bytes = 0;
  for await (const piece of readChunks(path)) {
    options.signal?.throwIfAborted();
    bytes += piece.length;
    yield piece;
    options.onBytes?.(bytes);
  }
  const after = await fileFacts(path);
  if (bytes === before.bytes && after.modifiedMs === before.modifiedMs && after.inode === before.inode) return;
  throw new StevedoreError(
    'FILE_CHANGED',
    `Cannot import the file "${path}": it changed while it was read; write it under another name and rename it when it is complete`,
  );
}
