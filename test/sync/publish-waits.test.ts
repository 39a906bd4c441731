import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { PassingStatement, PostgresProxy } from '../support/postgres-proxy.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import type { Json, SyncSite } from './sync-site.js';
import { startSyncSite } from './sync-site.js';

let site: SyncSite;
let proxy: PostgresProxy;
beforeAll(async () => {
  const port = await freePort();
  site = await startSyncSite({ SYNC_DATABASE_LOCAL: `postgres://postgres:x@127.0.0.1:${port}/app` });
  proxy = await startPostgresProxy(site.local.port, port);
  await site.stage.query(
    'create table public.orders as select 0 as edition, i as id from generate_series(1, 500) i',
    'shop',
  );
  await site.local.query('create table public.orders (edition int, id int)', 'app');
});
afterAll(async () => {
  await proxy?.stop();
  await site?.stop();
});

const edition = async (n: number) => {
  await site.stage.query(`update public.orders set edition = ${n}`, 'shop');
};
const live = () => site.local.query(`select distinct edition || ' ' || count(*) over () from public.orders`, 'app');
/** What the marks tell: who made live what is live, and what is neither live nor the one before. */
const mark = () =>
  site.local.query(
    `select made_live_by, (select count(*) from stevedore.sync_generations where state in ('building', 'staged'))
       from stevedore.sync_generations where state = 'live'`,
    'app',
  );
const leftovers = () =>
  site.local.query(`select nspname from pg_namespace where nspname ~ '^(imp_|stevedore_)' order by 1`, 'app');

const expectLive = async (run: Json, n: number) => {
  expect(run).toMatchObject({ status: 'success', error: null });
  expect([await live(), await mark(), await leftovers()]).toEqual([`${n} 500`, `${String(run['run_id'])}\t0`, '']);
};

const whereCommitOfPublish = () => {
  let isPublish = 0;
  return ({ sql, pid }: PassingStatement) => {
    if (/^update .*sync_generations.* set state = 'live'/.test(sql)) isPublish = pid;
    return sql === 'commit' && pid === isPublish;
  };
};

it('an answer to the commit that is lost to a worker that lives is a success', async () => {
  await edition(1);
  proxy.arm('answer', whereCommitOfPublish());
  const run = await site.ended(await site.start({ pipeline: 'local', source: 'stage' }));
  expect(proxy.fired).toHaveLength(1);
  await expectLive(run, 1);
});

it('a publish is parked while a writer holds a lock, names it, and goes live when somebody says so', async () => {
  await edition(2);
  const writer = new pg.Client({ host: site.local.host, port: site.local.port, user: 'postgres', database: 'app' });
  await writer.connect();
  const { rows } = await writer.query<{ pid: number }>('select pg_backend_pid() as pid');
  await writer.query('begin; insert into public.orders values (1, 501)');
  const id = await site.start({ pipeline: 'local', source: 'stage' });
  const parked = await eventually(
    'the wait',
    async () => {
      const run = await site.run(id);
      return run['wait'] === null ? undefined : run;
    },
    60_000,
  );
  expect(JSON.stringify(parked['wait'])).toContain(String(rows[0]?.pid));
  expect(JSON.stringify(parked['wait'])).toContain('public.orders');
  expect(await live()).toBe('1 500');
  await writer.query('commit');
  await writer.end();
  const { status } = await site.ask('POST', `/api/v1/runs/${id}/publish-now`, { by: 'anna' });
  expect(status).toBe(202);
  await expectLive(await site.ended(id), 2);
});

/** Begins a transaction that keeps any publish of the table from its locks; gives what ends it. */
const holdLock = async (): Promise<() => Promise<void>> => {
  const writer = new pg.Client({ host: site.local.host, port: site.local.port, user: 'postgres', database: 'app' });
  await writer.connect();
  await writer.query('begin; lock table public.orders in row exclusive mode');
  return async () => {
    await writer.query('rollback');
    await writer.end();
  };
};
const trying = (id: string) =>
  eventually(
    'a try to publish',
    async () => {
      const { wait, current_step: step, activities } = await site.run(id);
      const busy = (activities as { type: string }[]).some(({ type }) => /^(publishSync|rollBackSync)$/.test(type));
      return wait === null && busy ? String(step) : undefined;
    },
    60_000,
  );
const waits = (id: string) =>
  eventually('a wait', async () => ((await site.run(id))['wait'] === null ? undefined : true), 60_000);
const logOf = async (id: string) => JSON.stringify((await site.ask('GET', `/api/v1/runs/${id}/logs?limit=1000`)).body);

const startRollback = async (): Promise<string> => {
  const { status, body } = await site.ask('POST', '/api/v1/pipelines/local/rollback', {});
  expect(status, JSON.stringify(body)).toBe(202);
  return String(body['run_id']);
};

it.each([
  ['a copy', () => site.start({ pipeline: 'local', source: 'stage' })],
  ['a rollback', startRollback],
])('publish-now that comes while %s tries to publish is remembered, and a cancel then stops it', async (_, start) => {
  await edition(3);
  const was = await live();
  const release = await holdLock();
  const id = await start();
  await trying(id);
  expect(await site.ask('POST', `/api/v1/runs/${id}/publish-now`, { by: 'anna' })).toMatchObject({
    status: 202,
    body: { wait_id: null },
  });
  await waits(id);
  expect(await logOf(id)).toContain('anna said publish now');
  await trying(id);
  expect((await site.ask('POST', `/api/v1/runs/${id}/cancel`, { by: 'anna' })).status).toBe(202);
  expect(await site.ended(id)).toMatchObject({ status: 'cancelled' });
  await release();
  expect([await live(), await leftovers()]).toEqual([was, '']);
});
