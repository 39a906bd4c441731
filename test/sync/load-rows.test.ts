import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import type { BuildRequest } from './build.js';
import { startPostgres } from '../support/postgres-server.js';
import { build } from './build.js';
import { psqlNow } from './psql-now.js';
import { createDatabase } from './schema-databases.js';

/** The text of every row of every table, sorted, as psql's own COPY gives it. */
const contentOf = async (server: PostgresServer, database: string): Promise<string> => {
  const names = await server.query(
    `select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = relnamespace
      where relkind in ('r', 'm') and nspname !~ '^(pg_|information_schema)' order by 1`,
    database,
  );
  const parts: string[] = [];
  for (const name of names.split('\n')) {
    const rows = await server.query(`copy (select * from only ${name}) to stdout`, database);
    parts.push(name, ...rows.split('\n').sort());
  }
  return parts.join('\n');
};

let source: PostgresServer;
let target: PostgresServer;
beforeAll(async () => {
  [source, target] = await Promise.all([startPostgres({ version: 'machine' }), startPostgres({ version: 18 })]);
});
afterAll(() => Promise.all([source.stop(), target.stop()]));

/** Builds a database of its own, whose schemas have their true names. */
const copy = async (database: string, options: Partial<BuildRequest> = {}) => {
  await createDatabase(target, database);
  const whole = {
    from: { server: source, database: database },
    to: { server: target, database: database },
    publish: 'database',
  } as const;
  const built = await build({ ...whole, ...options });
  expect(built.database).toBe(`imp_${database}`);
  return built;
};

