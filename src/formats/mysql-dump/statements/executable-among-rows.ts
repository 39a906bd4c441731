import { Tokenizer } from '../tokens/tokenize.js';
import type { Lexing } from '../tokens/tokenize.js';

/**
 * Returns an INSERT as this server reads it, with the same length: comments, executable comments that it skips, and the
 * marks of those that it runs become blanks. Throws `UnreadableSql`.
 */
export const asServerReads = (body: Buffer, from: number, lexing: Lexing): Buffer => {
  const read = Buffer.alloc(body.length, 0x20);
  body.copy(read, 0, 0, from);
  const tokenizer = new Tokenizer(body, lexing, from);
  for (let token = tokenizer.next(); token; token = tokenizer.next())
    body.copy(read, token.start, token.start, token.end);
  return read;
};
