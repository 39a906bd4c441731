import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { SyncSource } from '../../src/database-sync/source/sync-source.js';
import { openConnection, withConnection } from '../../src/connectors/postgres/open-connection.js';
import { buildForRun } from '../../src/database-sync/build-for-run.js';
import { assertOwnStaging } from '../../src/database-sync/fence/own-staging.js';
import { listGenerations } from '../../src/database-sync/publish/generation-record.js';
import { generationsOf } from '../../src/database-sync/publish/generations-of.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { eventually } from '../support/eventually.js';
import { postgresSettings } from './hand-made-generation.js';

const inTest = { applicationName: 'test' };
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

let count = 0;
let target: PostgresSettings;
let source: PostgresSettings;
beforeEach(async () => {
  count += 1;
  source = postgresSettings(server, `shop${count}`);
  target = postgresSettings(server, `app${count}`);
  for (const { database } of [source, target]) await server.query(`create database ${database}`);
  await server.query(
    `create table public.a as select i as id from generate_series(1, 100) i; create schema extra; create table extra.b (id int)`,
    source.database,
  );
  await server.query('create table public.a (id int)', target.database);
});

interface Build {
  readonly publish?: 'schemas' | 'database';
  readonly runId?: string;
  /** Happens when the rows are in and proved. */
  readonly atEnd?: () => Promise<unknown>;
}
const build = ({ publish = 'schemas', runId = randomUUID(), atEnd = () => Promise.resolve() }: Build = {}) =>
  buildForRun(
    async ({ version }): Promise<SyncSource> => {
      const opened = await openDatabaseSource(source, { ...inTest, targetVersion: version });
      return { ...opened, sequences: () => atEnd().then(() => opened.sequences()) };
    },
    target,
    { runId, pipeline: 'local', source: 'shop', publish, jobs: 1 },
  );
/** A build that stands still when its rows are in, as one on a host that is gone; `wake` lets it go on. */
const standStill = async (options: Omit<Build, 'atEnd'> = {}) => {
  let wake: () => void = () => undefined;
  let isThere = false;
  const still = new Promise<void>((resolve) => (wake = resolve));
  const built = build({
    ...options,
    atEnd: () => {
      isThere = true;
      return still;
    },
  });
  const outcome = built.then(
    () => 'built',
    () => 'failed',
  );
  await eventually('a build that stands still', () => Promise.resolve(isThere ? true : undefined), 30_000);
  return { wake, outcome };
};

const staging = () =>
  server.query(
    `select string_agg(name, ' ' order by name) from (
       select datname as name from pg_database where datname = 'imp_${target.database}'
       union all select nspname from pg_namespace where nspname ~ '^imp_') found`,
    target.database,
  );
const states = () =>
  server.query(
    `select string_agg(state, ' ' order by generation) from stevedore.sync_generations where run_id <> 'original'`,
    target.database,
  );

/** As a check asks. */
const looksOwn = (publish: 'schemas' | 'database') => {
  const ownDatabase = publish === 'database';
  const names = ownDatabase ? [`imp_${target.database}`] : ['imp_public'];
  return withConnection(target, inTest, async (connection) =>
    assertOwnStaging(connection, { names, ownDatabase }, await listGenerations(connection)),
  );
};

describe('what somebody else has made under the name of staging is refused, and stays', () => {
  it('a schema', async () => {
    await server.query('create schema imp_public; create table imp_public.kept (id int)', target.database);
    const refused = build();
    await expect(refused).rejects.toMatchObject({ code: 'TARGET_UNSUITABLE' });
    await expect(refused).rejects.toThrow(/no run has made the schema "imp_public".*another one, or drop it/);
    expect(await server.query('select count(*) from imp_public.kept', target.database)).toBe('0');
    // It may be the source, and be read.
    await server.query('alter schema imp_public rename to imports', target.database);
    await build();
    expect(await staging()).toBe('imp_extra imp_public');
  });

  it('a database, although it is the source', async () => {
    const imports = `imp_${target.database}`;
    await server.query(`create database ${imports} template ${source.database}`);
    source = { ...source, database: imports };
    const refused = build({ publish: 'database' });
    await expect(refused).rejects.toMatchObject({ code: 'TARGET_UNSUITABLE' });
    await expect(refused).rejects.toThrow(new RegExp(`no run has made the database "${imports}"`));
    expect(await server.query('select count(*) from public.a', imports)).toBe('100');
  });

  it('also one that took the name after a run had given it up', async () => {
    const { runId } = (await build()).epoch;
    await generationsOf(target).dropStagingOf(runId);
    expect([await staging(), await states()]).toEqual(['', 'gone']);
    await server.query('create schema imp_public', target.database);
    await expect(build()).rejects.toMatchObject({ code: 'TARGET_UNSUITABLE' });
    expect(await staging()).toBe('imp_public');
  });
});