describe('the rows of a database', () => {
  it('are the same in a copy on a newer server, to the byte', async () => {
    await createDatabase(source, 'rows_');
    await source.query(
      `create type mood as enum ('low', 'high');
       create table odd (id int generated always as identity, a text, b bytea, f float8, f4 real, n numeric, j jsonb, k json, t timestamptz, i interval,
         m mood, arr text[][], r int8range, x xml, c char(5), twice int generated always as (id * 2) stored, "Quoted ""col" text, u uuid, bits bit varying(9), inet_ inet, mon money);
       insert into odd (a, b, f, f4, n, j, k, t, i, m, arr, r, x, c, "Quoted ""col", u, bits, inet_, mon) values
         (E'tab\\t, nl\\n, bs\\\\, cr\\r', '\\x00ff5c2e0a', 'NaN', '-0', 'NaN', '{"z": 1, "a": [1.00, null]}', '{ "a" :1}', '2001-02-03 04:05:06.789+01', '1 mon -2 days 3.5 s', 'high', '{{a,NULL},{"b,\\"c","\\\\"}}', '[1,5)', '<a>&amp;</a>', 'x', '\\.', gen_random_uuid(), B'101', '::1/64', 12.5),
         ('', '', '-Infinity', 3.4e38, 1.10, 'null', '""', 'infinity', '0', null, '{}', 'empty', null, '', null, null, B'', '10.0.0.1', -1);
       insert into odd (f, a) values ('-0', '\\N'), (0.1::float8 + 0.2, null), (5e-324, '\\.');
       create table huge (id int, t text); insert into huge select g, repeat(chr(64 + g), 20000000) from generate_series(1, 2) g;
       create table many (id bigserial primary key, a int, t text); insert into many (a, t) select g % 7, md5(g::text) || repeat('ü☃', g % 20) from generate_series(1, 120000) g;
       create table nothing_in (a int); create table without_columns (); insert into without_columns default values; insert into without_columns default values; create table only_generated (a int generated always as (7) stored); insert into only_generated default values;
       create table top_ (a int, b text); create table under (c int) inherits (top_); alter table top_ add column d int default 4;
       insert into top_ values (1, 'one', 2); insert into under (a, b, c, d) values (2, 'two', 3, 5);
       create table split (m mood, v int) partition by hash (m); create table split_0 partition of split for values with (modulus 2, remainder 0); create table split_1 partition of split for values with (modulus 2, remainder 1);
       insert into split select m::mood, g from unnest('{low,high}'::text[]) m, generate_series(1, 100) g;
       create table days (d date, v int) partition by range (d); create table days_old partition of days for values from (minvalue) to ('2020-01-01'); create table days_new partition of days default;
       insert into days select '2019-12-01'::date + g, g from generate_series(1, 60) g;
       create sequence far start 9223372036854775000; select nextval('far'), nextval('far'); create sequence untouched start 7;
       create materialized view summed as select a, count(*) from many group by a;`,
      'rows_',
    );
    const seen = new Map<string, number>();
    const { tables } = await copy('rows_', {
      jobs: 3,
      onProgress: (event) => {
        if (event.type === 'bytes') seen.set(event.table, (seen.get(event.table) ?? 0) + event.bytes);
      },
    });
    expect(tables.map(({ schema, name, rows }) => `${schema}.${name} ${rows}`)).toEqual(
      expect.arrayContaining([
        'public.odd 5',
        'public.huge 2',
        'public.many 120000',
        'public.top_ 1',
        'public.under 1',
        'public.nothing_in 0',
      ]),
    );
    expect(seen.get('public.huge')).toBeGreaterThan(40_000_000);
    const [here, there] = [await contentOf(source, 'rows_'), await contentOf(target, 'imp_rows_')];
    // A table that inherits has its columns in another order in the copy; the hash of an enumeration is another one
    // there.
    const comparable = (text: string) =>
      text
        .replace(/^under\n[\s\S]*?(?=^without_columns$)/m, '')
        .replace(/^split_[01]\n([\s\S]*?)(?=^summed|^split_1$)/gm, '');
    expect(comparable(there) === comparable(here)).toBe(true);
    const both = async (sql: string) => [await source.query(sql, 'rows_'), await target.query(sql, 'imp_rows_')];
    for (const sql of [
      'select a, b, c, d from under',
      'select count(*) from without_columns',
      'select * from split order by m, v',
      `select last_value, is_called from far`,
      `select last_value, is_called from untouched`,
      'select last_value from many_id_seq',
      'select last_value from odd_id_seq',
    ]) {
      const [one, other] = await both(sql);
      expect(other).toBe(one);
    }
    expect(await source.query(`select count(*) from pg_stat_activity where application_name = 'build-test'`)).toBe('0');
  });

  it('of generated columns are the source’s too, also where they are computed when read', async () => {
    await createDatabase(source, 'generated');
    await source.query(
      `create table g (a int, b int generated always as (a * 2) stored, c text, d text generated always as (upper(c)) stored);
       insert into g (a, c) select n, 'v' || n from generate_series(1, 1000) n;
       create table p (k text, v int, w int generated always as (v + 1) stored) partition by hash (k);
       create table p_0 partition of p for values with (modulus 2, remainder 0);
       create table p_1 (v int, w int generated always as (v + 1) stored, k text); alter table p attach partition p_1 for values with (modulus 2, remainder 1);
       insert into p select 'k' || n, n from generate_series(1, 1000) n`,
      'generated',
    );
    const { tables } = await copy('generated');
    expect(tables.map(({ name, rows }) => [name, rows])).toEqual(
      expect.arrayContaining([
        ['g', 1000],
        ['p', 1000],
      ]),
    );
    for (const sql of ['select sum(b), count(distinct d) from g', 'select sum(v), sum(w), count(distinct k) from p'])
      expect(await target.query(sql, 'imp_generated')).toBe(await source.query(sql, 'generated'));
  });

  it('of a table that is more than its share come in parts, each once, and are seen by older transactions', async () => {
    await createDatabase(source, 'large');
    await source.query(
      `create table large (id int primary key, t text); insert into large select n, md5(n::text) from generate_series(1, 200000) n;
       delete from large where id % 7 = 0; create table small (id int); insert into small values (1)`,
      'large',
    );
    const bytes: number[] = [];
    await createDatabase(target, 'large');
    const at = {
      from: { server: source, database: 'large' },
      to: { server: target, database: 'large' },
      jobs: 3,
      splitBytes: 1_000_000,
    } as const;
    const built = await build({
      ...at,
      onProgress: (event) => {
        if (event.type === 'bytes' && event.table === 'public.large') bytes.push(event.bytes);
      },
    });
    expect(built.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ['large', 171429],
      ['small', 1],
    ]);
    expect(await target.query('select count(*), count(distinct id), sum(id) from imp_public.large', 'large')).toBe(
      await source.query('select count(*), count(distinct id), sum(id) from large', 'large'),
    );
    expect(
      await target.query(
        `select relallvisible = relpages and relpages > 0 from pg_class where oid = 'imp_public.large'::regclass`,
        'large',
      ),
    ).toBe('t');
  });

  it('wait for a transaction that would read a table as empty, and tell that they do', async () => {
    await createDatabase(target, 'patient');
    const from = { server: source, database: 'large' };
    const older = new Promise<string>((resolve, reject) => {
      target
        .query(
          `begin isolation level repeatable read; select count(*) from pg_class; select pg_sleep(4); commit`,
          'patient',
        )
        .then(resolve, reject);
    });
    const notices: string[] = [];
    const started = performance.now();
    await build({
      from,
      to: { server: target, database: 'patient' },
      splitBytes: 1_000_000,
      jobs: 2,
      onProgress: (event) => event.type === 'notice' && notices.push(event.text),
    });
    expect(performance.now() - started).toBeGreaterThan(2_500);
    expect(notices.join()).toMatch(/"imp_public"\."large" waits for transactions/);
    await older;
  });
});

