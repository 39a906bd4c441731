import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openMysqlTarget } from '../../src/table-import/target/mysql/mysql-target.js';
import { publishFile } from '../../src/table-import/import/publish-file.js';
import { stageFile } from '../../src/table-import/import/stage-file.js';
import { onMysql } from '../support/target-server.js';
import type { Record_ } from './import-csv.js';
import { csvImport, csvOf } from './import-csv.js';
import type { MysqlStand } from './mysql-stand.js';
import { SCHEMA, SERVER_NAME, startMysqlStand } from './mysql-stand.js';

interface TypeCase {
  readonly type: string;
  /** What is given, and what the server then has, where that is spelled otherwise. */
  readonly taken: readonly (string | readonly [given: string, stored: string])[];
  readonly refused: readonly string[];
  readonly shown?: string;
}

const big = (bytes: number): string => 'ü'.repeat(bytes / 2);

const CASES: readonly TypeCase[] = [
  { type: 'TINYINT', taken: ['-128', '127', ['+5', '5'], ['007', '7']], refused: ['128', '1.5', 'x', ''] },
  { type: 'TINYINT(1)', taken: [['true', '1'], ['no', '0'], '1'], refused: ['2', 'maybe'] },
  { type: 'INT UNSIGNED', taken: ['0', '4294967295'], refused: ['-1', '4294967296'] },
  { type: 'BIGINT UNSIGNED', taken: ['18446744073709551615'], refused: ['18446744073709551616'] },
  {
    type: 'DECIMAL(5,2)',
    taken: ['999.99', ['1.500', '1.50'], ['.5', '0.50'], ['-7', '-7.00']],
    refused: ['1000', '1.234'],
  },
  { type: 'DOUBLE', taken: ['1.5', ['-2e-3', '-0.002']], refused: ['1e999', 'nan'] },
  { type: 'FLOAT', taken: ['1.5'], refused: ['1e39'] },
  { type: 'BIT(1)', taken: [['true', '1'], '0'], refused: ['2'], shown: '{} + 0' },
  { type: 'BIT(10)', taken: ['1023', '5'], refused: ['1024'], shown: '{} + 0' },
  {
    type: 'DATE',
    taken: ['0001-01-01', '9999-12-31', '2024-02-29'],
    refused: ['2023-02-29', '0000-00-00', '1.2.2024'],
  },
  { type: 'TIME(3)', taken: ['23:59:59.999', ['00:00:00', '00:00:00.000']], refused: ['839:00:00', '8:00'] },
  {
    type: 'DATETIME(6)',
    taken: [
      ['2026-01-31T10:00:00Z', '2026-01-31 10:00:00.000000'],
      ['2026-01-31 10:00:00.5+05:30', '2026-01-31 04:30:00.500000'],
      ['2026-01-31 23:30:00-01:00', '2026-02-01 00:30:00.000000'],
      ['2026-01-31 10:00:00', '2026-01-31 10:00:00.000000'],
    ],
    refused: ['2026-01-31', '2026-02-30 10:00:00'],
  },
  {
    type: 'TIMESTAMP',
    taken: [['2026-01-31T10:00:00+14:00', '2026-01-30 20:00:00']],
    refused: ['1969-12-31 00:00:00', '2999-01-01 00:00:00'],
  },
  { type: 'YEAR', taken: ['1901', '2155'], refused: ['1900', '99'] },
  { type: 'VARCHAR(3)', taken: ['äöü', '😀😀😀', '', "a'\\"], refused: ['abcd'] },
  { type: 'VARCHAR(3) CHARACTER SET latin1', taken: ['äöü'], refused: ['😀', 'abcd'] },
  { type: 'VARCHAR(3) CHARACTER SET utf8mb3', taken: ['äöü'], refused: ['😀'] },
  { type: 'TINYTEXT', taken: [big(254)], refused: [big(256), 'x'.repeat(256)] },
  { type: 'TEXT', taken: [big(65_534), 'a\rb\nc\t\\N'], refused: [big(65_536)] },
  { type: 'VARBINARY(4)', taken: ['äö'], refused: ['äöü', 'abcde'] },
  { type: "ENUM('new','it''s')", taken: ['new', "it's"], refused: ['NEW', '1', 'old'] },
  { type: "SET('a','b.c')", taken: ['a,b.c', 'a', ''], refused: ['a,x', '3', 'bxc'] },
  { type: 'JSON', taken: ['[1, 2]', '"x"'], refused: ['{', 'x'] },
  { type: 'POINT', taken: ['POINT(1 2)'], refused: ['POINT(1)', 'x'], shown: 'ST_AsText({})' },
  ...(onMysql
    ? []
    : [
        { type: 'UUID', taken: ['123e4567-e89b-12d3-a456-426614174000'], refused: ['123e4567'] },
        { type: 'INET6', taken: ['2001:db8::1'], refused: ['2001:db8::zz', '1'] },
      ]),
];

