import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkDatabaseSync } from '../../src/commands/checks/databases/check-database-sync.js';
import { loadSettings } from '../../src/config/load-settings.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';

let stage: PostgresServer;
let local: PostgresServer;
beforeAll(async () => {
  [stage, local] = await Promise.all([startPostgres(), startPostgres()]);
  await Promise.all([stage.query('create database shop'), local.query('create database app')]);
  await stage.query('create table public.orders (id int primary key); create schema other', 'shop');
  for (const server of [stage, local]) await server.query(`create role poor login password 'canary-poor'`);
});
afterAll(() => Promise.all([stage?.stop(), local?.stop()]));

const urlOf = ({ port }: PostgresServer, database: string, user = 'postgres:x') =>
  `postgres://${user}@127.0.0.1:${port}/${database}`;

const check = async (pipeline: string, env: Readonly<Record<string, string>> = {}) => {
  const databases = { SYNC_DATABASE_STAGE: urlOf(stage, 'shop'), SYNC_DATABASE_LOCAL: urlOf(local, 'app') };
  const file = `store: { url: "${urlOf(stage, 'runs')}" }\npipelines: { nightly: { kind: database-sync, ${pipeline} } }`;
  const settings = loadSettings(file, 'f.yaml', { SYNC_DESTINATIONS: 'local', ...databases, ...env });
  return new Map((await checkDatabaseSync(settings)).map(({ what, ...result }) => [what, result]));
};
const NIGHTLY = 'databases of "nightly"';

/** Everything that a check could have left, and what would tell of a statement that writes. */
const leftAt = async ({ query }: PostgresServer, database: string) => [
  await query(`select nspname from pg_namespace where nspname !~ '^(pg_|information)' order by 1`, database),
  await query('select datname from pg_database order by 1'),
  await query('select pg_current_xact_id_if_assigned() is null, pg_snapshot_xmax(pg_current_snapshot())', database),
];

it('a copy that can be made is told with its size, and nothing is written at either end', async () => {
  const before = [await leftAt(stage, 'shop'), await leftAt(local, 'app')];
  const found = await check('source: stage, destination: local');
  expect(found.get(NIGHTLY)).toEqual({
    state: 'ok',
    text: expect.stringMatching(/^"stage" can be copied into "local": PostgreSQL \d+, 1 tables .* in 2 schemas/),
  });
  expect(found.get('databases of "local"')).toMatchObject({ state: 'ok', text: '"local" may be written' });
  expect(found.get('databases of "stage"')).toMatchObject({
    state: 'ok',
    text: expect.stringContaining('"stage" is read only, as it is not listed in sync.destinations'),
  });
  expect([await leftAt(stage, 'shop'), await leftAt(local, 'app')]).toEqual(before);
});

it('a destination that is not to be written fails before its server is asked', async () => {
  const found = await check('source: local, destination: stage');
  expect(found.get(NIGHTLY)).toMatchObject({ state: 'fail', text: expect.stringContaining('DESTINATION_REFUSED') });
});

it('a table that the account may not read is named', async () => {
  const found = await check('source: stage', { SYNC_DATABASE_STAGE: urlOf(stage, 'shop', 'poor:canary-poor') });
  expect(found.get(NIGHTLY)).toMatchObject({ state: 'fail', text: expect.stringContaining('"public.orders"') });
  expect(JSON.stringify([...found])).not.toContain('canary-poor');
});

it('an account that cannot make schemas, or exchange databases, at the destination is named with what it lacks', async () => {
  const poor = { SYNC_DATABASE_LOCAL: urlOf(local, 'app', 'poor:canary-poor') };
  const schemas = await check('source: stage, destination: local', poor);
  expect(schemas.get(NIGHTLY)?.state).toBe('fail');
  expect(schemas.get(NIGHTLY)?.text).toMatch(/TARGET_UNSUITABLE|pg_control_system/);
  await local.query('grant execute on function pg_control_system() to poor', 'app');
  const whole = await check('source: stage, destination: local, publish: database', poor);
  expect(whole.get(NIGHTLY)?.text).toContain('the attribute CREATEDB');
});

it('what refers to the live schemas and could not follow a publish is named', async () => {
  await local.query(
    'create table public.t (id int); create schema apart; create materialized view apart.seen as select * from public.t',
    'app',
  );
  const found = await check('source: stage, destination: local');
  expect(found.get(NIGHTLY)).toMatchObject({ state: 'fail', text: expect.stringContaining('apart.seen') });
  await local.query('drop schema apart cascade', 'app');
});

it('what somebody else has made under the name of staging is named', async () => {
  await local.query('create schema imp_other', 'app');
  const found = await check('source: stage, destination: local');
  expect(found.get(NIGHTLY)).toMatchObject({ state: 'fail', text: expect.stringContaining('"imp_other"') });
  await local.query('drop schema imp_other', 'app');
});

it('a schema of the source that is called as one of this program, and is none, is told of', async () => {
  await stage.query('create schema prev_orders', 'shop');
  const file = 'source: stage, destination: local';
  const settings = loadSettings(
    `store: { url: "${urlOf(stage, 'runs')}" }\npipelines: { nightly: { kind: database-sync, ${file} } }`,
    'f.yaml',
    {
      SYNC_DESTINATIONS: 'local',
      SYNC_DATABASE_STAGE: urlOf(stage, 'shop'),
      SYNC_DATABASE_LOCAL: urlOf(local, 'app'),
    },
  );
  expect(await checkDatabaseSync(settings)).toContainEqual({
    what: NIGHTLY,
    state: 'warn',
    text: expect.stringContaining('lacks the schemas "prev_orders" of the source') as string,
  });
  await stage.query('drop schema prev_orders', 'shop');
});
