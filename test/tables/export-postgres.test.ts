import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionOf } from '../../src/contracts/connections/connection.js';
import { openPostgresTarget } from '../../src/table-import/target/postgres/postgres-target.js';
import type { TableTarget } from '../../src/table-import/target/table-target.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { exportText } from './export-text.js';
import { roundTrip } from './round-trip.js';

const FORMATS = ['csv', 'ndjson'] as const;

/** Each type, and values of it as SQL. */
const TYPES: readonly (readonly [type: string, ...values: string[]])[] = [
  ['smallint', '-32768', '0'],
  ['integer', '2147483647', '-1'],
  ['bigint', '9223372036854775807', '-9223372036854775808'],
  ['numeric(6,2)', '1234.50', '-0.01', "'NaN'"],
  ['numeric(30,10)', '12345678901234567890.0123456789'],
  ['numeric', '0.000000000000000000000000001', '1.500', "'NaN'"],
  ['numeric(2,-2)', '1200'],
  ['double precision', '0.1', '1e-300', "'Infinity'", "'NaN'", '-0.0'],
  ['real', '0.1', '16777216', "'-Infinity'"],
  ['money', '1234.56'],
  ['boolean', 'true', 'false'],
  ['date', "'2024-02-29'", "'infinity'", "'-infinity'", "'0044-03-15 BC'", "'12345-02-28'"],
  ['time', "'23:59:59.123456'", "'24:00:00'"],
  ['timetz', "'10:00:00+05:30'"],
  ['timestamp', "'2026-01-31 10:00:00.5'", "'infinity'", "'0044-03-15 12:00:00 BC'", "'12345-02-28 00:00:00'"],
  ['timestamptz', "'2026-01-31 10:00:00+02'", "'-infinity'", "'0044-03-15 12:00:00+00 BC'"],
  ['interval', "'1 year -2 days 03:04:05.6'"],
  ['uuid', "'123e4567-e89b-12d3-a456-426614174000'"],
  ['char(5)', "'ab'", "''"],
  ['varchar(3)', "'äöü'", "''"],
  ['text', 'E\'tab\\tline\\nback\\\\slash \\r\\n"quoted", 😀\'', "'\\N'", "'\\.'", "''", "' blanks '", "E'\\x01\\x7f'"],
  ['name', "'a name'"],
  ['"char"', "'x'"],
  ['citext_like', "'Any Case'"],
  ['json', '\'{"b": 1.50,  "a": [null, "x"]}\'', '\'"text"\'', "'null'", "E'[1,\\n2]'"],
  ['jsonb', '\'{"b": 1.50, "a": [null, "x", 12345678901234567890]}\'', '\'"text"\'', "'null'", "'5'", "'true'"],
  ['xml', "'<a>1</a>'"],
  ['bytea', "'\\x00ff5c2c220d0a'", "''", "'\\x62617365'"],
  ['bit(5)', "B'10101'"],
  ['bit varying', "B''", "B'1'"],
  ['point', "'(1,2.5)'"],
  ['line', "'{1,2,3}'"],
  ['box', "'(1,1),(0,0)'"],
  ['polygon', "'((0,0),(1,1),(1,0))'"],
  ['circle', "'<(1,2),3>'"],
  ['inet', "'10.0.0.1/8'", "'::1'"],
  ['cidr', "'10.0.0.0/8'"],
  ['macaddr', "'08:00:2b:01:02:03'"],
  ['integer[]', "'{1,NULL,3}'", "'{}'", "'{{1,2},{3,4}}'"],
  ['text[]', "array['a,b', 'c\"d', '', 'NULL', null, E'\\\\']"],
  ['bytea[]', "array['\\x00'::bytea]"],
  ['jsonb[]', 'array[\'{"a": 1}\'::jsonb]'],
  ['int4range', "'[1,5)'", "'empty'"],
  ['tstzrange', "'[2026-01-01 00:00+00,2026-02-01 00:00+00)'"],
  ['int4multirange', "'{[1,3),[5,7)}'"],
  ['tsvector', "'a:1 b:2'"],
  ['tsquery', "'a & b'"],
  ['oid', '4294967295'],
  ['pg_lsn', "'16/B374D848'"],
  ['mood', "'glad'", "'o''dd, \"one\"'"],
  ['code', "'abc'"],
  ['flag', 'true'],
  ['pair', '\'(1,"a,b")\''],
];

const DDL = `create type mood as enum ('glad', 'o''dd, "one"'); create domain code as varchar(3) check (value ~ '^[a-z]+$');
  create domain flag as boolean; create type pair as (a int, b text);
  create collation any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  create domain citext_like as text collate any_case`;

