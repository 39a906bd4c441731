import type { Statement, StatementContext } from './statement.js';
import { takeOwnDatabase, takeStagedName } from '../tokens/own-names.js';
import { checkEverywhere, referencedTables } from '../tables/parse-create-table.js';
import { UnreadableSql } from '../refuse-statement.js';
import { readDatabaseOptions, seesDatabaseOption } from './database-options.js';
import { readColumn, splitItems } from '../tables/table-columns.js';
import type { TokenReader } from '../tokens/token-reader.js';
import type { Token } from '../tokens/tokenize.js';

/** What ADD may add: keys and constraints, but no columns or partitions. */
const ADDED = new Set('primary key index unique fulltext spatial constraint foreign check vector'.split(' '));

/**
 * Classifies ALTER DATABASE of the own database, and ALTER TABLE as dump tools including phpMyAdmin write it. Throws
 * `UnreadableSql`.
 */
export const classifyAlter = (
  body: Buffer,
  reader: TokenReader,
  { own, excludes }: StatementContext,
): Statement | undefined => {
  reader.take();
  if (reader.takeWords('database') || reader.takeWords('schema')) {
    // Without a name it means the current database.
    const name = seesDatabaseOption(reader) ? undefined : takeOwnDatabase(reader, own);
    const options = readDatabaseOptions(reader);
    return options && { kind: 'database', rule: 'alter-database', ...(name !== undefined && { name }), ...options };
  }
  if (!reader.takeWords('table')) return undefined;
  const { name: table, cuts } = takeStagedName(reader, own);
  if (reader.takeWords('disable', 'keys') || reader.takeWords('enable', 'keys')) {
    return reader.peek() ? undefined : { kind: 'dropped', rule: 'keys-switch' };
  }
  if (excludes(table.value)) return { kind: 'excluded-table', name: table.value };
  const tokens = reader.rest();
  const schemas = checkEverywhere(tokens, own);
  const modified = splitItems(tokens).flatMap((action) => readAction(action, body));
  return {
    kind: 'alter-table',
    table: table.value,
    cuts: [...cuts, ...schemas],
    references: referencedTables(tokens),
    modified,
  };
};

const readAction = (action: readonly Token[], body: Buffer): { readonly name: string; readonly type: string }[] => {
  const [verb, next] = action;
  if (verb?.text === 'add' && next?.kind === 'word' && ADDED.has(next.text)) return [];
  // phpMyAdmin: `MODIFY id … AUTO_INCREMENT, AUTO_INCREMENT=5`
  if (verb?.text === 'auto_increment' && action.length <= 3) return [];
  if (verb?.text === 'modify') {
    const column = readColumn(action.slice(next?.text === 'column' ? 2 : 1), body);
    if (column) return [{ name: column.name, type: column.type }];
  }
  throw new UnreadableSql('it does more than add keys or repeat a column with its AUTO_INCREMENT');
};
