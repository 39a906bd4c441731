import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { CatalogReader } from './catalog-reader.js';
import type { Catalog } from './read-families.js';
import { inTransaction } from '../../connectors/postgres/in-transaction.js';
import { quoteQualified, quoteText } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import { readFamilies } from './read-families.js';

/** The oldest server whose catalogue is known. */
const OLDEST = 140_000;

/** What makes the server write every name in full and every value the same way, whatever it is configured to. */
const SETTINGS = [
  `search_path = ''`,
  'extra_float_digits = 3',
  'quote_all_identifiers = off',
  `datestyle = 'ISO, MDY'`,
  `intervalstyle = 'postgres'`,
  `bytea_output = 'hex'`,
  // An amount of money is read as it was written, whatever the country of either server.
  `lc_monetary = 'C'`,
  `timezone = 'UTC'`,
  'row_security = off',
  'statement_timeout = 0',
  `lock_timeout = '10s'`,
  'idle_in_transaction_session_timeout = 0',
];

/** Tables that one LOCK names. */
const AT_ONCE = 500;

/**
 * Reads the whole catalogue of the session's database in one read-only transaction of its own.
 *
 * 1. All rows are of one moment. The server's functions that print definitions see the newest state instead, so every
 *    table is locked against changes of its definition first, as pg_dump does it.
 * 2. Names come with their schema, because `search_path` is empty.
 * 3. Nothing is written. Throws POSTGRES_LOCK_TIMEOUT if somebody changes a table's definition for longer than 10 s.
 */
export const readCatalog = (connection: PostgresConnection): Promise<Catalog> =>
  inTransaction(connection, async () => {
    await prepareReading(connection);
    return readPrepared(connection);
  });

/** The same in a transaction that `prepareReading` began; its locks stay until it ends. */
export const readPrepared = async (connection: PostgresConnection): Promise<Catalog> => {
  await lockTables(connection);
  return readUnlocked(connection);
};

/**
 * The same without a lock, as the session's transaction sees it, its own changes too; for a session whose
 * `search_path` is empty.
 */
export const readUnlocked = (connection: PostgresConnection): Promise<Catalog> => readFamilies(readerOf(connection));

/**
 * The first statements of a transaction in which a catalogue, or rows, are read; of the moment that another session
 * exported under the name `snapshot`, if one is given. Throws POSTGRES_STATEMENT_FAILED before 14.
 */
export const prepareReading = async (connection: PostgresConnection, snapshot?: string): Promise<void> => {
  if (connection.serverVersion < OLDEST) {
    throw new StevedoreError(
      'POSTGRES_STATEMENT_FAILED',
      `Cannot read the definitions of PostgreSQL ${Math.floor(connection.serverVersion / 10_000)}: 14 is the oldest that is supported; upgrade the server`,
    );
  }
  const sets = SETTINGS.map((each) => `set local ${each}`).join('; ');
  await connection.execute('set transaction isolation level repeatable read, read only');
  if (snapshot !== undefined) await connection.execute(`set transaction snapshot ${quoteText(snapshot)}`);
  await connection.execute(sets);
};

/** Of a session whose `search_path` is empty. */
export const readerOf = (connection: PostgresConnection): CatalogReader => ({
  version: connection.serverVersion,
  rows: async <T>(what: string, sql: string) =>
    (await connection.query(sql, [], `Cannot read ${what} from the catalogue`)) as unknown as T[],
});

/** Schemas of generations are never read as a source, and are dropped and renamed while others read. */
const NOT_OF_GENERATIONS = `n.nspname <> 'stevedore' and n.nspname !~ '^(imp_|prev_|stevedore_live_)'`;

/**
 * Keeps others from changing, truncating or rewriting a table of users until the transaction ends: one that was
 * truncated would be empty for every older moment, not as it was.
 */
export const lockTables = async (connection: PostgresConnection): Promise<void> => {
  const rows = await connection.query(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p') and ${NOT_OF_GENERATIONS}
        and has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') order by c.oid`,
  );
  const names = rows.map(({ schema, name }) => quoteQualified(schema as string, name as string));
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE);
    await connection.execute(
      `lock table ${some.map((name) => `only ${name}`).join(', ')} in access share mode`,
      [],
      'Cannot lock the tables',
    );
  }
};
