import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { PassingStatement } from '../support/postgres-proxy.js';
import type { ProxiedSite } from './proxied-site.js';
import { startProxiedSite } from './proxied-site.js';
import type { Json } from './sync-site.js';

let site: ProxiedSite;
beforeAll(async () => {
  site = await startProxiedSite();
  await site.stage.query('create table public.orders as select 0 as edition', 'shop');
  await site.local.query('create table public.orders as select -1 as edition', 'app');
});
afterAll(() => site?.stop());

const live = () => site.local.query('select * from public.orders', 'app');
/** Of runs: schemas, sessions at either end, and generations that are neither live nor kept. */
const left = async () => {
  const marks = await site.local.query(`select to_regclass('stevedore.sync_generations') is not null`, 'app');
  const sessions = (database: string) =>
    `(select count(*) from pg_stat_activity where application_name ~ '^stevedore (sync|read|check|export)' and datname = '${database}')`;
  return [
    await site.local.query(
      `select (select count(*) from pg_namespace where nspname ~ '^(imp_|stevedore_)'), ${sessions('app')}, ${
        marks === 't' ? `(select count(*) from stevedore.sync_generations where state in ('building', 'staged'))` : '0'
      }`,
      'app',
    ),
    await site.stage.query(`select ${sessions('shop')}`, 'shop'),
  ].join('\t');
};

type Side = keyof ProxiedSite['proxies'];
const inOrder = (first: RegExp, then: RegExp) => {
  let pid = -1;
  return (statement: PassingStatement): boolean => {
    if (first.test(statement.sql)) pid = statement.pid;
    return then.test(statement.sql) && statement.pid === pid;
  };
};
const at = (sql: RegExp) => (statement: PassingStatement) => sql.test(statement.sql);

const STEPS: readonly (readonly [
  step: string,
  end: 'cancelled' | 'success',
  side: Side,
  where: (statement: PassingStatement) => boolean,
  more: Json,
])[] = [
  ['looks whether the target may be written', 'cancelled', 'target', at(/pg_control_system/), {}],
  ['looks at the source', 'cancelled', 'source', at(/./), {}],
  ['writes what is live to a file first', 'cancelled', 'target', at(/^copy .* to stdout/i), { backup: 'file' }],
  ['takes the snapshot', 'cancelled', 'source', at(/pg_export_snapshot/), {}],
  ['makes staging', 'cancelled', 'target', at(/^create schema "public"/i), {}],
  ['copies rows', 'cancelled', 'target', at(/^copy .* from stdin/i), {}],
  ['reads rows back', 'cancelled', 'target', at(/^copy .* to stdout/i), {}],
  ['publishes', 'success', 'target', at(/rename to "prev_public"/), {}],
  ['commits', 'success', 'target', inOrder(/^update .*sync_generations.* set state = 'live'/, /^commit$/), {}],
  ['drops what nobody needs any more', 'success', 'target', at(/nspname like 'stevedore/), {}],
];

let edition = 0;
it.each(STEPS)('a run that is cancelled while it %s ends as %s', async (_, end, side, where, more) => {
  edition += 1;
  await site.stage.query(`update public.orders set edition = ${edition}`, 'shop');
  const before = await live();
  let struck: PassingStatement | undefined;
  site.proxies[side].arm('stall', (statement) => {
    if (!where(statement)) return false;
    struck = statement;
    return true;
  });
  const id = await site.start({ pipeline: 'copied', ...more });
  await eventually('the statement', () => struck, 60_000);
  expect((await site.ask('POST', `/api/v1/runs/${id}/cancel`, { by: 'anna' })).status).toBe(202);
  // What cannot be cancelled goes on when its session has ended; a try that can has ended it.
  if (end === 'success') {
    const server = side === 'target' ? site.local : site.stage;
    await server.query(`select pg_terminate_backend(${String(struck?.pid)})`);
  }
  expect(await site.ended(id, 90_000)).toMatchObject({ status: end });
  expect(site.proxies[side].fired).toHaveLength(1);
  expect(await live()).toBe(end === 'success' ? String(edition) : before);
  await eventually('nothing left', async () => ((await left()) === '0\t0\t0\t0' ? true : undefined), 60_000);
});
