/**
 * Detects a rename that a killed server completed only in part. InnoDB tables survive whole; MariaDB's partitioned and
 * Aria tables and MySQL's MyISAM tables may not. It then changes nothing and reports, table by table, what is where and
 * what to do.
 */
import { mysqlErrorNumber } from '../../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { quoteQualified } from '../../../connectors/mysql/quote-name.js';
import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';
import { CONTROL_SCHEMA } from '../../../contracts/dump-import/target-names.js';
import type { JournalEntry } from '../../control/journal.js';
import { listTables } from '../../list-tables.js';
import type { QualifiedName, Rename } from './rename-plan.js';
import { findTornTables } from './torn-tables-plan.js';

/** Throws PUBLISH_TORN unless all tables are where the token says. `moved`: the token has moved. */
export const assertNotTorn = async (
  publisher: MysqlConnection,
  journal: JournalEntry,
  moved: boolean,
): Promise<void> => {
  const renames = (journal.renames ?? []).filter(({ from }) => from.schema !== CONTROL_SCHEMA);
  if (renames.length === 0) return;
  const there = await readThere(publisher, renames);
  const names = new Map(renames.flatMap(({ from, to }) => [from, to]).map((name) => [keyOf(name), name]));
  const unusable = await findUnusable(
    publisher,
    [...names].filter(([key]) => there.has(key)).map(([, name]) => name),
  );
  const torn = findTornTables(renames, { moved, there, unusable });
  if (torn.length === 0) return;
  throw new StevedoreError(
    'PUBLISH_TORN',
    `Cannot settle the publish of run "${journal.runId}": the server was killed in the middle of its rename and left ` +
      `${torn.length} of ${renames.length} moves in disorder; bring these tables in order, then the next run goes on: ` +
      torn.map(({ table, state, remedy }) => `"${table}" ${state}: ${remedy}`).join('; '),
    { details: { tables: torn.length, moved } },
  );
};

const readThere = async (publisher: MysqlConnection, renames: readonly Rename[]): Promise<Set<string>> => {
  const there = new Set<string>();
  for (const schema of new Set(renames.flatMap(({ from, to }) => [from.schema, to.schema]))) {
    for (const table of await listTables(publisher, schema)) there.add(keyOf({ schema, table }));
  }
  return there;
};

/** Tables that are listed but cannot be opened. */
const findUnusable = async (publisher: MysqlConnection, names: readonly QualifiedName[]): Promise<Set<string>> => {
  const unusable = new Set<string>();
  for (const name of names) {
    try {
      await publisher.query(`SELECT 1 FROM ${quoteQualified(name.schema, name.table)} LIMIT 0`);
    } catch (error) {
      if (!isStevedoreError(error) || error.retryable || mysqlErrorNumber(error) === undefined) throw error;
      unusable.add(keyOf(name));
    }
  }
  return unusable;
};

const keyOf = ({ schema, table }: QualifiedName): string => `${schema}.${table}`;
