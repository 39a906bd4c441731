import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import type { TableName } from '../../../../contracts/table-import/table-name.js';
import { CONTROL_SCHEMA } from '../../control-names.js';

/** The tables that hold rows and that the account may read, by name; at most so many. */
export const listTables = async (connection: PostgresConnection, limit: number): Promise<readonly TableName[]> => {
  const rows = await connection.query(TABLES, [CONTROL_SCHEMA, limit], 'Cannot list the tables');
  return rows.map((row) => ({ schema: row['schema'] as string, table: row['table'] as string }));
};

const TABLES = `select n.nspname::text as schema, c.relname::text as table
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
    and n.nspname <> all (array['pg_catalog', 'information_schema', $1]) and n.nspname !~ '^pg_'
    and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  order by n.nspname <> 'public', n.nspname, c.relname limit $2`;
