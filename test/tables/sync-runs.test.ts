import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syncResource } from '../../src/api/table-import/source-sync/sync-resource.js';
import { triggerSchema } from '../../src/api/table-import/source-sync/sync-schema.js';
import { checkSourceSync } from '../../src/commands/checks/check-source-sync.js';
import type { ConnectionSettings } from '../../src/contracts/connections/connection.js';
import type { SyncEnd } from '../../src/contracts/source-sync/source-sync.js';
import type { SyncRuns } from '../../src/table-import/source-sync/sync-runs.js';
import { openSyncRuns } from '../../src/table-import/source-sync/sync-runs.js';
import { openPostgresTarget } from '../../src/table-import/target/postgres/postgres-target.js';
import type { TableTarget } from '../../src/table-import/target/table-target.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import { startPostgres } from '../support/postgres-server.js';
import { csvImport, csvOf } from './import-csv.js';
import { SCHEMA, SERVER_NAME, startMysqlStand } from './mysql-stand.js';

interface Stand {
  readonly connection: ConnectionSettings;
  readonly target: TableTarget;
  readonly schema: string;
  readonly sql: (statement: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

const onMysql = async (): Promise<Stand> => {
  const { settings, target, sql, stop } = await startMysqlStand();
  return { connection: { kind: 'mysql', name: 'c', database: SCHEMA, ...settings }, target, schema: SCHEMA, sql, stop };
};

const onPostgres = async (version: (typeof POSTGRES_VERSIONS)[number]): Promise<Stand> => {
  const server = await startPostgres({ version });
  const settings = {
    address: { host: server.host, port: server.port },
    tls: 'off',
    account: { user: 'postgres', password: '' },
    database: 'postgres',
  } as const;
  return {
    connection: { kind: 'postgres', name: 'c', ...settings },
    target: openPostgresTarget(settings, { applicationName: 'test' }),
    schema: 'public',
    sql: (statement) => server.query(statement),
    stop: () => server.stop(),
  };
};

const SERVERS = [
  { name: SERVER_NAME, start: onMysql },
  ...POSTGRES_VERSIONS.map((version) => ({ name: `PostgreSQL ${version}`, start: () => onPostgres(version) })),
];

describe.each(SERVERS)('syncs on $name', ({ start }) => {
  let stand: Stand;
  let runs: SyncRuns;
  beforeAll(async () => {
    stand = await start();
    runs = openSyncRuns(stand.connection);
  });
  afterAll(() => stand?.stop());

  const added = async (): Promise<number> =>
    runs.add({
      sourceType: 'csv',
      sourceIdentifier: '/x',
      job: randomUUID(),
      metadata: { target_table: 'content_index' },
    });
  const end = (more: Partial<SyncEnd>): SyncEnd => ({
    status: 'completed',
    itemsProcessed: 1,
    itemsFailed: 0,
    itemsSkipped: 0,
    errors: [],
    warnings: [],
    ...more,
  });
  const away = { type: 'network', code: 'HTTP_UNREACHABLE', message: 'away' } as const;

  const checked = async () => {
    const sourceSync = { connection: 'c', keepRunsMs: 1, keepContentMs: 1 };
    const results = await checkSourceSync({ sourceSync, connections: [stand.connection], secretKeys: [] } as never);
    return results.map(({ state, text }) => `${state}: ${text}`);
  };
  const noKey = expect.stringMatching(/^warn: without secrets\.key/) as string;

  it('stevedore check says what the first sync makes, what is there, and what a table lacks', async () => {
    expect(await checked()).toEqual([
      'ok: the first sync makes sync_runs, sync_errors, content_index, catalog_items, so the account of "c" needs the right to create tables',
      noKey,
    ]);
    await openSyncRuns(stand.connection).stats();
    expect(await checked()).toEqual([
      'ok: its tables are there: sync_runs, sync_errors, content_index, catalog_items',
      noKey,
    ]);
    await stand.sql('ALTER TABLE catalog_items RENAME COLUMN content_unit TO unit');
    expect(await checked()).toEqual([
      'fail: the table "catalog_items" of the connection "c" lacks content_unit',
      noKey,
    ]);
    await stand.sql('DROP TABLE sync_errors; DROP TABLE sync_runs; DROP TABLE content_index; DROP TABLE catalog_items');
  });

  it('two programs that begin at once make the tables, and a job is added once', async () => {
    const job = randomUUID();
    const run = {
      sourceType: 'csv',
      sourceIdentifier: '/x',
      job,
      metadata: { target_table: 'content_index' },
    } as const;
    const both = await Promise.all([1, 2].map(() => openSyncRuns(stand.connection).stats()));
    expect(both[0]).toEqual({ pending: 0, in_progress: 0, completed: 0, failed: 0, cancelled: 0 });
    const id = await runs.add(run);
    expect(await runs.add(run)).toBe(id);
    await runs.end(id, {}, end({ status: 'cancelled' }));
  });

  it('a failed sync is pending again where a repeat may heal it, or nobody said why it failed', async () => {
    const [healable, broken, byHand] = [await added(), await added(), await added()];
    for (const id of [healable, broken, byHand]) await runs.begin(id, { runId: `run ${id}` });
    await runs.end(
      healable,
      { runId: `run ${healable}` },
      end({ status: 'failed', errors: [{ ...away, retryable: true }] }),
    );
    await runs.end(
      broken,
      { runId: `run ${broken}` },
      end({ status: 'failed', errors: [{ ...away, retryable: false }] }),
    );
    await stand.sql(`UPDATE ${stand.schema}.sync_runs SET status = 'failed' WHERE status = 'in_progress'`);
    expect(await runs.reopen('unexplained')).toBe(1);
    expect((await runs.list('pending')).map(({ id }) => id)).toEqual([byHand]);
    expect(await runs.reopen('healable')).toBe(1);
    expect((await runs.list('failed')).map(({ id }) => id)).toEqual([broken]);
    for (const id of [healable, byHand]) await runs.end(id, { runId: `run ${id}` }, end({}));
  });

  it('what a run of before says is not taken once another has begun', async () => {
    const id = await added();
    expect(await runs.begin(id, { runId: 'first' })).toBe(true);
    await runs.end(
      id,
      { runId: 'first' },
      end({ status: 'failed', errorMessage: 'away', errors: [{ ...away, retryable: true }] }),
    );
    expect(await runs.begin(id, { runId: 'second', retryOf: 'first' })).toBe(true);
    for (const late of [{ runId: 'third' }, { runId: 'third', retryOf: 'first' }])
      expect(await runs.begin(id, late)).toBe(false);
    expect(await runs.errorsOf(id)).toEqual([]);
    await runs.end(id, { runId: 'first' }, end({ status: 'failed' }));
    expect(await runs.get(id)).toMatchObject({ status: 'in_progress', runId: 'second', itemsProcessed: 0 });
    await runs.end(id, { runId: 'second' }, end({ itemsProcessed: 7, warnings: ['few'] }));
    await runs.end(id, { runId: 'second' }, end({ status: 'failed' }), { onlyOpen: true });
    expect(await runs.get(id)).toMatchObject({
      status: 'completed',
      itemsProcessed: 7,
      metadata: { warnings: ['few'] },
    });
    await sleep(1_100);
    const jobs: string[] = [];
    const keep = (job: string) => Promise.resolve(jobs.push(job));
    expect(await runs.forget(36_500 * 86_400_000, keep)).toBe(0);
    const forgotten = await runs.forget(0, keep);
    expect(forgotten).toBeGreaterThan(0);
    expect(jobs.length).toBe(forgotten);
    expect(await runs.get(id)).toBeUndefined();
  });

  it('a run that could not begin ends its sync, the first one and a retry', async () => {
    const id = await added();
    const failed = end({ status: 'failed', errorMessage: 'away', errors: [{ ...away, retryable: true }] });
    await runs.end(id, { runId: 'first' }, failed);
    expect(await runs.get(id)).toMatchObject({ status: 'failed', runId: 'first' });
    expect(await runs.reopen('healable')).toBe(1);
    await runs.end(id, { runId: 'second' }, failed);
    expect(await runs.get(id)).toMatchObject({ status: 'pending', runId: 'first' });
    await runs.end(id, { runId: 'second', retryOf: 'first' }, failed, { onlyOpen: true });
    expect(await runs.get(id)).toMatchObject({ status: 'failed', runId: 'second' });
    expect((await runs.errorsOf(id)).length).toBe(1);
  });

  it('content goes into the table that was made for it, found by its id or by what it is', async () => {
    const load = async (rows: Parameters<typeof csvOf>[0]) => {
      const body = triggerSchema.parse({
        sourceType: 'csv',
        sourceIdentifier: '/data/music.csv',
        options: { contentType: 'music' },
      });
      const { connection: _, table: __, ...resource } = syncResource('c', body);
      const one = csvImport(stand.target, stand.schema, 'content_index', csvOf(rows), resource);
      try {
        return await one.run();
      } finally {
        await stand.target.clean(one.file.runId);
        one.remove();
      }
    };
    const song = (title: string, artist: string | null, id: string | null) => ({ title, artist, external_id: id });
    expect(await load([song('Yesterday', 'The Beatles', null), song('Roma', null, '7')])).toMatchObject({
      inserted: 2,
    });
    const again = await load([song('YESTERDAY', 'The Beatles', null), song('Rome', null, '7')]);
    expect(again).toMatchObject({ inserted: 0, updated: 2 });
    expect(await load([song('Rome', null, '7')])).toMatchObject({ unchanged: 1 });
    const rows = `SELECT title, CASE WHEN is_available THEN 'there' ELSE 'gone' END FROM ${stand.schema}.content_index ORDER BY id`;
    expect(await stand.sql(rows)).toBe('YESTERDAY\tgone\nRome\tthere');
    expect(await runs.forgetContent(3_600_000)).toBe(0);
  });
});
