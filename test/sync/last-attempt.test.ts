import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { PostgresProxy } from '../support/postgres-proxy.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import type { SyncSite } from './sync-site.js';
import { startSyncSite } from './sync-site.js';

let site: SyncSite;
let proxy: PostgresProxy;
let port = 0;
beforeAll(async () => {
  port = await freePort();
  site = await startSyncSite({ SYNC_DATABASE_LOCAL: `postgres://postgres:x@127.0.0.1:${port}/app` });
  proxy = await startPostgresProxy(site.local.port, port);
  await site.stage.query(
    'create table public.orders as select i as id, repeat(md5(i::text), 20) as t from generate_series(1, 150000) i',
    'shop',
  );
  await site.local.query('create table public.orders (id int); insert into public.orders values (7)', 'app');
});
afterAll(async () => {
  await proxy?.stop();
  await site?.stop();
});

const sync = { pipeline: 'local', source: 'stage' };

const copying = () =>
  eventually('a copy under way', async () => {
    const large = await site.local.query(
      `select coalesce(sum(pg_relation_size(c.oid)), 0) > 1000000 from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname = 'imp_public'`,
      'app',
    );
    return large === 't' ? true : undefined;
  });

/** Of runs: schemas, sessions, locks beside the one that asks, and generations that are neither live nor gone. */
const left = () =>
  site.local.query(
    `select (select count(*) from pg_namespace where nspname ~ '^(imp_|stevedore_)'), (select count(*) from pg_stat_activity where application_name ~ '^stevedore' and datname = 'app'),
        (select count(*) from pg_locks where pid <> pg_backend_pid() and relation::regclass::text ~ 'orders|sync_'), (select count(*) from stevedore.sync_generations where state in ('building', 'staged'))`,
    'app',
  );
const nothingLeft = async () => {
  let now = '';
  const look = async () => ((now = await left()) === '0\t0\t0\t0' ? true : undefined);
  await eventually('nothing left', look).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${now}`);
  });
};

const live = () => site.local.query('select count(*), min(id) from public.orders', 'app');

afterEach(() => site.stage.query('drop function if exists public.c()', 'shop'));

it('a worker that is killed in a run that then fails for good leaves nothing, and needs no later run for that', async () => {
  const id = await site.start(sync);
  await copying();
  await site.worker().kill9();
  // What the next try finds ends the run: nobody comes after it.
  await site.stage.query(
    `create function public.c() returns trigger language c as '$libdir/autoinc', 'autoinc'`,
    'shop',
  );
  await site.startWorker();
  expect(await site.ended(id, 90_000)).toMatchObject({
    status: 'failed',
    error: { code: 'SOURCE_UNSUITABLE' },
  });
  await nothingLeft();
  expect(await live()).toBe('1\t7');
});

it('a worker that is killed in a run that is parked and then cancelled leaves nothing', async () => {
  const reader = new pg.Client({ host: site.local.host, port: site.local.port, user: 'postgres', database: 'app' });
  await reader.connect();
  try {
    await reader.query('begin; select * from public.orders');
    const id = await site.start(sync);
    await eventually('the wait', async () => ((await site.run(id))['wait'] === null ? undefined : true), 60_000);
    await site.worker().kill9();
    await site.ask('POST', `/api/v1/runs/${id}/cancel`, {});
    await site.startWorker();
    expect(await site.ended(id, 90_000)).toMatchObject({ status: 'cancelled' });
  } finally {
    await reader.end();
  }
  await nothingLeft();
  expect(await live()).toBe('1\t7');
});

it('a run whose target is away when it fails cleans up as soon as it is there again', async () => {
  const id = await site.start(sync);
  await copying();
  await site.stage.query(
    `create function public.c() returns trigger language c as '$libdir/autoinc', 'autoinc'`,
    'shop',
  );
  // All sessions of the copy end, and nobody reaches the target for a while.
  await proxy.stop();
  await sleep(8_000);
  proxy = await startPostgresProxy(site.local.port, port);
  expect(await site.ended(id, 90_000)).toMatchObject({ status: 'failed' });
  await nothingLeft();
  expect(await live()).toBe('1\t7');
});
