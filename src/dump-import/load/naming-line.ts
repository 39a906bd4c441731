import { createReadStream } from 'node:fs';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';

/**
 * Adds to an error the line of the dump at its byte offset, so that it can be found in an editor.
 * Returns an error without an offset unchanged, and any error if the dump can no longer be read.
 */
export const namingLine = async (error: unknown, dumpFile: string): Promise<unknown> => {
  if (!isStevedoreError(error)) return error;
  const { offset, line: known } = error.details;
  if (typeof offset !== 'number' || known !== undefined) return error;
  const line = await lineOf(dumpFile, offset).catch(() => undefined);
  if (line === undefined) return error;
  return new StevedoreError(
    error.code,
    error.message.replace(`byte ${offset} of the dump`, `line ${line} of the dump, byte ${offset}`),
    {
      details: { ...error.details, line },
      cause: error,
    },
  );
};

/** Returns the line, counted from 1, of a byte of a file. */
export const lineOf = async (file: string, offset: number): Promise<number> => {
  let line = 1;
  if (offset === 0) return line;
  for await (const chunk of createReadStream(file, {
    end: offset - 1,
    highWaterMark: 1024 * 1024,
  }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) line++;
  }
  return line;
};
