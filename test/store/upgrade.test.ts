import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStore } from '../../src/store/create-store.js';
import { copyStore } from '../../src/store/copy/copy-store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';

/** What 0.1 made, word for word, and what one of its runs left. 0.1 kept its store on MySQL and MariaDB only. */
const OF_0_1 = `
create table runs (run_id varchar(64) primary key, pipeline varchar(64) not null, workflow_id varchar(255) not null, started_by_trigger varchar(16) not null,
  started_by varchar(255) not null, started_at datetime(3) not null, completed_at datetime(3), status varchar(16) not null, attempts int unsigned not null,
  reason varchar(255), error_code varchar(64), error text, generation bigint unsigned, warnings longtext not null, snapshot longtext,
  constraint runs_by_pipeline unique (pipeline, started_at, run_id), constraint runs_by_time unique (started_at, run_id))
  engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
create table log_lines (seq bigint unsigned primary key auto_increment, line_id varchar(40) not null, run_id varchar(64) not null, attempt int unsigned not null,
  ts datetime(3) not null, level varchar(8) not null, step varchar(32) not null, message text not null, error text, duration varchar(32), file_size bigint unsigned,
  constraint log_lines_once unique (line_id), constraint log_lines_by_run unique (run_id, seq))
  engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
create table generations (pipeline varchar(64) not null, generation bigint unsigned not null, run_id varchar(64) not null, published_at datetime(3) not null,
  database_names longtext not null, archives longtext not null, table_count int unsigned not null, row_count bigint unsigned not null,
  constraint generations_pk primary key (pipeline, generation))
  engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
create table store_migrations (name varchar(255) not null primary key, timestamp varchar(255) not null);
create table store_migrations_lock (id varchar(255) not null primary key, is_locked integer default 0 not null);
insert into store_migrations values ('001_runs_log_lines_generations', '2026-11-01T00:00:00.000Z');
insert into store_migrations_lock values ('migration_lock', 0);
insert into runs values ('r-1', 'import', 'dump-import/import', 'schedule', 'schedule', '2026-01-02 03:04:05.678', '2026-01-02 03:10:00.000', 'success', 1,
  'first_import', null, null, 1, '["w"]', '{"step":"cleanup","attempt":1}');
insert into log_lines values (41, 'l-1', 'r-1', 1, '2026-01-02 03:04:06.001', 'INFO', 'download', 'Größe', null, '1s', 12);
insert into generations values ('import', 1, 'r-1', '2026-01-02 03:09:00.000', '["mvdsb"]', '[]', 3, 4000000000);
`;

const servers = new Map<string, StoreServer>();
beforeAll(async () => {
  await Promise.all(STORE_SERVERS.map(async ([name, start]) => servers.set(name, await start())));
});
afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())));

const serverOf = (name: string) => servers.get(name) as StoreServer;

const readAll = async (server: StoreServer, name: string) => {
  const store = createStore(server.settings(name));
  const found = {
    run: await store.runs.get('r-1'),
    lines: await store.logs.list({ runId: 'r-1' }),
    generation: await store.generations.latest('import'),
    installation: await store.installation(),
  };
  await store.close();
  return found;
};

describe.each(STORE_SERVERS.map(([name]) => name).filter((name) => name !== 'PostgreSQL'))(
  'a store of 0.1 on %s',
  (name) => {
    test('continues with all that it holds, and its tables are those of a new store', async () => {
      const server = serverOf(name);
      await server.query(`CREATE DATABASE grown; USE grown; ${OF_0_1}`);
      const store = createStore(server.settings('grown'));
      await store.migrate();
      await store.logs.append('r-1', 1, [
        { timestamp: '2026-01-02T03:04:07.000Z', level: 'INFO', step: 'cleanup', message: 'next' },
      ]);
      await store.close();
      const { run, lines, generation, installation } = await readAll(server, 'grown');
      expect(run).toEqual({
        runId: 'r-1',
        kind: 'dump-import',
        pipeline: 'import',
        workflowId: 'dump-import/import',
        trigger: 'schedule',
        startedBy: 'schedule',
        startedAt: '2026-01-02T03:04:05.678Z',
        completedAt: '2026-01-02T03:10:00.000Z',
        status: 'success',
        attempts: 1,
        reason: 'first_import',
        generation: 1,
        warnings: ['w'],
        snapshot: { step: 'cleanup', attempt: 1 },
      });
      expect(lines).toMatchObject([
        { seq: 41, message: 'Größe', timestamp: '2026-01-02T03:04:06.001Z', duration: '1s', file_size: 12 },
        { seq: 42, message: 'next' },
      ]);
      expect(generation).toMatchObject({
        generation: 1,
        rows: 4_000_000_000,
        databases: ['mvdsb'],
        publishedAt: '2026-01-02T03:09:00.000Z',
      });
      expect(installation).toMatch(/^[0-9a-f-]{36}$/);

      const fresh = createStore(server.settings('fresh'));
      await fresh.migrate();
      await fresh.close();
      for (const table of ['runs', 'log_lines', 'generations']) {
        const [grown, made] = await Promise.all(
          ['grown', 'fresh'].map((schema) => server.query(`SHOW CREATE TABLE ${schema}.${table}`)),
        );
        expect(grown?.replace(/ AUTO_INCREMENT=\d+/, '')).toBe(made);
      }
    });

    test.each(STORE_SERVERS.map(([to]) => to))('moves to %s', async (to) => {
      const server = serverOf(name);
      await server.query(`CREATE DATABASE moving_to_${to}; USE moving_to_${to}; ${OF_0_1}`);
      await serverOf(to).create('moved');
      await copyStore(server.settings(`moving_to_${to}`), serverOf(to).settings('moved'));
      expect(await readAll(serverOf(to), 'moved')).toEqual(await readAll(server, `moving_to_${to}`));
    });
  },
);
