import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { SyncSource } from '../../src/database-sync/source/sync-source.js';
import type { Epoch } from '../../src/database-sync/fence/epoch.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { buildForRun } from '../../src/database-sync/build-for-run.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { generationsOf } from '../../src/database-sync/publish/generations-of.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';
import { removeStaging } from '../../src/database-sync/stage/remove-staging.js';
import { assertEpoch, fenceOf } from '../../src/database-sync/fence/epoch.js';
import { inTransaction } from '../../src/connectors/postgres/in-transaction.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings } from './hand-made-generation.js';

const inTest = { applicationName: 'test' };
let server: PostgresServer;
beforeAll(async () => {
  // Little room for locks: what is dropped goes in several transactions.
  server = await startPostgres({ settings: ['max_locks_per_transaction=10', 'max_connections=40'] });
});
afterAll(() => server.stop());

let count = 0;
let target: PostgresSettings;
let source: PostgresSettings;
beforeEach(async () => {
  count += 1;
  await server.query(`create database shop${count}`);
  await server.query(`create database app${count}`);
  source = postgresSettings(server, `shop${count}`);
  target = postgresSettings(server, `app${count}`);
  await server.query(
    `create table public.a (id int primary key, edition int not null); create table public.b (id int primary key, edition int not null);
     insert into public.a select i, 1 from generate_series(1, 100) i; insert into public.b select i, 1 from generate_series(1, 100) i`,
    source.database,
  );
});

interface Build {
  readonly publish?: 'schemas' | 'database';
  readonly through?: (source: SyncSource) => SyncSource;
}
const build = ({ publish = 'schemas', through = (each) => each }: Build = {}) =>
  buildForRun(
    async ({ version, signal }) =>
      through(
        await openDatabaseSource(source, {
          ...inTest,
          targetVersion: version,
          ...(signal === undefined ? {} : { signal }),
        }),
      ),
    target,
    { runId: randomUUID(), pipeline: 'local', source: 'shop', publish, jobs: 1 },
  );

/** Another run builds a generation of edition 2 meanwhile. */
const overtaken = async (publish: 'schemas' | 'database'): Promise<Epoch> => {
  await server.query('update public.a set edition = 2; update public.b set edition = 2', source.database);
  return (await build({ publish })).epoch;
};
const staged = (publish: 'schemas' | 'database') =>
  publish === 'database'
    ? server.query('select distinct edition::text || count(*) over () from public.a', `imp_${target.database}`)
    : server.query('select distinct edition::text || count(*) over () from imp_public.a', target.database);
const live = () =>
  server.query(
    `select string_agg(distinct edition::text, '') || count(*) from (select edition from public.a union all select edition from public.b) r`,
    target.database,
  );

describe.each(['schemas', 'database'] as const)(
  'with publish: %s a builder that another run has overtaken',
  (publish) => {
    it('does not fill what the other has staged, when it goes on with its rows', async () => {
      let newer: Epoch | undefined;
      const late = build({
        publish,
        through: (opened) => ({
          ...opened,
          tables: opened.tables.map((table) => ({
            ...table,
            copyTo: async (...args: Parameters<typeof table.copyTo>) => {
              newer ??= await overtaken(publish);
              return table.copyTo(...args);
            },
          })),
        }),
      });
      await expect(late).rejects.toMatchObject({ code: 'FENCED' });
      expect(newer?.epoch).toBe(2);
      expect(await staged(publish)).toBe('2100');
      await publishGeneration(target, { epoch: newer as Epoch });
      expect(await live()).toBe('2200');
    });

    it('does not drop it, when it fails at its end and cleans up', async () => {
      let newer: Epoch | undefined;
      const late = build({
        publish,
        through: (opened) => ({
          ...opened,
          sequences: async () => {
            newer ??= await overtaken(publish);
            return opened.sequences();
          },
        }),
      });
      await expect(late).rejects.toThrow();
      expect(newer?.epoch).toBe(2);
      expect(await staged(publish)).toBe('2100');
      await publishGeneration(target, { epoch: newer as Epoch });
      expect(await live()).toBe('2200');
    });

    it('nor when its workflow cleans up after it, or drops what it has replaced', async () => {
      const { epoch: older } = await build({ publish });
      const { dropStagingOf, drop } = generationsOf(target);
      await takeEpoch(target, randomUUID(), inTest);
      await expect(dropStagingOf(older.runId)).rejects.toMatchObject({ code: 'FENCED' });
      const newer = await overtaken(publish);
      await dropStagingOf(older.runId);
      await expect(drop(older.runId, true)).rejects.toMatchObject({ code: 'FENCED' });
      expect(await staged(publish)).toBe('2100');
      await dropStagingOf(newer.runId);
      expect(
        await server.query(
          `select (select count(*) from pg_database where datname = 'imp_${target.database}') + (select count(*) from pg_namespace where nspname = 'imp_public')`,
          target.database,
        ),
      ).toBe('0');
    });
  },
);