describe.each(['schemas', 'database'] as const)('with publish: %s staging does not stay', (publish) => {
  const left = () => (publish === 'database' ? `imp_${target.database}` : 'imp_extra imp_public');

  it('of a host that is gone, for which the clean-up of its run comes; the run may build again', async () => {
    const runId = randomUUID();
    const { wake, outcome } = await standStill({ publish, runId });
    expect([await staging(), await states()]).toEqual([left(), 'building']);
    await generationsOf(target).dropStagingOf(runId);
    expect([await staging(), await states()]).toEqual(['', 'gone']);
    wake();
    expect([await outcome, await staging()]).toEqual(['failed', '']);
    await build({ publish, runId });
    expect([await staging(), await states()]).toEqual([left(), 'staged']);
  });

  it('of a host that is gone, when another run builds what has other schemas, or goes live otherwise', async () => {
    const { wake, outcome } = await standStill({ publish });
    // The build holds its tables: they cannot be dropped.
    source = { ...source, database: `less${count}` };
    await server.query(`create database ${source.database}`);
    await server.query('create table public.a (id int)', source.database);
    await build({ publish: publish === 'schemas' ? 'database' : 'schemas' });
    const other = publish === 'schemas' ? `imp_${target.database}` : 'imp_public';
    expect([await staging(), await states()]).toEqual([other, 'gone staged']);
    wake();
    expect([await outcome, await staging()]).toEqual(['failed', other]);
  });
});

it('staging does not stay when something has come up meanwhile that could not follow a publish', async () => {
  const built = build({
    atEnd: () =>
      server
        .query('create materialized view seen as select * from public.a', target.database)
        .then(() =>
          server.query('create schema outside; alter materialized view seen set schema outside', target.database),
        ),
  });
  await expect(built).rejects.toThrow(/outside\.seen/);
  expect(await staging()).toBe('');
});

describe.each(['schemas', 'database'] as const)('with publish: %s', (publish) => {
  const left = () => (publish === 'database' ? `imp_${target.database}` : 'imp_extra imp_public');
  /** As 0.6.0 noted it: without a name, until it was staged. */
  const forget = () =>
    server.query(`update stevedore.sync_generations set record = '{}' where state = 'building'`, target.database);

  it.each(['the run itself', 'another run'])('a build that 0.6.0 was killed in is taken up by %s', async (by) => {
    const runId = randomUUID();
    const { wake, outcome } = await standStill({ publish, runId });
    await forget();
    // 0.6.0 dropped nothing then.
    if (by === 'another run') await generationsOf(target).dropStagingOf(runId);
    const next = by === 'another run' ? randomUUID() : runId;
    await build({ publish, runId: next });
    wake();
    expect([await outcome, await staging()]).toEqual(['failed', left()]);
    await build({ publish });
    expect(await staging()).toBe(left());
    await generationsOf(target).dropStagingOf(next);
    // What has no staging is nobody's excuse any more.
    source = { ...source, database: `none${count}` };
    await server.query(`create database ${source.database}`);
    await build({ publish: 'schemas' });
    await build({ publish: 'schemas' });
    expect([await staging(), (await states()).replaceAll('gone ', '')]).toEqual(['imp_public', 'staged']);
  });

  it('a build that 0.6.0 has proved is dropped by the next run, and a check finds nothing in the way', async () => {
    await build({ publish });
    await server.query(
      `update stevedore.sync_generations set record = record - 'staging' where state = 'staged'`,
      target.database,
    );
    await looksOwn(publish);
    await build({ publish });
    expect([await staging(), await states()]).toEqual([left(), 'gone staged']);
  });
});

it('what an account could not have made is not the staging of a build of 0.6.0', async () => {
  await build();
  await server.query(
    `create role syncer${count} login password 'x';
     grant usage on schema stevedore to syncer${count}; grant select on all tables in schema stevedore to syncer${count};
     update stevedore.sync_generations set record = '{}', state = 'building' where state = 'staged'`,
    target.database,
  );
  target = { ...target, account: { user: `syncer${count}`, password: 'x' } };
  await expect(looksOwn('schemas')).rejects.toThrow(/no run has made the schema/);
  await server.query(`alter schema imp_public owner to syncer${count}`, target.database);
  await looksOwn('schemas');
});

it("what somebody reads while a run tries again is the run's own: the try waits, and a later one goes on", async () => {
  const runId = randomUUID();
  const { wake, outcome } = await standStill({ runId });
  const reader = await openConnection(target, inTest);
  await reader.execute('begin; lock table imp_public.a in access share mode');
  const busy = { code: 'POSTGRES_LOCK_TIMEOUT' };
  await expect(build({ runId })).rejects.toMatchObject(busy);
  wake();
  expect(await outcome).toBe('failed');
  await expect(generationsOf(target).dropStagingOf(runId)).rejects.toMatchObject(busy);
  // Nor does another run take it for somebody else's.
  await looksOwn('schemas');
  expect(await staging()).toContain('imp_public');
  await reader.close();
  await build({ runId });
  expect([await staging(), (await states()).replaceAll('gone', '').trim()]).toEqual(['imp_extra imp_public', 'staged']);
});

it('a clean-up takes nothing from another run that begins at the same moment', async () => {
  const { runId } = (await build()).epoch;
  const other = await openConnection(target, inTest);
  await other.execute(`begin; update stevedore.sync_epoch set epoch = epoch + 1, run_id = 'another'`);
  const cleaned = generationsOf(target).dropStagingOf(runId);
  const waits = `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  await eventually(
    'a clean-up that waits',
    async () => ((await server.query(waits, target.database)) === '1' ? true : undefined),
    30_000,
  );
  await other.execute('commit');
  await expect(cleaned).rejects.toMatchObject({ code: 'FENCED' });
  expect(await server.query('select run_id from stevedore.sync_epoch', target.database)).toBe('another');
  await other.close();
});

it('what could not follow for its type is told before anything is copied', async () => {
  await server.query('create schema outside; create view outside.seen as select id from public.a', target.database);
  await server.query('alter table public.a alter id type bigint', source.database);
  await expect(build()).rejects.toThrow(/could not follow.*outside/);
  expect(await staging()).toBe('');
});
