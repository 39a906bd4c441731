import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { PassingStatement } from '../support/postgres-proxy.js';
import type { KillPoint } from './kill-points.js';
import { COMMIT, KILL_POINTS, someOf } from './kill-points.js';
import type { ProxiedSite } from './proxied-site.js';
import { startProxiedSite } from './proxied-site.js';

/** All of them by `npm run test:kills`, which takes minutes. */
const points = process.env['STEVEDORE_KILL_POINTS'] === 'all' ? KILL_POINTS : someOf(KILL_POINTS);
const ROWS = 500;

let site: ProxiedSite;
beforeAll(async () => {
  site = await startProxiedSite();
  await site.stage.query(
    `create table public.orders (edition int, id int primary key); insert into public.orders select 0, i from generate_series(1, ${ROWS}) i;
     create table public.items (edition int, id int primary key references public.orders); insert into public.items select 0, i from generate_series(1, ${ROWS}) i;
     create table public.notes (edition int); insert into public.notes values (0)`,
    'shop',
  );
  await site.ended(await site.start({ pipeline: 'copied' }));
});
afterAll(() => site?.stop());

/** What is live, and whose mark says so, in one look. */
const live = () =>
  site.local.query(
    `select (select string_agg(distinct edition::text, ',') || ' ' || count(*) from (select edition from public.orders union all select edition from public.items union all select edition from public.notes) r),
            (select made_live_by from stevedore.sync_generations where state = 'live')`,
    'app',
  );
const ALL = 2 * ROWS + 1;

/** Of runs: schemas, sessions, and generations that are neither live nor kept. */
const left = () =>
  site.local.query(
    `select (select count(*) from pg_namespace where nspname ~ '^(imp_|stevedore_)'), (select count(*) from pg_stat_activity where application_name ~ '^stevedore' and datname = 'app'),
            (select count(*) from stevedore.sync_generations where state in ('building', 'staged'))`,
    'app',
  );

const isAt = ({ during, sql, nth = 1 }: KillPoint): ((statement: PassingStatement) => boolean) => {
  let publisher = -1;
  let seen = 0;
  return (statement) => {
    if (/^update .*sync_generations.* set state = 'live'/.test(statement.sql)) publisher = statement.pid;
    if (!sql.test(statement.sql) || (during === COMMIT && statement.pid !== publisher)) return false;
    return (seen += 1) === nth;
  };
};

let edition = 0;
let before = '';

it.each(points.map((point) => [point.victim, point.side, point.during, point] as const))(
  'the %s, killed at the %s while the run is %s: one generation is live whole, and the run ends right without a person',
  async (victim, side, _, point) => {
    edition += 1;
    await site.stage.query(
      `update public.orders set edition = ${edition}; update public.items set edition = ${edition}; update public.notes set edition = ${edition}`,
      'shop',
    );
    before = await live();
    const server = side === 'target' ? site.local : site.stage;
    const here = isAt(point);
    let killed: Promise<unknown> | undefined;
    // The statement goes on its way to the server that is being killed; to a worker no answer comes any more.
    site.proxies[side].arm(victim === 'worker' ? 'answer' : 'client', (statement) => {
      if (killed !== undefined || !here(statement)) return false;
      if (victim === 'worker') killed = site.worker().kill9();
      else if (victim === 'server') killed = server.kill9();
      else killed = Promise.resolve(process.kill(statement.pid, 'SIGKILL'));
      return victim === 'worker';
    });
    const id = await site.start({ pipeline: 'copied' });
    await eventually('the kill', () => Promise.resolve(killed === undefined ? undefined : true), 60_000);
    await killed;
    if (victim === 'server') await server.restart();
    // A server that a process of which was killed starts again by itself.
    const between = await eventually('the target', () => live().catch(() => undefined), 60_000);
    expect([before, `${edition} ${ALL}\t${id}`]).toContain(between);
    if (victim === 'worker') await site.startWorker();
    expect(await site.ended(id, 110_000)).toMatchObject({ status: 'success', error: null });
    expect(await live()).toBe(`${edition} ${ALL}\t${id}`);
    await eventually('nothing left', async () => ((await left()) === '0\t0\t0' ? true : undefined), 60_000);
  },
  180_000,
);

it.runIf(points === KILL_POINTS)('these were forty points, or more', () => {
  expect(edition).toBeGreaterThanOrEqual(40);
});
