import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabaseSyncActivities } from '../../src/activities/database-sync/create-database-sync-activities.js';
import type { BuiltSync } from '../../src/activities/database-sync/build-activities.js';
import type { ActivityDeps } from '../../src/activities/activity-deps.js';
import type { Store } from '../../src/store/store.js';
import { createRunLogger } from '../../src/store/run-logger.js';
import { createStore } from '../../src/store/create-store.js';
import type { PostgresProxy } from '../support/postgres-proxy.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { settingsReader } from '../support/settings-reader.js';

let server: PostgresServer;
let forward: PostgresProxy;
const stores: Store[] = [];
beforeAll(async () => {
  server = await startPostgres();
  forward = await startPostgresProxy(server.port);
  for (const name of ['shop', 'app', 'runs']) await server.query(`create database ${name}`);
  await server.query('create schema app_store; create table app_store.runs (shop int)', 'shop');
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await forward?.stop();
  await server?.stop();
});

const urlAt = (port: number, database: string) => `postgres://postgres:x@127.0.0.1:${port}/${database}`;

interface Installation {
  readonly sync?: string;
  readonly pipeline?: string;
  readonly local?: string;
  readonly store?: string;
}
/** The activities of a worker with such a configuration, and its store. */
const worker = async ({ sync = '', pipeline = '', local, store: place }: Installation = {}) => {
  const settings = settingsReader().load(
    `store: { ${place ?? `url: "${urlAt(server.port, 'runs')}"`} }
connections:
  shop: { kind: postgres, url: "${urlAt(server.port, 'shop')}" }
  local: { kind: postgres, url: "${local ?? urlAt(server.port, 'app')}" }
sync: { ${sync} }
pipelines: { nightly: { kind: database-sync, source: shop, destination: local${pipeline} } }
`,
  );
  const store = createStore(settings.store);
  stores.push(store);
  await store.migrate();
  const deps: ActivityDeps = {
    settings,
    store,
    redact: (text) => text,
    learnSecrets: () => undefined,
    check: () => Promise.resolve([]),
    notify: () => Promise.resolve(),
    runLogger: (runId, attempt) => createRunLogger(store, { runId, attempt }),
  };
  const activities = createDatabaseSyncActivities(deps);
  const step = {
    pipeline: 'nightly',
    runId: randomUUID(),
    attempt: 1,
    ends: { shape: 'sync', source: 'shop', destination: 'local' } as const,
  };
  const run = <T>(activity: (input: never) => Promise<T>, more: object = {}): Promise<T> =>
    new MockActivityEnvironment().run(activity as (input: object) => Promise<T>, { ...step, ...more });
  return { activities, run, store };
};
const written = () => server.query(`select count(*) from pg_namespace where nspname ~ '^(stevedore|imp_)'`, 'app');

describe('every step that writes looks at the settings of its own worker first, which', () => {
  it.each([
    ['protect the destination', { sync: 'protected: [local]' }],
    ['do not list it', { sync: 'destinations: []' }],
    ['have another address for it, of a protected database', { sync: 'protected: [shop]', local: 'forward' }],
  ] as const)('%s', async (_how, { sync, ...more }) => {
    const local = 'local' in more ? { local: urlAt(forward.port, 'shop') } : {};
    const { activities, run } = await worker({ sync, ...local });
    const epoch = { epoch: 1, runId: 'r' };
    const all = [
      () => run(activities.checkSync),
      () => run(activities.buildSync),
      () => run(activities.publishSync, { epoch }),
      () => run(activities.rollBackSync),
      () => run(activities.dropSyncGenerations, { previous: true }),
      () => run(activities.dropSyncStaging),
    ];
    for (const step of all) await expect(step()).rejects.toMatchObject({ code: 'DESTINATION_REFUSED' });
    expect(await written()).toBe('0');
    expect(await server.query(`select count(*) from pg_namespace where nspname = 'stevedore'`, 'shop')).toBe('0');
  });

  it('and the source of a build is no destination under another address', async () => {
    const { activities, run } = await worker({ sync: 'destinations: [local]', local: urlAt(forward.port, 'shop') });
    await expect(run(activities.buildSync)).rejects.toThrow(/it is the source "shop", under another address/);
  });
});

