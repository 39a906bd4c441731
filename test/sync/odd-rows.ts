import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { PostgresServer } from '../support/postgres-server.js';

export const settingsOf = (server: PostgresServer, database: string): PostgresSettings => ({
  address: { host: server.host, port: server.port },
  tls: 'off',
  account: { user: 'postgres', password: '' },
  database,
});

/**
 * The text of every row of every table, sorted, as psql's own COPY gives it; and what sequences and blobs hold. Tables
 * of `except` are left out, as `schema.table`.
 */
export const contentOf = async (
  server: PostgresServer,
  database: string,
  except: readonly string[] = [],
): Promise<string> => {
  const names = await server.query(
    `select replace(c.oid::regclass::text, e'\\n', e'\\x01') from pg_class c join pg_namespace n on n.oid = relnamespace
      where relkind in ('r', 'm') and relispopulated and nspname !~ '^(pg_|information_schema)' order by 1`,
    database,
  );
  const parts: string[] = [];
  // A name may have a line break.
  for (const name of names.split('\n').map((each) => each.replaceAll('\u0001', '\n'))) {
    if (except.includes(name)) continue;
    const rows = await server.query(`copy (select * from only ${name}) to stdout`, database);
    parts.push(name, ...rows.split('\n').sort());
  }
  parts.push(
    await server.query(
      `select schemaname, sequencename, last_value from pg_sequences order by 1, 2; select m.oid, md5(lo_get(m.oid)) from pg_largeobject_metadata m order by 1`,
      database,
    ),
  );
  return parts.join('\n');
};

/** Values of many types at their edges, partitions, inheritance, blobs, rows that look like the end of rows. */
export const fillOddly = (server: PostgresServer, database: string): Promise<string> =>
  server.query(
    String.raw`create type mood as enum ('low', 'high');
    create table odd (id int generated always as identity, a text, b bytea, f float8, f4 real, n numeric, j jsonb, k json, t timestamptz, i interval,
      m mood, arr text[][], r int8range, x xml, c char(5), twice int generated always as (id * 2) stored, "Quoted ""col" text, u uuid, bits bit varying(9), inet_ inet, mon money, ok boolean, big bigint);
    insert into odd (a, b, f, f4, n, j, k, t, i, m, arr, r, x, c, "Quoted ""col", u, bits, inet_, mon, ok, big) values
      (E'tab\t, nl\n, bs\\, cr\r, vt\v ff\f bs\b', '\x00ff5c2e0a', 'NaN', '-0', 'NaN', '{"z": 1, "a": [1.00, null]}', '{ "a" :1}', '2001-02-03 04:05:06.789+01', '1 mon -2 days 3.5 s', 'high', '{{a,NULL},{"b,\"c","\\\\"}}', '[1,5)', '<a>&amp;</a>', 'x', '\.', gen_random_uuid(), B'101', '::1/64', 12.5, true, -9223372036854775808),
      ('', '', '-Infinity', 3.4e38, 1.10, 'null', '""', 'infinity', '0', null, '{}', 'empty', null, '', null, null, B'', '10.0.0.1', -1, false, 0);
    insert into odd (f, a, n) values ('-0', '\N', 'Infinity'), (0.1::float8 + 0.2, null, -0.000), (5e-324, '\.', 1e20), (1e300, E'it''s\n\\.\nCOPY a FROM stdin;\n', 0);
    create table huge (id int, t text); insert into huge select g, repeat(chr(64 + g), 3000000) from generate_series(1, 2) g;
    create table many (id bigserial primary key, a int, t text); insert into many (a, t) select g % 7, md5(g::text) || repeat('ü☃', g % 20) from generate_series(1, 30000) g;
    create table nothing_in (a int); create table without_columns (); insert into without_columns default values; insert into without_columns default values; create table only_generated (a int generated always as (7) stored); insert into only_generated default values;
    create table top_ (a int, b text); create table under (c int) inherits (top_);
    insert into top_ values (1, 'one'); insert into under (a, b, c) values (2, 'two', 3);
    create table split (m mood, v int) partition by list (m); create table split_0 partition of split for values in ('low'); create table split_1 partition of split default;
    insert into split select m::mood, g from unnest('{low,high}'::text[]) m, generate_series(1, 100) g;
    create table days (d date, v int) partition by range (d); create table days_old partition of days for values from (minvalue) to ('2020-01-01'); create table days_new partition of days default;
    insert into days select '2019-12-01'::date + g, g from generate_series(1, 60) g;
    create sequence far start 9223372036854775000; select nextval('far'), nextval('far'); create sequence untouched start 7;
    create materialized view summed as select a, count(*) from many group by a;
    create function total() returns bigint language sql begin atomic select count(*) from many; select case when count(*) > 1 then 1 else 2 end from many; end;
    create procedure done() language plpgsql as $$begin perform 1; -- ; ' " $x$
    end$$;
    create view seen as select total(), a from many;
    select lo_from_bytea(4711, '\x00ff01'::bytea || repeat('x', 700000)::bytea); select lo_create(4712); comment on large object 4711 is 'a; comment''s';
    create index on many (a) where a > 3; alter table odd add check (big is null or big < 1);`,
    database,
  );
