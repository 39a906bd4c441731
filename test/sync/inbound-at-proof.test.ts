import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildEvent } from '../../src/database-sync/built-generation.js';
import type { SyncSource } from '../../src/database-sync/source/sync-source.js';
import { buildForRun } from '../../src/database-sync/build-for-run.js';
import { generationsOf } from '../../src/database-sync/publish/generations-of.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { tryInboundAgain } from '../../src/database-sync/inbound/try-inbound.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings } from './hand-made-generation.js';

const inTest = { applicationName: 'test' };

describe.each(POSTGRES_VERSIONS)('what refers to live tables from outside, on PostgreSQL %s', (version) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ version });
  });
  afterAll(() => server?.stop());

  let databases = 0;
  /** Two items at the source, ten live ones, and what `outside` makes beside them. */
  const site = async (outside: string, before = '') => {
    databases += 1;
    const [source, target] = [
      postgresSettings(server, `shop${databases}`),
      postgresSettings(server, `app${databases}`),
    ];
    for (const { database } of [source, target]) {
      await server.query(`create database ${database}`);
      await server.query(
        `${before}; create table public.items (id int primary key, code int unique);
         create function public.fits(id int) returns boolean language sql immutable as 'select id <= ${database === target.database ? 10 : 2}';
         insert into public.items select i, i from generate_series(1, ${database === target.database ? 10 : 2}) i`,
        database,
      );
    }
    await server.query(`create schema auth; ${outside}`, target.database);
    const at = (database: string) => (sql: string) => server.query(sql, database);
    /** `atEnd` happens when the rows are in and proved. */
    const build = (
      atEnd: () => Promise<unknown> = () => Promise.resolve(),
      onProgress: (event: BuildEvent) => void = () => undefined,
    ) =>
      buildForRun(
        async ({ version: of }): Promise<SyncSource> => {
          const opened = await openDatabaseSource(source, { ...inTest, targetVersion: of });
          return { ...opened, sequences: () => atEnd().then(() => opened.sequences()) };
        },
        target,
        { runId: randomUUID(), pipeline: 'local', source: 'shop', jobs: 1, onProgress },
      );
    const query = at(target.database);
    return {
      target,
      query,
      ofSource: at(source.database),
      build,
      publish: ({ epoch }: Awaited<ReturnType<typeof build>>) =>
        publishGeneration(target, { epoch, lockTimeoutMs: 5_000 }),
      complete: ({ epoch }: Awaited<ReturnType<typeof build>>) => generationsOf(target).complete(epoch.runId),
      items: () => query('select count(*) from public.items'),
      staging: () => query(`select count(*) from pg_namespace where nspname ~ '^(imp_|stevedore_live)'`),
      keys: () =>
        query(
          `select string_agg(conrelid::regclass || ' ' || conname || ' ' || confrelid::regclass || ' ' || convalidated || ' ' || coalesce(obj_description(oid, 'pg_constraint'), '-'), ', ' order by conrelid::regclass::text, conname)
             from pg_constraint where contype = 'f' and connamespace = 'auth'::regnamespace`,
        ),
    };
  };

  it('rows that have no partner in the copy are counted when it is proved; it goes live, and the key stands unproved', async () => {
    const { build, publish, complete, query, items, keys } = await site(
      `create table auth.seen (id int primary key, item int constraint to_item references public.items, other int);
       alter table auth.seen add constraint checked check (public.fits(other));
       insert into auth.seen select i, nullif(i, 3), i from generate_series(1, 7) i`,
    );
    const built = await build();
    expect(await items()).toBe('10');
    // Of 1 to 7 without 3, only 1 and 2 are in the copy; a null needs no partner.
    expect(built.built.warnings).toEqual([
      expect.stringMatching(/^4 rows of auth\.seen .*"to_item" .*\(item\).* public\.items/),
      expect.stringMatching(/^5 rows of auth\.seen .*"checked"/),
    ]);
    const found = built.built.warnings.map((warning) => /(select .*)$/.exec(warning)?.[1] ?? '');
    await publish(built);
    expect(await items()).toBe('2');
    expect([await query(found[0] ?? ''), await query(found[1] ?? '')]).toEqual(['4\n5\n6\n7', '3\n4\n5\n6\n7']);
    expect(await complete(built)).toHaveLength(2);
    expect(await keys()).toBe('auth.seen to_item items false -');
    await query('delete from auth.seen where id > 2');
    expect(await complete(built)).toEqual([]);
    expect(await keys()).toBe('auth.seen to_item items true -');
  });

  it('partitioned tables keep no reader waiting for a look at their rows, and their keys are proved after the commit', async () => {
    const { build, publish, complete, query, items, keys, target } = await site(
      `create table auth.seen (at int, item int, constraint to_item foreign key (item) references public.items) partition by range (at);
       create table auth.low partition of auth.seen for values from (0) to (10);
       create table auth.rest (item int, at int) partition by list (at); create table auth.high (at int, item int);
       alter table auth.rest attach partition auth.high default; alter table auth.seen attach partition auth.rest for values from (10) to (100);
       comment on constraint to_item on auth.seen is 'kept'; alter table auth.seen add constraint checked check (public.fits(at / 10));
       insert into auth.seen select i * 10, i from generate_series(0, 2) i where i > 0; insert into auth.seen values (1, 1)`,
    );
    const before = await keys();
    const first = await build();
    expect(first.built.warnings).toEqual([]);
    await publish(first);
    expect(await items()).toBe('2');
    // From the commit on rows without a partner are refused.
    await expect(query('insert into auth.seen values (5, 9)')).rejects.toThrow(/to_item/);
    await expect(query('insert into auth.seen values (15, 9)')).rejects.toThrow(/to_item/);
    expect(await complete(first)).toEqual([]);
    expect(await keys()).toBe(before);

    const back = await takeEpoch(target, randomUUID(), inTest);
    await rollbackGeneration(target, { epoch: back, lockTimeoutMs: 5_000 });
    expect(await generationsOf(target).complete(back.runId)).toEqual([]);
    expect([await items(), await keys()]).toEqual(['10', before]);

    await query('insert into auth.seen values (5, 9), (15, 9)');
    const next = await build();
    expect(next.built.warnings).toEqual([expect.stringMatching(/^2 rows of auth\.seen .*"to_item"/)]);
    await publish(next);
    expect(await items()).toBe('2');
    expect(await complete(next)).toEqual([expect.stringMatching(/to_item(?!.*kept)/s)]);
    // What is not proved yet goes through a further publish, and is proved once its rows fit.
    const last = await build();
    await publish(last);
    expect(await complete(last)).toEqual([expect.stringContaining('to_item')]);
    await query('delete from auth.seen where item = 9');
    expect(await complete(last)).toEqual([]);
    expect(await keys()).toBe(before);
  });

  it('a key of a partitioned table is proved after the commit, whatever its name and that of its table', async () => {
    const { build, publish, complete, items, keys } = await site(
      `create table auth."as  seen" (item int, constraint "to  item" foreign key (item) references public.items) partition by range (item);
       create table auth.low partition of auth."as  seen" for values from (0) to (9); insert into auth."as  seen" values (1)`,
    );
    const before = await keys();
    const built = await build();
    await publish(built);
    expect(await complete(built)).toEqual([]);
    expect([await items(), await keys()]).toEqual(['2', before]);
  });

  it('a definition that a lock keeps from being read when rows are proved is told, and fails nothing', async () => {
    const { query, target } = await site('create view auth.seen as select * from public.items');
    const holder = new pg.Client({ ...server, user: 'postgres', database: target.database });
    await holder.connect();
    await holder.query('begin; lock table public.items in access exclusive mode');
    const names = { schemas: [{ name: 'public', staging: 'imp_public' }], live: new Set(['public']), extensions: [] };
    const told = await withConnection(target, inTest, async (connection) => {
      await connection.execute(`set search_path = ''; set lock_timeout = '200ms'`);
      return tryInboundAgain(connection, names);
    });
    expect(told).toEqual([expect.stringContaining('known only at the publish')]);
    await expect(query(`set lock_timeout = '200ms'; select count(*) from public.items`)).rejects.toThrow(
      /lock timeout/,
    );
    await holder.end();
  });

  it('a lock on a live table that is held when the rows are in is told and waited for, and costs no load', async () => {
    const { build, publish, items } = await site('create table auth.seen (code int)');
    const holder = new pg.Client({ ...server, user: 'postgres', database: `app${databases}` });
    await holder.connect();
    const heard: string[] = [];
    const built = await build(
      () => holder.query('begin; lock table public.items in access exclusive mode'),
      (event) => {
        if (event.type !== 'notice') return;
        heard.push(event.text);
        void holder.query('commit');
      },
    );
    expect(heard).toEqual([expect.stringMatching(/^The rows are in; waits for a lock that others hold/)]);
    await publish(built);
    expect(await items()).toBe('2');
    await holder.end();
  });

  it('what somebody makes while rows are copied, and cannot follow, is refused when they are proved', async () => {
    const { build, ofSource, query, items, staging } = await site('create table auth.seen (code int)');
    await ofSource('alter table public.items drop constraint items_code_key');
    await expect(
      build(() =>
        query('alter table auth.seen add constraint to_code foreign key (code) references public.items (code)'),
      ),
    ).rejects.toMatchObject({
      code: 'TARGET_UNSUITABLE',
      message: expect.stringMatching(/could not follow.*to_code/),
    });
    expect([await items(), await staging()]).toEqual(['10', '0']);
  });

  it('what a lock kept from being tried at first is tried when rows are proved', async () => {
    const { build, ofSource, items, staging } = await site(
      'create table auth.seen (code int constraint to_code references public.items (code))',
    );
    await ofSource('alter table public.items drop constraint items_code_key');
    const holder = new pg.Client({ ...server, user: 'postgres', database: `app${databases}` });
    await holder.connect();
    await holder.query('begin; select * from auth.seen');
    let isProved = false;
    const built = build(async () => {
      isProved = true;
      await holder.query('commit');
    });
    await expect(built).rejects.toMatchObject({
      code: 'TARGET_UNSUITABLE',
      message: expect.stringContaining('to_code'),
    });
    await holder.end();
    expect([isProved, await items(), await staging()]).toEqual([true, '10', '0']);
  });

  it('a key that is no longer there is refused before anything is copied, beside an extension that goes along, too', async () => {
    const { build, ofSource, items, staging } = await site(
      'create table auth.seen (code int constraint to_code references public.items (code), tags public.citext default public.citext(public.items_in()))',
      `create extension citext; create function public.items_in() returns text language sql as $$ select 'a' $$`,
    );
    const whole = await build();
    expect(whole.built.warnings).toEqual([]);
    await ofSource('alter table public.items drop constraint items_code_key');
    let isProved = false;
    await expect(build(() => Promise.resolve((isProved = true)))).rejects.toMatchObject({
      code: 'TARGET_UNSUITABLE',
      message: expect.stringMatching(/could not follow.*to_code/),
    });
    expect([isProved, await items(), await staging()]).toEqual([false, '10', '0']);
  });

  it('what is made after the proof, and cannot follow, is refused by name at the publish, which changes nothing', async () => {
    const { build, publish, ofSource, query, items, keys } = await site('create table auth.seen (code int)');
    await ofSource('alter table public.items drop constraint items_code_key');
    const built = await build();
    await query('alter table auth.seen add constraint to_code foreign key (code) references public.items (code)');
    await expect(publish(built)).rejects.toMatchObject({
      code: 'TARGET_UNSUITABLE',
      message: expect.stringMatching(/could not follow.*to_code/),
    });
    expect([await items(), await keys()]).toEqual(['10', 'auth.seen to_code items true -']);
  });
});
