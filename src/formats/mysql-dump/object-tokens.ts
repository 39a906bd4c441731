import { StevedoreError } from '../../contracts/errors.js';
import { UnreadableSql } from './refuse-statement.js';
import { quotingModes } from './sql-modes.js';
import { tokenize } from './tokenize.js';
import type { Token } from './tokenize.js';

/** The tokens of an object's stored definition; executable comments in it are code. Throws OBJECT_INVALID. */
export const objectTokens = (sql: string, sqlMode: string | undefined): Token[] => {
  try {
    return tokenize(Buffer.from(sql, 'latin1'), quotingModes(sqlMode)).tokens;
  } catch (error) {
    if (!(error instanceof UnreadableSql)) throw error;
    throw new StevedoreError('OBJECT_INVALID', `read definition: ${error.message}`, { cause: error });
  }
};
