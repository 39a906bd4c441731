import type { Statement } from '../classify-statement.js';
import type { OwnNames } from '../own-names.js';
import { checkEverywhere } from '../parse-create-table.js';
import { UnreadableSql } from '../refuse-statement.js';
import { isName } from '../token-reader.js';
import type { TokenReader } from '../token-reader.js';
import { withoutOwnSchema } from '../tokens/without-own-schema.js';

/**
 * `CREATE [UNIQUE|FULLTEXT|SPATIAL] INDEX k ON t (…)`, whose CREATE was not taken: an ALTER TABLE in other words. Undefined where it is
 * something else. Throws `UnreadableSql`.
 */
export const classifyCreateIndex = (reader: TokenReader, own: OwnNames): Statement | undefined => {
  const kind = ['unique', 'fulltext', 'spatial'].includes(reader.peek(1)?.text ?? '') ? 1 : 0;
  if (reader.peek(1 + kind)?.text !== 'index') return undefined;
  const { tokens, cuts } = withoutOwnSchema(reader.rest(), own);
  const on = tokens.findIndex(({ kind: type, text }, index) => index > 2 && type === 'word' && text === 'on');
  const [table, open] = tokens.slice(on + 1);
  if (on < 0 || !isName(table) || open?.text !== '(') throw new UnreadableSql('its table cannot be read');
  checkEverywhere(tokens);
  return { kind: 'alter-table', table: table.value, references: [], modified: [], cuts };
};
