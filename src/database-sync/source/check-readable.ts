import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { notOfExtension } from '../catalog/catalog-reader.js';
import { checkLockBudget, readLockBudget } from '../stage/lock-budget.js';

/** Names of a message; more are counted. */
const MOST = 5;

/**
 * Throws SOURCE_UNSUITABLE where the account cannot read every row of the schemas: a right is missing, or a policy of
 * row security would hide rows; or where the server has too few locks to hold every table.
 */
export const checkReadable = async (connection: PostgresConnection, schemas: readonly string[]): Promise<void> => {
  const rows = await connection.query(
    `select n.nspname::text || '.' || c.relname::text as name, c.relkind = 'S' as sequence,
        not has_schema_privilege(n.oid, 'USAGE') or not has_table_privilege(c.oid, 'SELECT') as closed,
        c.relkind = 'r' and row_security_active(c.oid) as filtered
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any ($1::text[]) and c.relkind in ('r', 'p', 'S') and ${notOfExtension('pg_class', 'c.oid')} order by 1`,
    [schemas],
    'Cannot read which tables may be read',
  );
  const names = (of: (row: (typeof rows)[number]) => boolean) => rows.filter(of).map(({ name }) => String(name));
  const closed = names((row) => row['closed'] === true);
  if (closed.length > 0)
    throw new StevedoreError(
      'SOURCE_UNSUITABLE',
      `Cannot read ${listed(closed)}: the account has no right to; grant USAGE on the schemas and SELECT on all tables and sequences to it, or take another`,
    );
  const filtered = names((row) => row['filtered'] === true);
  if (filtered.length > 0)
    throw new StevedoreError(
      'SOURCE_UNSUITABLE',
      `Cannot read every row of ${listed(filtered)}: row security hides rows from the account; give it BYPASSRLS, or take the owner of the tables`,
    );
  // Three sessions hold every table, and the server has room for two holders of each lock.
  checkLockBudget(
    'source',
    await readLockBudget(connection),
    rows.filter((row) => row['sequence'] !== true).length * 1.5,
  );
};

/** The first of the names, and how many more there are. */
export const listed = (names: readonly string[]): string => {
  const some = names.slice(0, MOST).map((name) => `"${name}"`);
  return names.length > MOST ? `${some.join(', ')} and ${names.length - MOST} more` : some.join(', ');
};
