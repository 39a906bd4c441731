import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncSource } from '../../src/database-sync/source/sync-source.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { build, goLive } from './build.js';
import { createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

/** A schema whose indexes, checks, generated columns and views run functions that name their helpers in their text. */
const BY_NAME = `
  create extension citext; create extension pg_trgm;
  create function public.helper(t text) returns text language sql immutable as $$ select upper(t) $$;
  create function public.norm(t text) returns text language sql immutable as $$ select public.helper(t) $$;
  create function public.is_mail(t text) returns boolean language plpgsql immutable as $$ begin return public.helper(t) like '%@%'; end $$;
  create domain public.mail as public.citext check (public.is_mail(value::text));
  create table public.person (id int generated always as identity primary key, mail public.mail not null, name text default public.helper('nobody'),
    normed text generated always as (public.norm(name)) stored, constraint named check (public.norm(name) <> ''));
  create index person_normed on public.person (public.norm(name)); create index person_trgm on public.person using gin (name public.gin_trgm_ops);
  create table public.pet (id int primary key, owner_id int references public.person, name text not null);
  create materialized view public.names as select public.norm(name) as name, count(*) from public.person group by 1;
  create unique index names_name on public.names (name);
  insert into public.person (mail, name) select 'p' || g || '@example.org', 'person ' || g from generate_series(1, 500) g;
  insert into public.pet select g, g % 500 + 1, 'pet ' || g from generate_series(1, 2000) g;
  refresh materialized view public.names;`;

let server: PostgresServer;
const at = (database: string) => ({ server, database });
const stagings = (database: string) =>
  server.query(
    `select coalesce(string_agg(nspname, ' '), '') from pg_namespace where nspname ~ '^(imp_|stevedore_)'`,
    database,
  );

beforeAll(async () => {
  server = await startPostgres();
  for (const name of ['source', 'empty', 'old']) await createDatabase(server, name);
  await server.query(BY_NAME, 'source');
});
afterAll(() => server.stop());

describe('a generation whose functions name others in their text', () => {
  it.each(['empty', 'old'])(
    'is whole in the database "%s": they call those of their own generation',
    async (target) => {
      if (target === 'old')
        await server.query(
          `create extension citext; create extension pg_trgm; create function public.helper(t text) returns text language sql immutable as $$ select 'wrong' $$;
         create table public.person (id int); insert into public.person values (1)`,
          'old',
        );
      const built = await build({ from: at('source'), to: at(target) });
      expect(built.tables.map(({ schema, name, rows }) => `${schema}.${name} ${rows}`).sort()).toEqual([
        'public.person 500',
        'public.pet 2000',
      ]);
      if (target === 'old') expect(await server.query('select count(*) from public.person', 'old')).toBe('1');
      await goLive(at(target), built);
      expect(differenceOf(await dumpDefinitions(server, 'source'), await dumpDefinitions(server, target))).toEqual([]);
      for (const sql of [
        'select md5(string_agg(p::text, chr(10) order by id)) from public.person p',
        'select md5(string_agg(n::text, chr(10) order by name)) from public.names n',
      ])
        expect(await server.query(sql, target)).toBe(await server.query(sql, 'source'));
      const found = await server.query(
        `set enable_seqscan = off; select count(*) from public.person where public.norm(name) = 'PERSON 77'`,
        target,
      );
      expect(found).toBe('1');
      const identity = await server.query(
        `insert into public.person (mail, name) values ('new@example.org', 'new') returning id`,
        target,
      );
      expect(identity).toBe('501');
    },
  );
});

describe('what is live while a generation is built', () => {
  it('is read and written by others as ever, also through the extensions of its schema', async () => {
    await createDatabase(server, 'busy');
    await goLive(at('busy'), await build({ from: at('source'), to: at('busy') }));
    let stop = false;
    const longest = { ms: 0, count: 0 };
    const others = (async () => {
      while (!stop) {
        const begun = performance.now();
        await server.query(
          `select count(*) from public.person where mail = 'P7@example.org'; insert into public.pet select max(id) + 1, 1, 'x' from public.pet; create table public.mine (a public.citext); drop table public.mine`,
          'busy',
        );
        longest.ms = Math.max(longest.ms, performance.now() - begun);
        longest.count += 1;
      }
    })();
    const built = await build({ from: at('source'), to: at('busy') });
    stop = true;
    await others;
    expect(longest.count).toBeGreaterThan(2);
    expect(built.tables).toHaveLength(2);
    expect(await server.query(`select count(*) from public.pet`, 'busy')).toBe(`${2000 + longest.count}`);
  });
});

describe('staging that is changed by hand', () => {
  /** Changes staging when the rows are in and proved. */
  const changed =
    (sql: string) =>
    (source: SyncSource): SyncSource => ({
      ...source,
      sequences: async () => {
        await server.query(sql, 'changed');
        return source.sequences();
      },
    });

  it.each([
    ['a default', 'alter table imp_public.pet alter column name set default 1', 'table imp_public.pet'],
    ['a grant', 'grant select on imp_public.pet to public', 'table imp_public.pet'],
    ['a grant of a column', 'grant select (name) on imp_public.pet to public', 'table imp_public.pet'],
    ['an index', 'drop index imp_public.person_normed', 'index imp_public.person_normed'],
    ['a view', 'create view imp_public.more as select 1 as a', 'view imp_public.more'],
    [
      'a trigger',
      'alter table imp_public.pet disable trigger all; create policy p on imp_public.pet',
      'policy p on imp_public.pet',
    ],
  ])('by %s is refused, with the name of the object', async (_what, sql, name) => {
    if ((await server.query(`select count(*) from pg_database where datname = 'changed'`)) === '0')
      await createDatabase(server, 'changed');
    const error: unknown = await build({ from: at('source'), to: at('changed'), through: changed(sql) }).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject({ code: 'PROOF_FAILED' });
    expect(String(error)).toContain(name);
    expect(await stagings('changed')).toBe('');
  });
});

describe('a build that is cut short', () => {
  it.each(['snapshot', 'stage', 'copy', 'finish'] as const)('in the step "%s" leaves nothing', async (step) => {
    const name = `cut_${step}`;
    await createDatabase(server, name);
    await server.query('create table public.live (a int); insert into public.live values (7)', name);
    const before = await dumpDefinitions(server, name);
    const ending = new AbortController();
    const built = build({
      from: at('source'),
      to: at(name),
      signal: ending.signal,
      onProgress: (event) => {
        if (event.type === 'step' && event.step === step)
          void sleep(step === 'stage' ? 60 : 5).then(() => ending.abort(new Error('cancelled by a test')));
      },
    });
    await expect(built).rejects.toThrow();
    expect(await dumpDefinitions(server, name)).toBe(before);
    expect(await server.query('select a from public.live', name)).toBe('7');
    const sessions = `select count(*) from pg_stat_activity where application_name = 'build-test' and state <> 'idle'`;
    await expect.poll(() => server.query(sessions)).toBe('0');
  });

  it('without a chance to remove it is removed by the next one', async () => {
    await createDatabase(server, 'leftover');
    await server.query(
      'create schema imp_public; create table imp_public.person (a int); create table imp_public.other (a int) partition by range (a); create table imp_public.other_1 partition of imp_public.other default',
      'leftover',
    );
    await goLive(at('leftover'), await build({ from: at('source'), to: at('leftover') }));
    expect(differenceOf(await dumpDefinitions(server, 'source'), await dumpDefinitions(server, 'leftover'))).toEqual(
      [],
    );
  });
});

describe('publish: database', () => {
  it('makes a database of its own with all that the source has, large objects too', async () => {
    await createSchema(server, 'observatory');
    await server.query(
      `select lo_put(4242, 0, decode(repeat('00ff5c0a', 300000), 'hex')); select lo_from_bytea(4343, '')`,
      'observatory',
    );
    await createDatabase(server, 'whole');
    await server.query('create table public.live (a int)', 'whole');
    const before = await dumpDefinitions(server, 'whole');
    const built = await build({ from: at('observatory'), to: at('whole'), publish: 'database' });
    expect(built.database).toBe('imp_whole');
    const [source, made] = [await dumpDefinitions(server, 'observatory'), await dumpDefinitions(server, 'imp_whole')];
    expect(differenceOf(source, made)).toEqual([]);
    expect(await dumpDefinitions(server, 'whole')).toBe(before);
    const objects = `select string_agg(oid || ' ' || md5(lo_get(oid)), ' ' order by oid) from pg_largeobject_metadata`;
    expect(await server.query(objects, 'imp_whole')).toBe(await server.query(objects, 'observatory'));
  });

  it('is told where schemas alone would lack them', async () => {
    const built = build({ from: at('observatory'), to: at('empty') });
    await expect(built).rejects.toThrow(/large object 4242 \(it belongs to the database.*publish: database/);
  });
});
