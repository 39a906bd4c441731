import { openPostgresTarget } from '../src/table-import/target/postgres/postgres-target.js';
import type { TableTarget } from '../src/table-import/target/table-target.js';
import type { PostgresVersion } from '../test/support/postgres-programs.js';
import { startPostgres } from '../test/support/postgres-server.js';
import { CSV_HEADERS } from './generate-csv.js';
import type { CsvKind } from './generate-csv.js';

/** The server that the tools load into. */
export interface ToolStand {
  readonly url: string;
  run(sql: string): Promise<unknown>;
}

/** A server with two equal tables: `ours` for the core, `theirs` for its peer. */
export interface TableStand {
  readonly target: TableTarget;
  readonly schema: string;
  readonly peerName: string;
  /** Of the server. */
  pid(): number;
  describe(): Promise<string>;
  /** Empty, anew. */
  createTables(kind: CsvKind): Promise<void>;
  /** Where tools load into; undefined where none is measured. */
  readonly tools?: ToolStand;
  /** Loads a file by the server's own means; the rows that it inserted and updated, with a space between. */
  peer(path: string): Promise<string>;
  stop(): Promise<void>;
}

/** With memory for the data, and a log that is written as in production. */
const SETTINGS = ['shared_buffers=1GB', 'max_wal_size=8GB', 'fsync=on', 'full_page_writes=on'];

export const POSTGRES_COLUMNS: Readonly<Record<CsvKind, string>> = {
  wide: CSV_HEADERS.wide
    .split(',')
    .map((name) => (name === 'id' ? 'id integer primary key' : `${name} varchar`))
    .join(', '),
  narrow: `id integer primary key, email varchar(80), username varchar(40), age smallint, active boolean,
    score numeric(10,3), created_at timestamptz, bio text`,
};

/** The peer goes the way that the core goes: by TCP, as to a server of another machine. */
export const BY_TCP = 'host=127.0.0.1 dbname=postgres';

/** Starts PostgreSQL; the peer is `psql \copy` into an unlogged table, and an upsert that counts. */
export const startPostgresStand = async (version: PostgresVersion): Promise<TableStand> => {
  const server = await startPostgres({ version, settings: SETTINGS });
  const { host, port } = server;
  const target = openPostgresTarget(
    { address: { host, port }, tls: 'off', account: { user: 'postgres', password: '' }, database: 'postgres' },
    { applicationName: 'bench' },
  );
  let upsert = '';
  return {
    target,
    schema: 'public',
    peerName: 'psql',
    tools: { url: `postgresql://postgres:none@${host}:${port}/postgres`, run: (sql) => server.query(sql) },
    pid: () => server.pid,
    describe: async () => `PostgreSQL ${await server.query('show server_version')}: ${SETTINGS.join(' ')}`,
    createTables: async (kind) => {
      for (const table of ['ours', 'theirs']) {
        await server.query(`drop table if exists ${table}`);
        await server.query(`create table ${table} (${POSTGRES_COLUMNS[kind]})`);
      }
      upsert = upsertOf(CSV_HEADERS[kind].split(','));
      await server.query('checkpoint');
    },
    peer: async (path) => {
      await server.query('create unlogged table loaded (like theirs)', BY_TCP);
      await server.query(`\\copy loaded from '${path}' with (format csv, header)`, BY_TCP);
      const counts = await server.query(upsert, BY_TCP);
      await server.query('drop table loaded', BY_TCP);
      return counts.replace('\t', ' ');
    },
    stop: () => server.stop(),
  };
};

const upsertOf = (columns: readonly string[]): string => {
  const others = columns.filter((name) => name !== 'id');
  return `with written as (insert into theirs as t select * from loaded
    on conflict (id) do update set ${others.map((name) => `${name} = excluded.${name}`).join(', ')}
    where (${others.map((name) => `t.${name}`).join(', ')}) is distinct from (${others.map((name) => `excluded.${name}`).join(', ')})
    returning (xmax = 0) as fresh)
  select count(*) filter (where fresh), count(*) filter (where not fresh) from written`;
};
