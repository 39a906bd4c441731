import mysql from 'mysql2';
import { driverTls } from '../../contracts/connections/tls.js';
import type { MysqlStoreSettings } from '../../contracts/settings.js';

/** Connections of one program. */
const POOL_SIZE = 4;

/** Creates the store's pool, with its schema as the default. Sends nothing to the server before the first statement. */
export const openMysqlPool = (settings: MysqlStoreSettings): mysql.Pool =>
  mysql.createPool({
    ...connectionOptions(settings),
    database: settings.schema,
    connectionLimit: POOL_SIZE,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
  });

/** Opens one connection without a schema and always ends it. Throws the driver's errors. */
export const withMysqlServer = async <T>(
  settings: MysqlStoreSettings,
  body: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>,
): Promise<T> => {
  const connection = mysql.createConnection(connectionOptions(settings));
  // A connection that breaks reports it to the statement too.
  connection.on('error', () => undefined);
  const query = (sql: string) =>
    new Promise<Record<string, unknown>[]>((resolve, reject) => {
      connection.query(sql, (error: Error | null, rows: unknown) => {
        if (error !== null) reject(error);
        else resolve(Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []);
      });
    });
  try {
    return await body(query);
  } finally {
    connection.destroy();
  }
};

const connectionOptions = ({ address, tls, account }: MysqlStoreSettings): mysql.ConnectionOptions => ({
  ...('socket' in address ? { socketPath: address.socket } : address),
  ...(tls === 'off' ? {} : { ssl: driverTls(tls) }),
  user: account.user,
  password: account.password,
  charset: 'utf8mb4',
  timezone: 'Z',
  connectTimeout: 5_000,
});
