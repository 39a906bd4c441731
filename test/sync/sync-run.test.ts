import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { SyncSite } from './sync-site.js';
import { startSyncSite } from './sync-site.js';

let site: SyncSite;
beforeAll(async () => {
  site = await startSyncSite();
  await site.stage.query(
    `create table public.orders (id int primary key, total numeric(10,2), note text);
     create table public.items (id int primary key, order_id int references public.orders (id), label text);
     create index on public.items (order_id);
     create view public.big as select * from public.orders where total > 100;
     insert into public.orders select i, i * 1.5, 'order ' || i from generate_series(1, 2000) i;
     insert into public.items select i, 1 + i % 2000, 'item ' || i from generate_series(1, 5000) i`,
    'shop',
  );
});
afterAll(() => site?.stop());

const count = (table: string) => site.local.query(`select count(*) from ${table}`, 'app');

/** What a foreign key outside refers to, and whether its rows were looked at. */
const seen = () =>
  site.local.query(
    `select confrelid::regclass || case when convalidated then ' checked' else ' not checked' end
       from pg_constraint where conrelid = 'outside.seen'::regclass and contype = 'f'`,
    'app',
  );

it('a database goes into another one, and back, by variables alone', async () => {
  await site.local.query(`create table public.old (id int); insert into public.old values (1)`, 'app');
  const done = await site.ended(await site.start({ pipeline: 'local', source: 'stage' }));
  expect(done).toMatchObject({ status: 'success', kind: 'database-sync', progress: 100, warnings: [] });
  expect([await count('public.orders'), await count('public.items'), await count('public.big')]).toEqual([
    '2000',
    '5000',
    '1934',
  ]);
  const detail = done['detail'] as { progress: { rows: number; tablesDone: number } };
  expect(detail.progress).toMatchObject({ rows: 7_000, tablesDone: 2, tablesTotal: 2 });
  const again = await site.ended(await site.start({ pipeline: 'local', source: 'stage' }));
  expect(again).toMatchObject({ status: 'success' });
  expect(
    await site.local.query(`select nspname from pg_namespace where nspname ~ '^(imp|stevedore_)' order by 1`, 'app'),
  ).toBe('');
});

it('a run that is killed with its worker begins again, and ends right', async () => {
  await site.stage.query(
    'create table public.large as select i as id, repeat(md5(i::text), 20) as text from generate_series(1, 150000) i',
    'shop',
  );
  const id = await site.start({ pipeline: 'local', source: 'stage' });
  await eventually('a copy under way', async () => {
    const staged = await site.local.query(
      `select coalesce(sum(pg_relation_size(c.oid)), 0) > 1000000 from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname = 'imp_public'`,
      'app',
    );
    return staged === 't' ? true : undefined;
  });
  await site.worker().kill9();
  await site.startWorker();
  expect(await site.ended(id, 90_000)).toMatchObject({ status: 'success' });
  expect(await count('public.large')).toBe('150000');
});

it('a cancelled run leaves live as it was, and nothing in staging', async () => {
  await site.stage.query(`delete from public.items where id > 10`, 'shop');
  // A reader of the live rows: however quick the copy is, the run cannot publish before it is cancelled.
  const reader = site.local
    .query('begin; lock table public.items in access share mode; select pg_sleep(120)', 'app')
    .catch(() => '');
  const isReading = `from pg_stat_activity where query like 'begin; lock table%' and wait_event = 'PgSleep'`;
  await eventually('the reader', async () =>
    (await site.local.query(`select count(*) ${isReading}`, 'app')) === '1' ? true : undefined,
  );
  const id = await site.start({ pipeline: 'local', source: 'stage' });
  await eventually('a copy under way', async () => {
    const now = (await site.run(id)) as { current_step?: string };
    return now.current_step === 'copying' || now.current_step === 'publishing' ? true : undefined;
  });
  expect((await site.ask('POST', `/api/v1/runs/${id}/cancel`, { by: 'anna' })).status).toBe(202);
  expect(await site.ended(id)).toMatchObject({ status: 'cancelled' });
  await site.local.query(`select pg_terminate_backend(pid) ${isReading}`, 'app');
  await reader;
  expect(await count('public.items')).toBe('5000');
  expect(await site.local.query(`select nspname from pg_namespace where nspname ~ '^imp' order by 1`, 'app')).toBe('');
});

it('a database is exported to a dump, and the dump goes into the other database', async () => {
  const exported = await site.ended(await site.start({ pipeline: 'databases', source: 'stage' }));
  expect(exported).toMatchObject({ status: 'success', detail: { dump: { tables: 3, rows: 152_010 } } });
  const { dump } = exported['detail'] as { dump: { file: string } };
  await site.local.query(
    `drop table public.large; create schema outside;
     create table outside.seen (item int references public.items (id)); insert into outside.seen values (1)`,
    'app',
  );
  const imported = await site.ended(await site.start({ pipeline: 'local', file: dump.file }));
  expect(imported['error']).toBeNull();
  expect(imported).toMatchObject({ status: 'success', detail: { ends: { shape: 'import' } } });
  expect([await count('public.large'), await count('public.items')]).toEqual(['150000', '10']);
  expect(await seen()).toBe('items checked');
});

it('what was live before is live again after a rollback', async () => {
  const { status, body } = await site.ask('POST', '/api/v1/pipelines/local/rollback', {});
  expect([status, body]).toMatchObject([202, {}]);
  expect(await site.ended(String(body['run_id']))).toMatchObject({ status: 'success', warnings: [] });
  expect(await count('public.items')).toBe('5000');
  expect(await seen()).toBe('items checked');
});

it('the command line copies, dumps, restores and rolls back, each with its exit code', async () => {
  const wait = ['--wait', '--json'];
  const ran = async (...args: string[]) => {
    const { code, stdout, stderr } = await site.cli(...args, ...wait);
    expect([args[0], code, stderr]).toEqual([args[0], 0, expect.any(String)]);
    return JSON.parse(stdout) as { detail?: { dump?: { file: string; tables: number } } };
  };
  await ran('sync', 'stage', 'local', '--backup', 'keep');
  expect(await count('public.items')).toBe('10');
  const { detail } = await ran('dump', 'stage', '--table', 'orders', '--format', 'inserts', '--no-compress');
  expect(detail?.dump).toMatchObject({ tables: 1, file: expect.stringMatching(/\.sql$/) });
  const whole = await ran('dump', 'stage');
  await site.local.query('delete from public.orders where id > 1; delete from public.items', 'app').catch(() => '');
  await ran('restore', whole.detail?.dump?.file ?? '', 'local');
  expect(await count('public.orders')).toBe('2000');
  const outside = await site.cli('restore', '../other.sql', 'local');
  expect([outside.code, outside.stderr]).toEqual([2, expect.stringContaining('without a path')]);
  const unknown = await site.cli('sync', 'stage', 'nowhere');
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('nowhere')]);
});