describe.each(POSTGRES_VERSIONS)('exports of PostgreSQL %s', (version) => {
  let server: PostgresServer;
  let connection: ConnectionOf<'postgres'>;
  let target: TableTarget;
  beforeAll(async () => {
    server = await startPostgres({ version, settings: ['timezone=Asia/Kolkata', 'datestyle=German'] });
    await server.query(DDL);
    const { host, port } = server;
    const address = { host, port };
    const account = { user: 'postgres', password: '' };
    connection = { name: 'main', kind: 'postgres', address, tls: 'off', account, database: 'postgres' };
    target = openPostgresTarget(connection, { applicationName: 'types' });
  });
  afterAll(async () => {
    await target?.end();
    await server?.stop();
  });

  test.each(FORMATS)('every type comes back byte-equal as %s', async (format) => {
    const columns = TYPES.map(([type], at) => `v${at} ${type}`).join(', ');
    await server.query(`drop table if exists every, again; create table every (id integer primary key, ${columns})`);
    await server.query('create table again (like every including all)');
    const most = Math.max(...TYPES.map(({ length }) => length - 1));
    const rows = Array.from({ length: most + 1 }, (_, row) =>
      [
        row,
        ...TYPES.map(([type, ...values]) =>
          row === most ? 'null' : `cast(${values[row % values.length]} as ${type})`,
        ),
      ].join(', '),
    );
    await server.query(
      `set datestyle = 'ISO, YMD'; insert into every values ${rows.map((row) => `(${row})`).join(', ')}`,
    );
    const both = { connection, target, schema: 'public', from: 'every', to: 'again', format };
    const text = await roundTrip(both);
    if (format === 'ndjson') for (const line of text.trimEnd().split('\n')) JSON.parse(line);
    // The server's own word for it: no row of the one lacks in the other.
    const same = (a: string, b: string) =>
      `select every::text from ${a} every except select again::text from ${b} again`;
    expect(await server.query(`${same('every', 'again')} union all (${same('again', 'every')})`)).toBe('');
  });

  test.each(FORMATS)(
    'a field of 10 MB, and rows at the borders of pieces, come back byte-equal as %s',
    async (format) => {
      await server.query('drop table if exists large, again; create table large (id integer primary key, v text)');
      await server.query(`create table again (like large including all);
      insert into large select n, repeat(E'"\\n,ä', n % 97) || n from generate_series(1, 20000) n;
      insert into large values (0, repeat(E'0123456789"\\r\\n', 800000)), (-1, ''), (-2, null)`);
      await roundTrip({ connection, target, schema: 'public', from: 'large', to: 'again', format });
    },
  );

  test('CSV is that of the server, but for the line ends and booleans', async () => {
    await server.query(`drop table if exists plain; create table plain (id int primary key, v text, "odd ""name""," int);
      insert into plain values (1, null, null), (2, '', 2), (3, E'a\\nb', 3), (4, 'a"b', 4), (5, '\\.', 5)`);
    const { text, rows } = await exportText(connection, { table: 'plain', format: 'csv' });
    expect(rows).toBe(5);
    const ours = await server.query('copy plain to stdout (format csv, header)');
    expect(text).toBe(`${ours.replace(/\n(?!b)/g, '\r\n')}\r\n`);
    await server.query("create table one (v text); insert into one values (null), (''), ('\\.')");
    expect((await exportText(connection, { table: 'one', format: 'csv' })).text).toBe('v\r\n\r\n""\r\n"\\."\r\n');
  });

  test('a filter is compared as it is, whatever the limits of its column are', async () => {
    await server.query(`drop table if exists tight; create table tight
      (id int primary key, short varchar(2), fixed char(3), price numeric(10,2), kind code, at timestamp(0), mask bit(3));
      insert into tight values (1, 'ab', 'ab', 1.01, 'abc', '2026-01-01 10:00:01', b'101')`);
    const found = async (column: string, value: string, operator: 'eq' | 'gte' = 'eq') => {
      const filters = [{ column, operator, value }];
      return (await exportText(connection, { table: 'tight', format: 'csv', filters })).rows;
    };
    for (const [column, value] of [
      ['short', 'abc'],
      ['fixed', 'abcd'],
      ['price', '1.005'],
      ['kind', 'abcd'],
      ['at', '2026-01-01 10:00:00.6'],
      ['mask', '1'],
    ] as const)
      expect([column, await found(column, value)]).toEqual([column, 0]);
    for (const [column, value] of [
      ['short', 'ab'],
      ['fixed', 'ab'],
      ['price', '1.010'],
      ['kind', 'abc'],
      ['at', '2026-01-01 10:00:01'],
      ['mask', '101'],
    ] as const)
      expect([column, await found(column, value)]).toEqual([column, 1]);
    expect(await found('price', '1.014', 'gte')).toBe(0);
    await expect(found('price', 'x')).rejects.toThrow('the value of the filter "price" is no numeric');
  });
});
