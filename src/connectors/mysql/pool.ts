import mysql from 'mysql2';
import { CONTROL_SCHEMA } from '../../contracts/names.js';
import type { Settings } from '../../contracts/settings.js';
import { addressOptions } from './address-options.js';
import { quoteName } from './quote-name.js';
import { withConnection } from './open-connection.js';

/**
 * The pool of the store, in UTC: `store.url`, or the schema `stevedore` on the target, as the publisher.
 * The store's query builder drives it; nobody else does. Throws MYSQL_UNREACHABLE or MYSQL_PERMISSION_DENIED
 * where the schema cannot be created.
 */
export const createStorePool = async (settings: Pick<Settings, 'mysql' | 'store'>): Promise<mysql.Pool> => {
  if (settings.store.url !== undefined) return mysql.createPool({ uri: settings.store.url, ...POOL_OPTIONS });
  await withConnection(settings.mysql, 'publisher', {}, (connection) =>
    connection.execute(`CREATE DATABASE IF NOT EXISTS ${quoteName(CONTROL_SCHEMA)} CHARACTER SET utf8mb4`),
  );
  const { user, password } = settings.mysql.publisher;
  return mysql.createPool({
    ...addressOptions(settings.mysql),
    user,
    password,
    database: CONTROL_SCHEMA,
    ...POOL_OPTIONS,
  });
};

const POOL_OPTIONS: mysql.PoolOptions = {
  connectionLimit: 4,
  charset: 'utf8mb4',
  timezone: 'Z',
  connectTimeout: 5_000,
  enableKeepAlive: true,
};
