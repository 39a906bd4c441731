import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { buildForRun } from '../../src/database-sync/build-for-run.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';
import { runGivingWay, tryAdditions } from '../../src/database-sync/stage/run-adding.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { Place } from './build.js';
import { settingsOf } from './build.js';
import { createDatabase } from './schema-databases.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({ settings: ['wal_level=logical'] });
  await server.query(`create role loader login password 'x';`);
  await createDatabase(server, 'source');
  await server.query(
    `create table public.a (id int primary key, t text); insert into public.a select i, i from generate_series(1, 9) i;
     create table public.b (id int primary key); alter table public.a owner to loader; alter table public.b owner to loader`,
    'source',
  );
});
afterAll(() => server.stop());

let target: Place;
let count = 0;
beforeEach(async () => {
  target = { server, database: `target_${(count += 1)}` };
  await server.query(`create database ${target.database}`);
});
const query = (sql: string) => server.query(sql, target.database);

const buildCopy = (to = target) =>
  buildForRun(
    ({ version, facts }) =>
      openDatabaseSource(settingsOf({ server, database: 'source' }), {
        applicationName: 'additions',
        targetVersion: version,
        target: facts,
      }),
    settingsOf(to),
    { runId: randomUUID(), pipeline: 'copies', source: 'there' },
  );
const members = () => query('select pubname, tablename from pg_publication_tables order by 1, 2');

describe('a publish does not fail for what stands beside the copy', () => {
  it('a publication that somebody has made since stays as it is, and the others are made', async () => {
    await server.query(
      `create publication fresh for table public.b; comment on publication fresh is 'of the source';
       create publication taken for table public.a; comment on publication taken is 'of the source'`,
      'source',
    );
    try {
      const { epoch } = await buildCopy();
      await query('create table public.own (id int); create publication taken for table public.own');
      const { warnings } = await publishGeneration(settingsOf(target), { epoch });
      expect(warnings).toEqual([
        'The publication "taken" has lost "public"."own": there is no such table any more',
        'The publication "taken" is at the target already and stays as it is',
      ]);
      expect(await query('select count(*) from public.a')).toBe('9');
      expect(await members()).toBe('fresh\tb');
      expect(await query(`select obj_description(oid, 'pg_publication') from pg_publication order by pubname`)).toBe(
        'of the source\n',
      );
    } finally {
      await server.query('drop publication fresh; drop publication taken', 'source');
    }
  });

  it('a table that does not fit its publication any more is lost to it, and told with the statement', async () => {
    await query(
      `create table public.a (id int primary key, gone text); create table public.b (id int);
       create publication of_a for table public.a (id, gone), public.b`,
    );
    const { epoch } = await buildCopy();
    const { warnings } = await publishGeneration(settingsOf(target), { epoch });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The "public"."a" of the publication "of_a" is not made .* alter publication "of_a" add table "public"."a" \(id, gone\)$/,
      ),
    ]);
    expect(await members()).toBe('of_a\tb');
    expect(await query('select count(*) from public.a')).toBe('9');
  });
});

it('a publication that the account may not change is told before anything is copied', async () => {
  await query(
    `alter database ${target.database} owner to loader; alter schema public owner to loader; create table public.a (id int); alter table public.a owner to loader;
     create publication of_others for table public.a; create publication of_schema for tables in schema public`,
  );
  await server.query(`grant pg_read_all_data to loader; grant connect on database source to loader`);
  const account = { user: 'loader', password: 'x' };
  const built = buildCopy({ ...target, account });
  await expect(built).rejects.toMatchObject({
    code: 'TARGET_UNSUITABLE',
    message: expect.stringMatching(/of_others.*of_schema/s) as string,
  });
  expect(await query(`select count(*) from pg_namespace where nspname ~ '^imp_'`)).toBe('0');
});

it('no savepoint stays of a statement that was tried again and again for its lock', async () => {
  await query('create table public.held (id int)');
  const holder = new pg.Client({ host: server.host, port: server.port, user: 'postgres', database: target.database });
  await holder.connect();
  try {
    await holder.query('begin; lock table public.held');
    await withConnection(settingsOf(target), { applicationName: 'additions' }, async (connection) => {
      await connection.execute('begin');
      const told: string[] = [];
      const index = 'create index on public.held (id)';
      const kept = await tryAdditions(connection, [{ name: 'index', statement: index }], told);
      expect([kept.length, told]).toEqual([1, [expect.stringContaining('others held its lock')]]);
      const waiting = runGivingWay(connection, index, 10_000);
      await sleep(500);
      await holder.query('rollback');
      await waiting;
      // Its transaction has as many parts as it began with: itself.
      for (const name of ['tried', 'giving_way'])
        await expect(connection.execute(`release savepoint ${name}`)).rejects.toMatchObject({
          details: { sqlState: expect.stringMatching(/^(3B001|25P02)$/) as string },
        });
      await connection.execute('rollback');
    });
  } finally {
    await holder.end();
  }
});
