import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { inTransaction } from '../../connectors/postgres/in-transaction.js';
import type { Epoch } from '../fence/epoch.js';
import { assertEpoch } from '../fence/epoch.js';
import { readLockBudget } from './lock-budget.js';
import { existing } from './true-names.js';

/** A table with its indexes takes about so many locks when it is dropped. */
const LOCKS_OF_TABLE = 8;

/**
 * Drops schemas with all that is in them, tables first, in transactions small enough for the server's locks; missing
 * ones are passed over. With an epoch each transaction holds it. Broken off, it may be called again. Throws
 * POSTGRES_LOCK_TIMEOUT where somebody reads them, FENCED.
 */
export const dropSchemas = async (
  connection: PostgresConnection,
  names: readonly string[],
  epoch?: Epoch,
): Promise<void> => {
  const drop = (statement: string, what: string): Promise<unknown> =>
    epoch === undefined
      ? connection.execute(statement, [], what)
      : inTransaction(connection, async () => {
          await assertEpoch(connection, epoch);
          // Whoever takes the next epoch waits for the transaction.
          await connection.execute(`set local lock_timeout = '10s'`);
          await connection.execute(statement, [], what);
        });
  const there = await existing(connection, names);
  if (there.size === 0) return;
  const { forOne } = await readLockBudget(connection);
  const most = Math.max(Math.floor(forOne / LOCKS_OF_TABLE), 5);
  for (const schema of names.filter((name) => there.has(name))) {
    for (;;) {
      const tables = await someTables(connection, schema, most);
      // The last ones go with their schema.
      if (tables.length < most) break;
      await drop(`drop table if exists ${tables.join(', ')} cascade`, `Cannot drop tables of "${schema}"`);
    }
    await drop(`drop schema if exists ${quoteName(schema)} cascade`, `Cannot drop the schema "${schema}"`);
  }
};

/**
 * What refers to others, partitions and what inherits before what they belong to: to drop a table takes the locks of
 * all that refer to it.
 */
const someTables = async (connection: PostgresConnection, schema: string, most: number): Promise<string[]> => {
  const rows = await connection.query(
    `select c.relname::text as name from pg_catalog.pg_class c
      where c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = $1) and c.relkind in ('r', 'p')
        and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by exists (select from pg_catalog.pg_constraint k where k.confrelid = c.oid and k.conrelid <> c.oid and k.contype = 'f'),
        exists (select from pg_catalog.pg_inherits i where i.inhparent = c.oid), c.relkind desc, c.oid limit ${most}`,
    [schema],
    `Cannot list the tables of "${schema}"`,
  );
  return rows.map(({ name }) => quoteQualified(schema, String(name)));
};
