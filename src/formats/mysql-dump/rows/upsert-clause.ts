import { UnreadableSql } from '../refuse-statement.js';
import type { QuotingModes } from '../sql-modes.js';
import { isName, TokenReader } from '../tokens/token-reader.js';

/**
 * Reads `ON DUPLICATE KEY UPDATE c = VALUES(c), …` to the statement's end; it overwrites an existing row with the new
 * one. Throws `UnreadableSql` for anything else.
 */
export const readUpsertClause = (body: Buffer, from: number, modes: QuotingModes): void => {
  const reader = new TokenReader(body, modes, from);
  if (!reader.takeWords('on', 'duplicate', 'key', 'update')) throw new UnreadableSql('it does more than add rows');
  do {
    const column = reader.take();
    const known =
      isName(column) &&
      reader.takeWords('=', 'values', '(') &&
      reader.take()?.value === column.value &&
      reader.takeWords(')');
    if (!known)
      throw new UnreadableSql(
        'its ON DUPLICATE KEY UPDATE does more than write the new row over the earlier one (c = VALUES(c))',
      );
  } while (reader.takeWords(','));
  if (reader.peek() || reader.wrappers.length > 0) throw new UnreadableSql('it does more than add rows');
};
