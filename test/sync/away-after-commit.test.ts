import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ProxiedSite } from './proxied-site.js';
import { startProxiedSite } from './proxied-site.js';

let site: ProxiedSite;
beforeAll(async () => {
  site = await startProxiedSite();
  await site.stage.query(
    'create table public.items as select 0 as edition, i as id from generate_series(1, 50) i; alter table public.items add primary key (id)',
    'shop',
  );
  await site.local.query(
    `create table public.items (edition int, id int primary key); insert into public.items values (-1, 1);
     create schema outside; create table outside.seen (item int references public.items); insert into outside.seen values (1)`,
    'app',
  );
});
afterAll(() => site?.stop());

/** Kills the target's server at the first statement that comes after the publish, or rollback, has heard its COMMIT. */
const killBehindCommit = (): { readonly killed: () => Promise<void> | undefined } => {
  let publisher = -1;
  let isCommitted = false;
  let killed: Promise<void> | undefined;
  site.proxies.target.arm('client', ({ sql, pid }) => {
    if (/^update .*sync_generations.* set state = 'live'/.test(sql)) publisher = pid;
    if (sql === 'commit' && pid === publisher) isCommitted = true;
    else if (isCommitted && killed === undefined) killed = site.local.kill9();
    return killed !== undefined;
  });
  return { killed: () => killed };
};

/** What is live, what it is tied to, and what is left to do: constraints to look at, schemas to drop. */
const now = () =>
  site.local.query(
    `select (select distinct edition from public.items), (select made_live_by from stevedore.sync_generations where state = 'live'),
        (select confrelid::regclass || ' ' || convalidated from pg_constraint where conrelid = 'outside.seen'::regclass),
        (select count(*) from stevedore.sync_generations where jsonb_array_length(record -> 'unchecked') > 0 and state = 'live'),
        (select count(*) from pg_namespace where nspname ~ '^(imp_|stevedore_)')`,
    'app',
  );

/** Lets the target stay away until the run has ended. */
const endedWithout = async (id: string, killed: () => Promise<void> | undefined) => {
  await eventually('the kill', () => Promise.resolve(killed() === undefined ? undefined : true), 60_000);
  await killed();
  const run = await site.ended(id, 120_000);
  // Nobody has let it come back meanwhile.
  await expect(now()).rejects.toThrow();
  expect(site.proxies.target.fired).toHaveLength(1);
  await site.local.restart();
  return run;
};

it('a run whose target goes away after its commit, for longer than it is tried, is a success that says so; the next one does the rest', async () => {
  // So that something is set aside by the one that is to come.
  for (const edition of [1, 2]) {
    await site.stage.query(`update public.items set edition = ${edition}`, 'shop');
    expect(await site.ended(await site.start({ pipeline: 'copied' }))).toMatchObject({
      status: 'success',
      warnings: [],
    });
  }
  await site.stage.query('update public.items set edition = 3', 'shop');
  const { killed } = killBehindCommit();
  const id = await site.start({ pipeline: 'copied' });
  const run = await endedWithout(id, killed);
  expect(run).toMatchObject({ status: 'success', error: null });
  expect(run['warnings']).toEqual([
    expect.stringMatching(/^Cannot complete the publish, or drop old generations, yet; the next run .*: .*connect/i),
  ]);
  expect(await now()).toBe(`3\t${id}\titems false\t1\t1`);

  await site.stage.query('update public.items set edition = 4', 'shop');
  const next = await site.start({ pipeline: 'copied' });
  expect(await site.ended(next)).toMatchObject({ status: 'success', error: null, warnings: [] });
  expect(await now()).toBe(`4\t${next}\titems true\t0\t0`);
}, 240_000);

it('so is a rollback, and the next one looks at the constraints', async () => {
  const rollBack = async () => {
    const { status, body } = await site.ask('POST', '/api/v1/pipelines/copied/rollback', {});
    expect(status).toBe(202);
    return String(body['run_id']);
  };
  const { killed } = killBehindCommit();
  const id = await rollBack();
  const run = await endedWithout(id, killed);
  expect(run).toMatchObject({ status: 'success', error: null });
  expect(run['warnings']).toEqual([
    expect.stringMatching(/^Cannot complete the rollback yet; the next run .*: .*connect/i),
  ]);
  expect(await now()).toBe(`3\t${id}\titems false\t1\t0`);

  const forward = await rollBack();
  expect(await site.ended(forward)).toMatchObject({ status: 'success', error: null, warnings: [] });
  expect(await now()).toBe(`4\t${forward}\titems true\t0\t0`);
}, 240_000);
