import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { readLockBudget } from './lock-budget.js';
import { existing } from './true-names.js';

/** A table with its indexes takes about so many locks when it is dropped. */
const LOCKS_OF_TABLE = 8;

/**
 * Drops schemas with all that is in them, tables first, in transactions small enough for the server's locks; missing
 * ones are passed over. Broken off, it may be called again. Throws POSTGRES_LOCK_TIMEOUT where somebody reads them.
 */
export const dropSchemas = async (connection: PostgresConnection, names: readonly string[]): Promise<void> => {
  const there = await existing(connection, names);
  if (there.size === 0) return;
  const { forOne } = await readLockBudget(connection);
  const most = Math.max(Math.floor(forOne / LOCKS_OF_TABLE), 5);
  for (const schema of names.filter((name) => there.has(name))) {
    for (;;) {
      const tables = await someTables(connection, schema, most);
      // The last ones go with their schema.
      if (tables.length < most) break;
      await connection.execute(
        `drop table if exists ${tables.join(', ')} cascade`,
        [],
        `Cannot drop tables of "${schema}"`,
      );
    }
    await connection.execute(
      `drop schema if exists ${quoteName(schema)} cascade`,
      [],
      `Cannot drop the schema "${schema}"`,
    );
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
