import { open } from 'node:fs/promises';
import { StevedoreError } from '../../contracts/errors.js';
import { chooseEncoding } from '../../formats/text-encoding/choose-encoding.js';
import { EncodingProbe } from '../../formats/text-encoding/probe-encoding.js';
import { readFile } from './read-file.js';

/**
 * The encoding of a file, by all of its bytes, so that nothing is written of a file that turns out unreadable in the
 * middle. Throws TEXT_ENCODING_INVALID, FILE_CHANGED and FILE_MISSING.
 */
export const findEncoding = async (path: string, configured?: string, signal?: AbortSignal): Promise<string> => {
  const probe = new EncodingProbe();
  for await (const piece of readFile(path, signal === undefined ? {} : { signal })) probe.push(piece);
  return chooseEncoding(probe.end(), configured);
};

const HEAD_BYTES = 4096;

/**
 * The encoding that a file seems to have by its beginning: what a byte order mark or NULs in every second byte say,
 * else UTF-8, which whoever reads the file finds right or wrong.
 */
export const seemingEncoding = async (path: string): Promise<string> => {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new StevedoreError('FILE_MISSING', `Cannot read the file "${path}": it is not there`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const probe = new EncodingProbe();
    probe.push(buffer.subarray(0, bytesRead));
    const { mark, pairs } = probe.end();
    return mark ?? pairs ?? 'utf-8';
  } finally {
    await handle.close();
  }
};
