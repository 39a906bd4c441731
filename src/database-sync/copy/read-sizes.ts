import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { TableSizes } from './plan-copies.js';

/** Reads how many bytes the rows of each table of users take, without indexes and with what is stored out of line. */
export const readSizes = async (connection: PostgresConnection): Promise<TableSizes> => {
  const rows = await connection.query(
    `select c.oid, pg_table_size(c.oid)::bigint as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind = 'r'`,
    [],
    'Cannot read the sizes of tables',
  );
  return new Map(rows.map(({ oid, bytes }) => [Number(oid), Number(bytes)]));
};

/** Reads how many pages each table of users has, without what is stored out of line, by its oid. */
export const readPages = async (connection: PostgresConnection): Promise<ReadonlyMap<number, number>> => {
  const rows = await connection.query(
    `select c.oid, pg_relation_size(c.oid) / current_setting('block_size')::int as pages
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind = 'r'`,
    [],
    'Cannot read the sizes of tables',
  );
  return new Map(rows.map(({ oid, pages }) => [Number(oid), Number(pages)]));
};
