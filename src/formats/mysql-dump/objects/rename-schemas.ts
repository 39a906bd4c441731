import { quoteName } from '../../../contracts/connections/mysql-name.js';
import { objectTokens } from './object-tokens.js';
import { isName } from '../tokens/token-reader.js';
import type { Token } from '../tokens/tokenize.js';

/** After these words a qualified name is a schema's table or routine, never a table's column. */
const BEFORE_SCHEMA = new Set(
  'from join straight_join into update table call references view trigger procedure function event ignore'.split(' '),
);

/**
 * Renames the schemas of qualified names (`db.t`, `` `db`.`t` ``) outside strings and comments, so that a definition
 * can be tried in another schema. `sqlMode` is the definition's. Throws OBJECT_INVALID.
 *
 * If a table or alias has the schema's name too, `db.x` may be its column; then only names that can only be schemas are
 * renamed.
 */
export const renameSchemas = (sql: string, schemas: ReadonlyMap<string, string>, sqlMode?: string): string => {
  const renamed = new Map([...schemas].map(([from, to]) => [asBytes(from), asBytes(quoteName(to))]));
  const tokens = objectTokens(sql, sqlMode);
  const bare = new Set(tokens.filter((token, index) => isBare(tokens, index)).map(({ value }) => value));
  let result = '';
  let at = 0;
  tokens.forEach((token, index) => {
    const to = isName(token) ? renamed.get(token.value) : undefined;
    if (to === undefined || !isQualifier(tokens, index)) return;
    if (bare.has(token.value) && !isCertain(tokens, index)) return;
    result += sql.slice(at, token.start) + to;
    at = token.end;
  });
  return result + sql.slice(at);
};

const isQualifier = (tokens: readonly Token[], index: number): boolean =>
  tokens[index + 1]?.text === '.' && isName(tokens[index + 2]) && tokens[index - 1]?.text !== '.';

/** A name that may come before a column: an alias, or a table with or without its schema. */
const isBare = (tokens: readonly Token[], index: number): boolean => {
  if (!isName(tokens[index]) || tokens[index + 1]?.text === '.') return false;
  if (tokens[index - 1]?.text !== '.') return true;
  return tokens[index + 1]?.text !== '(' && BEFORE_SCHEMA.has(tokens[index - 3]?.text ?? '');
};

const isCertain = (tokens: readonly Token[], index: number): boolean =>
  (tokens[index + 3]?.text === '.' && isName(tokens[index + 4])) ||
  tokens[index + 3]?.text === '(' ||
  BEFORE_SCHEMA.has(tokens[index - 1]?.text ?? '');

const asBytes = (name: string): string => Buffer.from(name, 'utf8').toString('latin1');
