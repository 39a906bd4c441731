import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { dropGenerations } from '../../src/database-sync/publish/drop-generations.js';
import { beginGeneration, listGenerations, noteStaged } from '../../src/database-sync/publish/generation-record.js';
import { generationsOf } from '../../src/database-sync/publish/generations-of.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { openStagingDatabase } from '../../src/database-sync/stage/staging-database.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings, tablesOf } from './hand-made-generation.js';

const inTest = { applicationName: 'test' };

describe.each(['machine', 18] as const)('whole databases on PostgreSQL %s', (version) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ version });
  });
  afterAll(() => server.stop());

  const database = async (name: string) => {
    await server.query(`create database ${name}`);
    await server.query(tablesOf('public', 0), name);
    return postgresSettings(server, name);
  };
  const stage = async (target: PostgresSettings, generation: number) => {
    const runId = randomUUID();
    const epoch = await takeEpoch(target, runId, inTest);
    const place = await openStagingDatabase(target, inTest);
    await server.query(tablesOf('public', generation), place.database);
    await withConnection(target, inTest, async (connection) => {
      await beginGeneration(connection, { runId, pipeline: 'local', source: 'by hand' });
      await noteStaged(connection, runId, new Date().toISOString(), {
        schemas: [{ name: 'public', staging: 'public' }],
        tables: [],
        atPublish: [],
        ownDatabase: true,
      });
    });
    return epoch;
  };
  const live = (name: string) => server.query('select distinct generation from public.a', name);
  const states = async (target: PostgresSettings) =>
    (await withConnection(target, inTest, listGenerations)).map(({ state }) => state);
  const rollBack = async (target: PostgresSettings) =>
    rollbackGeneration(target, { epoch: await takeEpoch(target, randomUUID(), inTest) });
  const databases = (name: string) =>
    server.query(`select string_agg(datname, ',' order by datname) from pg_database where datname ~ '_?${name}$'`);

  it('a generation in a database of its own goes live under the name of the live one, with its settings, and back', async () => {
    const target = await database('whole');
    await server.query(
      `create role reader; grant connect on database whole to reader; revoke temporary on database whole from public;
       alter database whole set search_path to "$user", public; alter database whole set work_mem to '7MB';
       alter role reader in database whole set work_mem to '9MB'; comment on database whole is 'of the shop'`,
    );
    const about = () =>
      server.query(
        `select (select string_agg(a::text, ',' order by a::text) from unnest(datacl) a), shobj_description(oid, 'pg_database'), datconnlimit, (select string_agg(array_to_string(setconfig, ';'), '|' order by setrole) from pg_db_role_setting where setdatabase = d.oid)
           from pg_database d where datname = 'whole'`,
      );
    const before = await about();
    const session = new pg.Client({ host: server.host, port: server.port, user: 'postgres', database: 'whole' });
    const ended = new Promise((resolve) => session.on('error', resolve));
    await session.connect();
    expect((await publishGeneration(target, { epoch: await stage(target, 1) })).warnings).toEqual([]);
    await expect(ended).resolves.toMatchObject({ code: '57P01' });
    expect([await live('whole'), await live('prev_whole'), await about()]).toEqual(['1', '0', before]);
    expect(await states(target)).toEqual(['live', 'previous']);
    await rollBack(target);
    expect([await live('whole'), await states(target), await about()]).toEqual(['0', ['previous', 'live'], before]);
    await rollBack(target);
    expect(await live('whole')).toBe('1');
    await publishGeneration(target, { epoch: await stage(target, 2) });
    expect([await live('whole'), await live('prev_whole'), await states(target)]).toEqual([
      '2',
      '1',
      ['live', 'previous', 'gone'],
    ]);
    await withConnection(target, inTest, (connection) => dropGenerations(connection));
    expect(await databases('whole')).toBe('prev_whole,whole');
    await withConnection(target, inTest, (connection) => dropGenerations(connection, { previous: true }));
    expect(await databases('whole')).toBe('whole');
    await expect(rollBack(target)).rejects.toMatchObject({ code: 'GENERATION_UNKNOWN' });
  });

  it('a database of somebody else under the name of the previous one is refused, neither renamed nor dropped', async () => {
    const target = await database('taken');
    await server.query('create database prev_taken');
    const epoch = await stage(target, 1);
    const oid = () => server.query(`select oid from pg_database where datname = 'prev_taken'`);
    const before = await oid();
    await expect(publishGeneration(target, { epoch })).rejects.toThrow(
      /there is a database "prev_taken" that no publish/,
    );
    expect([await live('taken'), await databases('taken'), await oid()]).toEqual([
      '0',
      'imp_taken,prev_taken,taken',
      before,
    ]);
    await server.query('drop database prev_taken');
    await publishGeneration(target, { epoch });
    await server.query('alter database prev_taken rename to kept_by_hand');
    await server.query('create database prev_taken');
    await expect(rollBack(target)).rejects.toMatchObject({ code: 'TARGET_UNSUITABLE' });
    await withConnection(target, inTest, (connection) => dropGenerations(connection, { previous: true }));
    expect([await live('taken'), await databases('taken')]).toEqual(['1', 'prev_taken,taken']);
  });

  it('an account without the rights is told which, and a session that it cannot end is named; nothing changes', async () => {
    await server.query(`create role loader login password 'x' createdb`);
    const target = await database('foreign_owned');
    await server.query(
      'grant all on schema public to loader; create schema stevedore authorization loader',
      'foreign_owned',
    );
    await server.query('alter database foreign_owned owner to loader');
    const asLoader: PostgresSettings = { ...target, account: { user: 'loader', password: 'x' } };
    const runId = randomUUID();
    const epoch = await stage(asLoader, 1).catch((error: unknown) => error);
    expect(epoch).toMatchObject({ epoch: 1 });
    const publish = () => publishGeneration(asLoader, { epoch: epoch as Awaited<ReturnType<typeof stage>> });
    await expect(publish()).rejects.toThrow(/lacks the role pg_signal_backend/);
    await server.query('grant pg_signal_backend to loader');
    await withConnection(target, inTest, async (superuser) => {
      await expect(publish()).rejects.toMatchObject({ code: 'PUBLISH_LOCKED' });
      const { blockers } = await generationsOf(asLoader).blockersOf((epoch as { runId: string }).runId);
      expect(blockers).toMatchObject([{ id: superuser.backend.pid, user: 'postgres' }]);
      expect(await live('foreign_owned')).toBe('0');
    });
    await server.query(`alter database foreign_owned set log_statement = 'ddl'`);
    const { warnings } = await publish();
    expect(warnings).toEqual([expect.stringContaining('log_statement')]);
    // Whoever did not hear of it is told so again.
    expect((await publish()).warnings).toEqual(warnings);
    expect([await live('foreign_owned'), runId]).toEqual(['1', runId]);
  });

  it('whatever statement of the publish is cut off, the database is one generation whole and its mark agrees', async () => {
    const target = await database('cut');
    const proxy = await startPostgresProxy(server.port);
    const through: PostgresSettings = { ...target, address: { host: proxy.host, port: proxy.port } };
    let generation = 0;
    const seen: string[] = [];
    for (const [strike, where] of [
      ['backend', /rename to/],
      ['client', /rename to/],
      ['backend', /^commit$/],
      ['client', /^insert into .*sync_generations/],
      ['answer', /^commit$/],
      ['backend', /^alter database .* connection limit/],
    ] as const) {
      generation += 1;
      const epoch = await stage(target, generation);
      let isRenaming = false;
      proxy.arm(strike, ({ sql }) => {
        isRenaming ||= /rename to/.test(sql);
        return where.test(sql) && (!/commit/.test(sql) || isRenaming);
      });
      const outcome = await publishGeneration(through, { epoch }).then(
        () => 'live',
        () => 'failed',
      );
      expect(proxy.fired.map(({ sql }) => where.test(sql))).toEqual([true]);
      const mark = (await withConnection(target, inTest, listGenerations)).find(({ state }) => state === 'live');
      const isLive = mark?.runId === epoch.runId;
      expect(await live('cut')).toBe(isLive ? `${generation}` : (seen.at(-1) ?? '0'));
      expect(isLive || outcome === 'failed').toBe(true);
      if (strike === 'answer') expect(outcome).toBe('live');
      proxy.arm('client', () => false);
      // Asked again, it is live, whatever happened before.
      await publishGeneration(through, { epoch });
      expect(await live('cut')).toBe(`${generation}`);
      seen.push(`${generation}`);
      await withConnection(target, inTest, (connection) => dropGenerations(connection));
    }
    await proxy.stop();
  });
});
