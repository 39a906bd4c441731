import { Tokenizer } from '../tokens/tokenize.js';
import type { Lexing } from '../tokens/tokenize.js';

/**
 * An INSERT as this server reads it: of the same length, with blanks in place of comments, of the marks of executable
 * comments that it runs, and of those that it does not run. Throws `UnreadableSql`.
 */
export const asServerReads = (body: Buffer, from: number, lexing: Lexing): Buffer => {
  const read = Buffer.alloc(body.length, 0x20);
  body.copy(read, 0, 0, from);
  const tokenizer = new Tokenizer(body, lexing, from);
  for (let token = tokenizer.next(); token; token = tokenizer.next())
    body.copy(read, token.start, token.start, token.end);
  return read;
};
