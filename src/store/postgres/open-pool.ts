import pg from 'pg';
import { driverTls } from '../../contracts/connections/tls.js';
import type { PostgresStoreSettings } from '../../contracts/settings.js';

/** Connections of one program. */
const POOL_SIZE = 4;
/** As long as MySQL's driver keeps an idle one. */
const IDLE_MS = 60_000;

/** The name of a store's sessions in `pg_stat_activity`, which keeps 63 ASCII characters. */
export const sessionName = (schema: string): string =>
  `stevedore store ${schema}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 63);

/**
 * Creates the store's pool, whose sessions are in its schema. Sends nothing to the server before the first statement.
 */
export const openPostgresPool = (settings: PostgresStoreSettings): pg.Pool => {
  const pool = new pg.Pool({
    ...clientOptions(settings),
    application_name: sessionName(settings.schema),
    max: POOL_SIZE,
    // A program shows that it uses a store while it runs, as with MySQL's driver; see `countOtherSessions`.
    min: 1,
    idleTimeoutMillis: IDLE_MS,
    // Here and not in Kysely's hook, which never releases a connection of the pool if it fails.
    onConnect: sessionPreparer(settings.schema),
  });
  // The user of a lost connection gets the error; the pool drops an idle one by itself. Without a listener the program
  // would end.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

/** Opens one connection outside the pool and always ends it. Throws the driver's errors. */
export const withPostgresServer = async <T>(
  settings: PostgresStoreSettings,
  body: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client(clientOptions(settings));
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await body(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/**
 * Makes a session independent of the settings of server, database and account. The pool waits for the promise, although
 * its types do not say so.
 */
const sessionPreparer = (schema: string): NonNullable<pg.PoolConfig['onConnect']> =>
  ((client: pg.ClientBase) =>
    client.query(
      `set search_path = ${pg.escapeIdentifier(schema)}; set time zone 'UTC'; set datestyle = 'ISO, YMD'; set standard_conforming_strings = on;
       set default_transaction_isolation = 'read committed'; set statement_timeout = 0; set lock_timeout = '30s'`,
    )) as NonNullable<pg.PoolConfig['onConnect']>;

const clientOptions = ({ address, tls, account, database }: PostgresStoreSettings): pg.ClientConfig => ({
  host: address.host,
  port: address.port,
  user: account.user,
  password: account.password,
  database,
  ssl: tls === 'off' ? false : driverTls(tls),
  application_name: 'stevedore',
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  // Numbers in the store are below 2^53.
  types: {
    getTypeParser: (oid, format) =>
      (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) as never,
  },
});