describe('a proof', () => {
  const TABLE = `create table things (id int, n numeric, c citext, f float8, j jsonb, b bytea)`;
  const FAULTS: readonly (readonly [string, string])[] = [
    ['the scale of a numeric', `update imp_public.things set n = 1.0 where id = 3`],
    ['the case of a citext', `update imp_public.things set c = 'word' where id = 3`],
    ['the sign of a zero', `update imp_public.things set f = 0 where id = 3`],
    ['a number of a jsonb', `update imp_public.things set j = '{"a": 1.0}' where id = 3`],
    ['a byte of a bytea', `update imp_public.things set b = '\\x00ff01' where id = 3`],
    ['a row that is missing', `delete from imp_public.things where id = 3`],
    ['a row that is there twice', `insert into imp_public.things select * from imp_public.things where id = 3`],
    [
      'two rows that have exchanged a value',
      `update imp_public.things t set n = o.n from imp_public.things o where (t.id, o.id) in ((4, 5), (5, 4))`,
    ],
    [
      'what a generated column was',
      `alter table imp_public.computed alter v drop expression; update imp_public.computed set v = 5 where id = 3`,
    ],
    ['a row of a partition that went to no other', `delete from imp_public.spread where k = 'k3'`],
  ];

  it.each(FAULTS)('refuses %s, and names the table', async (what, change) => {
    const database = `proof_${FAULTS.findIndex(([name]) => name === what)}`;
    if (what === FAULTS[0]?.[0]) {
      await createDatabase(source, 'proved');
      await source.query(
        `create extension citext; ${TABLE}; insert into things select g, 1.00 + g - 3, case g when 3 then 'Word' else 'w' || g end, case g when 3 then '-0'::float8 else g end, '{"a": 1.00}', '\\x00ff00' from generate_series(1, 100) g;
         create table computed (id int, v int generated always as (id * 2) stored); insert into computed select g from generate_series(1, 10) g;
         create table spread (k text) partition by hash (k); create table spread_0 partition of spread for values with (modulus 1, remainder 0); insert into spread select 'k' || g from generate_series(1, 10) g`,
        'proved',
      );
    }
    await createDatabase(target, database);
    const table = /imp_public\.(\w+)/.exec(change)?.[1] ?? '';
    const changed: string[] = [];
    const built = build({
      from: { server: source, database: 'proved' },
      to: { server: target, database: database },
      onProgress: (event) => {
        if (event.type !== 'table' || event.state !== 'copied' || !event.table.startsWith(`public.${table}`)) return;
        changed.push(event.table);
        psqlNow(target, database, change);
      },
    });
    await expect(built).rejects.toMatchObject({ code: 'PROOF_FAILED', details: { table: `public.${table}` } });
    await expect(built).rejects.toThrow(`"public.${table}"`);
    expect(changed).toHaveLength(1);
  });
});
