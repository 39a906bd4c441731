import { eventually } from '../support/eventually.js';
import type { ImportSite } from './import-site.js';

/** What tests ask of a server that records go into, by its own client. */
export interface TableTools {
  /** Rows as lines, columns by tabs. */
  readonly query: (sql: string) => Promise<string>;
  /** Keeps everybody from writing into the table until it is released; readers are let in. */
  readonly lock: (table: string) => Promise<{ readonly release: () => Promise<void> }>;
  /** Whether a session of the product waits for a lock. */
  readonly waiting: () => Promise<boolean>;
  /** How many staging tables there are. */
  readonly staging: () => Promise<number>;
}

export interface TableServer {
  readonly name: string;
  readonly connection: string;
  readonly config: { readonly mariadb?: boolean };
  readonly tools: (site: ImportSite) => TableTools;
}

const postgres: TableServer = {
  name: 'PostgreSQL',
  connection: 'main',
  config: {},
  tools: ({ postgres: server }) => ({
    query: (sql) => server.query(sql),
    lock: async (table) => {
      const held = server.query(`begin; lock table ${table} in share mode; select pg_sleep(600); commit`);
      held.catch(() => undefined);
      const pid = await eventually('the lock', async () => {
        const holder = await server.query(
          `select pid from pg_locks where relation = '${table}'::regclass and mode = 'ShareLock' and granted`,
        );
        return holder === '' ? undefined : holder;
      });
      return {
        release: async () => {
          await server.query(`select pg_terminate_backend(${pid})`);
          await held.catch(() => undefined);
        },
      };
    },
    waiting: async () =>
      (await server.query(
        `select count(*) from pg_stat_activity where application_name like 'stevedore%' and wait_event_type = 'Lock'`,
      )) !== '0',
    staging: async () =>
      Number(
        await server.query(`select count(*) from pg_tables where schemaname = 'stevedore' and tablename like 'stg%'`),
      ),
  }),
};

const mariadb: TableServer = {
  name: 'MariaDB',
  connection: 'catalog',
  config: { mariadb: true },
  tools: ({ mariadb: server }) => {
    if (server === undefined) throw new Error('the site has no MariaDB');
    const query = (sql: string) => server.query(sql, { database: 'catalog' });
    return {
      query,
      lock: async (table) => {
        const held = query(`lock tables ${table} read; select sleep(600)`);
        held.catch(() => undefined);
        const id = await eventually('the lock', async () => {
          const holder = await query(`select id from information_schema.processlist where info = 'select sleep(600)'`);
          return holder === '' ? undefined : holder;
        });
        return {
          release: async () => {
            await query(`kill ${id}`);
            await held.catch(() => undefined);
          },
        };
      },
      waiting: async () =>
        (await query(
          `select count(*) from information_schema.processlist where state like 'Waiting for table%lock%'`,
        )) !== '0',
      staging: async () =>
        Number(
          await query(
            `select count(*) from information_schema.tables where table_schema = 'stevedore' and table_name like 'stg%'`,
          ),
        ),
    };
  },
};

/** The servers that records go into. */
export const SERVERS: readonly TableServer[] = [postgres, mariadb];
