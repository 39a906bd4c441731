import mysql from 'mysql2';
import { createStore } from '../../src/store/create-store.js';
import type { StoreOptions } from '../../src/store/create-store.js';
import type { Store } from '../../src/store/store.js';
import type { MariadbServer } from '../support/mariadb-server.js';

/** A store in its own schema of a test's server, with the pool options that the programs use. */
export async function openStore(server: MariadbServer, schema: string, options: StoreOptions = {}): Promise<Store> {
  await server.query(`CREATE DATABASE IF NOT EXISTS \`${schema}\``);
  const pool = mysql.createPool({
    host: server.host,
    port: server.port,
    user: server.rootUser,
    password: server.rootPassword,
    database: schema,
    connectionLimit: 4,
    charset: 'utf8mb4',
    timezone: 'Z',
    connectTimeout: 2_000,
  });
  return createStore(pool, options);
}