describe(`values of each type of ${SERVER_NAME}`, () => {
  let stand: MysqlStand;
  beforeAll(async () => {
    stand = await startMysqlStand();
  });
  afterAll(() => stand?.stop());
  beforeEach(() => stand.sql('DROP TABLE IF EXISTS typed'));

  const load = async (records: readonly Record_[], changes: Parameters<typeof csvImport>[4] = {}) => {
    const one = csvImport(stand.target, SCHEMA, 'typed', csvOf(records), changes);
    try {
      const counts = await one.run();
      const { runId } = one.file;
      const rejects = await stand.target.rejects.list({ runId, limit: 1_000 });
      await stand.target.clean(runId);
      return { counts, rejects };
    } finally {
      one.remove();
    }
  };

  test.each(CASES)(
    '$type takes what is whole, and what it would change is a reject',
    async ({ type, taken, refused, shown = '{}' }) => {
      await stand.sql(`CREATE TABLE typed (id INTEGER PRIMARY KEY, v ${type})`);
      const given = [...taken.map((one) => (typeof one === 'string' ? one : one[0])), ...refused];
      const records = given.map((v, at) => ({ id: `${at}`, v }));
      for (const commit of ['once', 'batches'] as const) {
        await stand.sql('DELETE FROM typed');
        const { counts, rejects } = await load(records, { commit });
        expect(rejects.map(({ number }) => number - 1)).toEqual(refused.map((_, at) => taken.length + at));
        expect(counts).toMatchObject({ inserted: taken.length, rejected: refused.length });
        // Of a shape's text the server does not say which column it is for.
        const named = type === 'POINT' ? {} : { column: 'v' };
        for (const { reasons } of rejects) expect(reasons).toMatchObject([named]);
        const value = shown.replace('{}', 'v');
        const stored = taken.map((one) => (typeof one === 'string' ? one : one[1]));
        const wrong = stored.map(
          (text, at) =>
            `SELECT ${at} FROM typed WHERE id = ${at} AND NOT (CAST(${value} AS CHAR) <=> '${text.replaceAll("'", "''")}')`,
        );
        expect(await stand.sql(wrong.join(' UNION ALL '))).toBe('');
        // The same values again are the same rows.
        const again = await load(records.slice(0, taken.length), { commit });
        expect(again.counts).toMatchObject({ unchanged: taken.length });
      }
    },
  );

  test('an empty field is NULL, or the default where a value must stand', async () => {
    await stand.sql(`CREATE TABLE typed (id INTEGER PRIMARY KEY, a INTEGER NOT NULL DEFAULT 7, b VARCHAR(9) NOT NULL DEFAULT 'it''s',
      c DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, d VARCHAR(9), e VARCHAR(9) NOT NULL, f BIT(1) NOT NULL DEFAULT b'1')`);
    const none = { a: null, b: null, c: null, d: null, f: null };
    const { counts } = await load([
      { id: '1', ...none, e: '' },
      { id: '2', ...none, e: null },
    ]);
    expect(counts).toMatchObject({ inserted: 1, rejected: 1 });
    expect(await stand.sql("SELECT id, a, b, c > '2000-01-01', d, e, f + 0 FROM typed")).toBe(
      "1\t7\tit's\t1\tNULL\t\t1",
    );
  });

  test('a table as wide as a row can be', async () => {
    const columns = Array.from({ length: 15 }, (_, at) => `v${at} VARCHAR(1090)`);
    await stand.sql(`CREATE TABLE typed (id INTEGER PRIMARY KEY, ${columns.join(', ')}) CHARACTER SET utf8mb4`);
    const record = Object.fromEntries([
      ['id', '1'],
      ...columns.map((_, at) => [`v${at}`, 'ü'.repeat(100 + at)]),
    ]) as Record_;
    expect((await load([record])).counts).toMatchObject({ inserted: 1 });
  });

  test('a table that is made tells keys apart by their bytes, and grows', async () => {
    const records = [
      { code: 'a', name: 'one' },
      { code: 'A', name: 'two' },
      { code: 'a ', name: 'three' },
    ];
    const made = await load(records, { createTable: true, key: ['code'] });
    expect(made.counts).toMatchObject({ inserted: 3 });
    const grown = records.map((record) => ({ ...record, more: 'm' }));
    expect((await load(grown, { onNewColumns: 'add', key: ['code'] })).counts).toMatchObject({ updated: 3 });
  });

  test.each([
    [
      'a table without transactions',
      'CREATE TABLE typed (id INTEGER PRIMARY KEY) ENGINE=MyISAM',
      /its engine MyISAM has no transactions/,
    ],
    ['a view', 'CREATE OR REPLACE VIEW viewed AS SELECT 1 AS id', /it is a view; name the table behind it/],
  ])('%s is refused with the reason', async (_title, create, reason) => {
    await stand.sql(create);
    const table = create.includes('viewed') ? 'viewed' : 'typed';
    const one = csvImport(stand.target, SCHEMA, table, 'id\n1\n');
    await expect(one.run()).rejects.toMatchObject({
      code: 'TABLE_UNSUITABLE',
      message: expect.stringMatching(reason) as string,
    });
    one.remove();
  });

  test('a server that does not take files of its clients says which variable does it', async () => {
    await stand.sql('CREATE TABLE typed (id INTEGER PRIMARY KEY); SET GLOBAL local_infile = OFF');
    const one = csvImport(stand.target, SCHEMA, 'typed', 'id\n1\n');
    await expect(one.run()).rejects.toMatchObject({
      code: 'TABLE_UNSUITABLE',
      message: expect.stringContaining('set its variable local_infile to ON') as string,
    });
    await stand.sql('SET GLOBAL local_infile = ON');
    one.remove();
  });

  test('a trigger that refuses tells why, and the reject has its words', async () => {
    await stand.sql(`CREATE TABLE typed (id INTEGER PRIMARY KEY, v INTEGER);
      DELIMITER //
      CREATE TRIGGER no_seven BEFORE INSERT ON typed FOR EACH ROW
        IF NEW.v = 7 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'seven is taken'; END IF //`);
    const records = Array.from({ length: 40 }, (_, at) => ({ id: `${at}`, v: `${at}` }));
    const { counts, rejects } = await load(records);
    expect(counts).toMatchObject({ inserted: 39, rejected: 1 });
    expect(rejects[0]).toMatchObject({ line: 9, reasons: [{ code: 'refused_by_database' }] });
    expect(rejects[0]?.reasons[0]?.message).toContain('seven is taken');
  });

  test('more than a thousand refused records end the import, and nothing stays', async () => {
    await stand.sql('CREATE TABLE typed (id INTEGER PRIMARY KEY, v INTEGER, CONSTRAINT positive CHECK (v > 0))');
    const target = openMysqlTarget(stand.settings, { applicationName: 'test' });
    const records = Array.from({ length: 1_100 }, (_, at) => ({ id: `${at}`, v: '-1' }));
    const one = csvImport(target, SCHEMA, 'typed', csvOf([{ id: '9999', v: '1' }, ...records]));
    const staged = await stageFile(target, one.file);
    await expect(publishFile(target, one.file, staged)).rejects.toMatchObject({ code: 'MYSQL_STATEMENT_FAILED' });
    expect(await stand.sql('SELECT COUNT(*) FROM typed')).toBe('0');
    await target.clean(one.file.runId);
    one.remove();
  });
});
