import { StevedoreError } from '../../../contracts/errors.js';
import { UnreadableSql } from '../refuse-statement.js';
import { quotingModes } from '../sql-modes.js';
import { tokenize } from '../tokens/tokenize.js';
import type { Lexing, Token } from '../tokens/tokenize.js';

/**
 * Tokenizes an object's stored definition. Without a server, executable comments count as code. Throws OBJECT_INVALID.
 */
export const objectTokens = (
  sql: string,
  sqlMode: string | undefined,
  reading: Pick<Lexing, 'server' | 'blanks'> = {},
): Token[] => {
  try {
    return tokenize(Buffer.from(sql, 'latin1'), { ...quotingModes(sqlMode), ...reading }).tokens;
  } catch (error) {
    if (!(error instanceof UnreadableSql)) throw error;
    throw new StevedoreError('OBJECT_INVALID', `read definition: ${error.message}`, { cause: error });
  }
};