describe('of two runs that have both found the destination free', () => {
  const open = (store: Store, runId: string) =>
    store.runs.open({
      runId,
      kind: 'database-sync',
      pipeline: 'nightly',
      workflowId: `database-sync/${runId}`,
      trigger: 'api',
      startedBy: 'anna',
      startedAt: '2026-01-01T00:00:00.000Z',
      status: 'running',
      attempts: 1,
      warnings: [],
    });

  it('one builds, and the other is told so before it ends any session; a rollback too', async () => {
    const { activities, run, store } = await worker();
    const [one, other] = [randomUUID(), randomUUID()];
    await Promise.all([open(store, one), open(store, other)]);
    const built = await Promise.allSettled(
      [one, other].map((runId) => run<BuiltSync>(activities.buildSync, { runId })),
    );
    expect(built.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const isFirst = built[0]?.status === 'fulfilled';
    const [winner, loser] = isFirst ? [one, other] : [other, one];
    expect(built[isFirst ? 1 : 0]).toMatchObject({
      reason: { code: 'DESTINATION_BUSY', message: expect.stringContaining(`the run ${winner} of`) as string },
    });
    const busy = { code: 'DESTINATION_BUSY' };
    await expect(run(activities.checkSync, { runId: loser })).rejects.toMatchObject(busy);
    await expect(run(activities.rollBackSync, { runId: loser })).rejects.toMatchObject(busy);
    await run(activities.checkSync, { runId: winner });
    await store.runs.close(winner, { status: 'failed', completedAt: '2026-01-01T00:01:00.000Z' });
    const { epoch } = await run<BuiltSync>(activities.buildSync, { runId: loser });
    expect(epoch).toEqual({ epoch: 2, runId: loser });
    await run(activities.dropSyncStaging, { runId: loser });
    expect(await server.query(`select count(*) from pg_namespace where nspname ~ '^imp_'`, 'app')).toBe('0');
    await server.query('drop schema stevedore cascade', 'app');
  });
});

describe('the database in which the runs are kept', () => {
  it('is not renamed, under whatever address it is reached: not by a build, not by a publish, not by a rollback', async () => {
    const there = { store: `url: "${urlAt(forward.port, 'app')}"` };
    const { activities, run } = await worker({ ...there, pipeline: ', publish: database' });
    const refused = { code: 'DESTINATION_REFUSED', message: expect.stringContaining('set store.url') as string };
    await expect(run(activities.checkSync)).rejects.toMatchObject(refused);
    await expect(run(activities.buildSync)).rejects.toMatchObject(refused);
    // What was built, or is kept, is a database, whatever the pipeline says now.
    await server.query(
      `create table stevedore.sync_epoch (one boolean primary key default true check (one), epoch bigint not null, run_id text not null, taken_at timestamptz not null);
       create table stevedore.sync_generations (
         generation bigint generated always as identity primary key, run_id text not null unique, pipeline text not null,
         state text not null, source text not null, taken_at text, built_at timestamptz, live_at timestamptz, made_live_by text, record jsonb not null default '{}');
       insert into stevedore.sync_generations (run_id, pipeline, state, source, record)
         select 'run ' || state, 'local', state, 'shop', '{"schemas": [], "tables": [], "ownDatabase": true}'
           from unnest('{previous,live,staged}'::text[]) state`,
      'app',
    );
    const schemas = await worker(there);
    const epoch = { epoch: 1, runId: 'run staged' };
    await expect(schemas.run(schemas.activities.publishSync, { epoch, runId: 'run staged' })).rejects.toMatchObject(
      refused,
    );
    await expect(schemas.run(schemas.activities.rollBackSync)).rejects.toMatchObject(refused);
    expect(await server.query(`select count(*) from pg_database where datname ~ 'app'`)).toBe('1');
    await server.query('drop schema stevedore cascade', 'app');
  });

  it('keeps its schema although the source has one of that name', async () => {
    const { activities, run, store } = await worker({
      store: `url: "${urlAt(forward.port, 'app')}", schema: app_store`,
    });
    const before = await server.query('select count(*) from app_store.runs', 'app');
    await expect(run(activities.buildSync)).rejects.toMatchObject({
      code: 'DESTINATION_REFUSED',
      message: expect.stringContaining('the schema "app_store"') as string,
    });
    expect(await server.query('select count(*) from app_store.runs', 'app')).toBe(before);
    expect((await store.runs.list({ limit: 1 })).runs).toEqual([]);
  });
});

describe.each(['schemas', 'database'])('what is live is never told as failed, with publish: %s', (publish) => {
  it('although the next try is refused, or another installation has taken the right to write since', async () => {
    await server.query('create database kept');
    const local = urlAt(server.port, 'kept');
    const pipeline = `, publish: ${publish}`;
    const { activities, run } = await worker({ local, pipeline });
    const protecting = await worker({ local, pipeline, sync: 'protected: [local]' });
    const runId = randomUUID();
    const { epoch } = await run<BuiltSync>(activities.buildSync, { runId });
    const published = { generation: 2, warnings: [] };
    // Nothing is live yet.
    await expect(protecting.run(protecting.activities.publishSync, { runId, epoch })).rejects.toMatchObject({
      code: 'DESTINATION_REFUSED',
    });
    expect(await run(activities.publishSync, { runId, epoch })).toEqual(published);
    // The answer did not arrive, and both have happened since.
    await server.query(`update stevedore.sync_epoch set epoch = epoch + 1, run_id = 'of another store'`, 'kept');
    expect(await run(activities.publishSync, { runId, epoch })).toEqual(published);
    expect(await protecting.run(protecting.activities.publishSync, { runId, epoch })).toEqual(published);
    const back = randomUUID();
    const before = { generation: 1, warnings: [] };
    expect(await run(activities.rollBackSync, { runId: back })).toEqual(before);
    expect(await protecting.run(protecting.activities.rollBackSync, { runId: back })).toEqual(before);
    // It is not live any more.
    await expect(run(activities.publishSync, { runId, epoch })).rejects.toMatchObject({ code: 'FENCED' });
    for (const name of ['kept', 'prev_kept']) await server.query(`drop database if exists ${name} with (force)`);
  });
});
