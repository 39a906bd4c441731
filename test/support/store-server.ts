import type { StoreSettings } from '../../src/contracts/settings.js';
import { startPostgres } from './postgres-server.js';
import type { PostgresServer } from './postgres-server.js';
import { startTargetServer, onMysql } from './target-server.js';
import type { TargetServer } from './target-server.js';

/** A private server that can keep a store, of any kind. */
export interface StoreServer {
  readonly name: 'MariaDB' | 'MySQL' | 'PostgreSQL';
  /**
   * The store of this name; on PostgreSQL a schema of the database `postgres`. It is made by `create`, or by a
   * migration.
   */
  readonly settings: (store: string) => StoreSettings;
  readonly create: (store: string) => Promise<void>;
  /** Runs statements as the superuser, `<store>.<table>` as on any server; rows as lines, columns by tabs. */
  readonly query: (sql: string) => Promise<string>;
  /** Of the server and of its sessions, where they have processes of their own. */
  readonly processes: () => Promise<readonly number[]>;
  readonly kill9: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What the tests of the store run on in this project: MariaDB and PostgreSQL, or MySQL. */
export const STORE_SERVERS: readonly (readonly [
  StoreServer['name'],
  (options?: { readonly odd?: boolean }) => Promise<StoreServer>,
])[] = onMysql
  ? [['MySQL', (options) => mysqlLike('MySQL', options)]]
  : [
      ['MariaDB', (options) => mysqlLike('MariaDB', options)],
      ['PostgreSQL', (options) => postgresLike(options)],
    ];

/** `odd`: another time zone and the strictest mode, neither of which may change what is stored. */
const mysqlLike = async (name: StoreServer['name'], { odd = false } = {}): Promise<StoreServer> => {
  const args = ['--sql-mode=TRADITIONAL,ONLY_FULL_GROUP_BY,NO_BACKSLASH_ESCAPES', '--default-time-zone=+05:30'];
  const server = await startTargetServer(odd ? { args } : {});
  // MySQL's root comes by the socket only.
  await server.query("CREATE USER 'store'@'%' IDENTIFIED BY 'of the store'; GRANT ALL ON *.* TO 'store'@'%'");
  return ofTarget(name, server);
};

const ofTarget = (name: StoreServer['name'], server: TargetServer): StoreServer => ({
  name,
  processes: () => Promise.resolve([server.pid]),
  settings: (store) => ({
    kind: 'mysql',
    address: { host: server.host, port: server.port },
    tls: 'off',
    account: { user: 'store', password: 'of the store' },
    schema: store,
    createSchema: true,
  }),
  create: async (store) => void (await server.query(`CREATE DATABASE IF NOT EXISTS ${store}`)),
  query: (sql) => server.query(sql),
  kill9: server.kill9,
  restart: server.restart,
  stop: server.stop,
});

const postgresLike = async ({ odd = false } = {}): Promise<StoreServer> =>
  ofPostgres(
    await startPostgres(
      odd
        ? {
            settings: [
              'timezone=Asia/Kolkata',
              'datestyle=SQL,DMY',
              'standard_conforming_strings=off',
              'default_transaction_isolation=serializable',
            ],
          }
        : {},
    ),
  );

const ofPostgres = (server: PostgresServer): StoreServer => ({
  name: 'PostgreSQL',
  processes: async () => [
    server.pid,
    ...(await server.query('SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()')).split('\n').map(Number),
  ],
  settings: (store) => ({
    kind: 'postgres',
    address: { host: server.host, port: server.port },
    tls: 'off',
    account: { user: server.rootUser, password: server.rootPassword },
    database: server.database,
    schema: store,
  }),
  create: async (store) => void (await server.query(`create schema if not exists ${store}`)),
  query: (sql) => server.query(sql),
  kill9: server.kill9,
  restart: server.restart,
  stop: server.stop,
});
