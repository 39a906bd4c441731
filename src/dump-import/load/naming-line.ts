import { createReadStream } from 'node:fs';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';

/**
 * The error with the line of the dump that its byte offset lies on, so that it can be found in an editor.
 * Any error without an offset, and a dump that cannot be read any more, leave it as it is.
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

/** The line, from 1, that a byte of a file lies on. */
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