// Between two drops the server may give the row to the next drop first: then all of them come before the other run.
it('a clean-up that is under way when another run begins stops within its drop', { retry: 3 }, async () => {
  const epoch = await takeEpoch(target, randomUUID(), inTest);
  const tables = Array.from({ length: 60 }, (_, i) => `create table imp_public.t${i} (id int primary key)`);
  await server.query('drop schema if exists imp_public cascade; create schema imp_public', target.database);
  for (const table of tables) await server.query(table, target.database);
  const removed = withConnection(target, inTest, async (reader) => {
    await reader.execute('begin; select from imp_public.t30');
    const removing = removeStaging(target, ['imp_public'], {
      ...inTest,
      ownDatabase: false,
      fence: fenceOf(target, epoch),
    });
    const waits = `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ~ '^drop table.*"t30"'`;
    await expect.poll(() => server.query(waits)).toBe('1');
    // The session is not ended: nothing but the row tells it.
    const taking = server.query(`update stevedore.sync_epoch set epoch = epoch + 1, run_id = 'other'`, target.database);
    const queued = `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ~ '^update stevedore'`;
    await expect.poll(() => server.query(queued)).toBe('1');
    await reader.execute('commit');
    await taking;
    return removing;
  });
  await expect(removed).rejects.toMatchObject({ code: 'FENCED' });
  const left = Number(
    await server.query(`select count(*) from pg_tables where schemaname = 'imp_public'`, target.database),
  );
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(60);
});

it('a session of an earlier run that the account may not see is an error, not one that has ended', async () => {
  const { database } = target;
  await server.query(
    `create role earlier login password 'x'; create role later login password 'x'; grant create on database ${database} to earlier, later`,
  );
  const as = (user: string): PostgresSettings => ({ ...target, account: { user, password: 'x' } });
  await takeEpoch(as('earlier'), randomUUID(), inTest);
  await server.query(
    'grant usage on schema stevedore to later; grant all on all tables in schema stevedore to later',
    database,
  );
  await withConnection(as('earlier'), { applicationName: 'stevedore sync 1' }, async (session) => {
    const hidden = takeEpoch(as('later'), randomUUID(), inTest);
    await expect(hidden).rejects.toMatchObject({ code: 'TARGET_UNSUITABLE' });
    await expect(hidden).rejects.toThrow(/may not see those of "earlier"; grant it pg_read_all_stats/);
    await session.query('select 1');
    await server.query('grant pg_read_all_stats, pg_signal_backend to later');
    await takeEpoch(as('later'), randomUUID(), inTest);
    await expect(session.query('select 1')).rejects.toMatchObject({ code: 'POSTGRES_CONNECTION_LOST' });
  });
});

it('a session of anybody that calls itself as none of this program can keeps nobody from beginning', async () => {
  await withConnection(target, { applicationName: `stevedore sync ${'9'.repeat(20)}` }, async (session) => {
    expect(await takeEpoch(target, randomUUID(), inTest)).toMatchObject({ epoch: 1 });
    await session.query('select 1');
  });
});

it('whoever holds the right and stands still is put out by the server after a minute', async () => {
  const epoch = await takeEpoch(target, randomUUID(), inTest);
  await withConnection(target, inTest, async (connection) => {
    await inTransaction(connection, async () => {
      await assertEpoch(connection, epoch);
      expect(await connection.query('show idle_in_transaction_session_timeout')).toEqual([
        { idle_in_transaction_session_timeout: '1min' },
      ]);
    });
    expect(await connection.query('show idle_in_transaction_session_timeout')).toEqual([
      { idle_in_transaction_session_timeout: '0' },
    ]);
  });
});
