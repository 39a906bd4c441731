import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionOf } from '../../src/contracts/connections/connection.js';
import { onMysql } from '../support/target-server.js';
import { exportText } from './export-text.js';
import type { MysqlStand } from './mysql-stand.js';
import { SCHEMA, SERVER_NAME, startMysqlStand } from './mysql-stand.js';
import { roundTrip } from './round-trip.js';

const FORMATS = ['csv', 'ndjson'] as const;

/** Each type, and values of it as SQL. */
const TYPES: readonly (readonly [type: string, ...values: string[]])[] = [
  ['TINYINT', '-128', '7'],
  ['TINYINT(1)', '0', '1'],
  ['SMALLINT UNSIGNED ZEROFILL', '7'],
  ['MEDIUMINT', '-8388608'],
  ['INT UNSIGNED', '4294967295'],
  ['BIGINT', '-9223372036854775808'],
  ['BIGINT UNSIGNED', '18446744073709551615'],
  ['DECIMAL(5,2)', '-999.99', '1.5'],
  ['DECIMAL(40,10)', '123456789012345678901234567890.0123456789'],
  ['DOUBLE', '0.1', '1e-300', '1.7976931348623157e308', '-0.5'],
  ['FLOAT', '0.1', '16777216', '3.4028234e38', '1e-30', '123456.7'],
  ['BIT(1)', "b'1'", "b'0'"],
  ['BIT(10)', "b'1000000001'"],
  ['BIT(64)', "b'1111111111111111111111111111111111111111111111111111111111111111'"],
  ['DATE', "'2024-02-29'", "'9999-12-31'"],
  ['TIME(3)', "'23:59:59.999'", "'-838:59:59'", "'100:00:00.5'"],
  ['DATETIME(6)', "'2026-01-31 10:00:00.5'", "'9999-12-31 23:59:59'"],
  ['TIMESTAMP(2) NULL', "'2026-01-31 10:00:00.25'"],
  ['YEAR', '2155', "'0000'"],
  ['CHAR(5)', "'ab'", "''"],
  ['VARCHAR(9)', "'äöü😀'", "''", "'  blanks'"],
  ['VARCHAR(9) CHARACTER SET latin1', "'äöü'"],
  [
    'TEXT',
    `CONCAT('tab', CHAR(9), 'line', CHAR(10), CHAR(13), CHAR(10), '"quoted", ', CHAR(92), 'x00')`,
    "'\\N'",
    "'\\.'",
    "''",
    "'base64:YQ=='",
  ],
  ['LONGTEXT', "CONCAT(CHAR(1), CHAR(127), '😀')"],
  ['BINARY(4)', '0x00FF5C2C'],
  ['VARBINARY(300)', '0x00FF5C2C220D0A', "''", "'plain'", '0x5C78', "'base64:'"],
  ['BLOB', 'REPEAT(0xFF00, 40000 DIV 2)'],
  ["ENUM('new','it''s, \"x\"')", "'new'", "'it''s, \"x\"'"],
  ["SET('a','b.c')", "'a,b.c'", "''"],
  ['JSON', `'{"b": 1.50, "a": [null, "x", 12345678901234567890]}'`, `'"text"'`, "'null'", "'5'", "'true'"],
  ['POINT', 'POINT(1, 2.5)', "ST_GeomFromText('POINT(1 2)', 4326)"],
  ['GEOMETRY', "ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 0))')", "ST_GeomFromText('LINESTRING(1 2,3 4)')"],
  ...(onMysql
    ? []
    : ([
        ['UUID', "'123e4567-e89b-12d3-a456-426614174000'"],
        ['INET6', "'2001:db8::1'"],
      ] as const)),
];

describe(`exports of ${SERVER_NAME}`, () => {
  let stand: MysqlStand;
  let connection: ConnectionOf<'mysql'>;
  beforeAll(async () => {
    stand = await startMysqlStand();
    connection = { ...stand.settings, name: 'main', kind: 'mysql', database: SCHEMA };
  });
  afterAll(() => stand?.stop());

  test.each(FORMATS)('every type comes back byte-equal as %s', async (format) => {
    const columns = TYPES.map(([type], at) => `v${at} ${type}`).join(', ');
    await stand.sql(`DROP TABLE IF EXISTS every, again; CREATE TABLE every (id INTEGER PRIMARY KEY, ${columns},
      made VARCHAR(20) AS (CONCAT('n', id)) STORED) CHARACTER SET utf8mb4; CREATE TABLE again LIKE every`);
    const most = Math.max(...TYPES.map(({ length }) => length - 1));
    const names = ['id', ...TYPES.map((_, at) => `v${at}`)].join(', ');
    for (let row = 0; row <= most; row++) {
      const values = TYPES.map(([, ...of]) => (row === most ? 'NULL' : of[row % of.length]));
      await stand.sql(`INSERT INTO every (${names}) VALUES (${[row, ...values].join(', ')})`);
    }
    const both = { connection, target: stand.target, schema: SCHEMA, from: 'every', to: 'again', format };
    const text = await roundTrip(both);
    if (format === 'ndjson') for (const line of text.trimEnd().split('\n')) JSON.parse(line);
    // The server's own word for it, also of what its texts do not show.
    const differs = TYPES.map(([type], at) => {
      const [a, b] = ['a', 'b'].map((alias) => (type === 'FLOAT' ? `${alias}.v${at} + 0e0` : `${alias}.v${at}`));
      return `SELECT ${at} FROM every a JOIN again b ON a.id = b.id WHERE NOT (CAST(${a} AS BINARY) <=> CAST(${b} AS BINARY))`;
    });
    expect(await stand.sql(differs.join(' UNION '))).toBe('');
  });

  test.each(FORMATS)('a field of 10 MB, and many rows, come back byte-equal as %s', async (format) => {
    await stand.sql(
      `DROP TABLE IF EXISTS large, again; CREATE TABLE large (id INTEGER PRIMARY KEY, v LONGTEXT);
      CREATE TABLE again LIKE large; SET SESSION cte_max_recursion_depth = 100000`.replace(
        onMysql ? '' : /; SET SESSION.*$/,
        '',
      ),
    );
    await stand.sql(`${onMysql ? 'SET SESSION cte_max_recursion_depth = 100000;' : 'SET SESSION max_recursive_iterations = 100000;'}
      INSERT INTO large WITH RECURSIVE n AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM n WHERE id < 20000)
        SELECT id, CONCAT(REPEAT(CONCAT('"', CHAR(10), ',ä'), id % 97), id) FROM n;
      INSERT INTO large VALUES (0, REPEAT(CONCAT('0123456789"', CHAR(13), CHAR(10)), 800000)), (-1, ''), (-2, NULL)`);
    await roundTrip({ connection, target: stand.target, schema: SCHEMA, from: 'large', to: 'again', format });
  });

  test('filters and fields are checked, and values are only values', async () => {
    await stand.sql(`DROP TABLE IF EXISTS items; CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(40), seen DATETIME);
      INSERT INTO items VALUES (1, 'a', '2026-01-01'), (2, 'it''s', '2026-02-01'), (3, NULL, NULL), (4, CONCAT(CHAR(92), ''' OR 1'), '2026-03-01')`);
    const ids = async (filters: Parameters<typeof exportText>[1]['filters']) => {
      const { text } = await exportText(connection, {
        table: 'items',
        format: 'csv',
        fields: ['id'],
        ...(filters && { filters }),
      });
      return text.trimEnd().split('\r\n').slice(1).join(' ');
    };
    expect(await ids([{ column: 'name', operator: 'eq', value: "it's" }])).toBe('2');
    expect(await ids([{ column: 'name', operator: 'eq', value: "\\' OR 1" }])).toBe('4');
    expect(await ids([{ column: 'name', operator: 'eq', value: null }])).toBe('3');
    expect(await ids([{ column: 'id', operator: 'in', value: ['1', '4'] }])).toBe('1 4');
    expect(await ids([{ column: 'seen', operator: 'gte', value: '2026-02-01' }])).toBe('2 4');
    await expect(ids([{ column: 'id', operator: 'eq', value: '1 or 1' }])).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
    await expect(ids([{ column: 'nam', operator: 'eq', value: '1' }])).rejects.toThrow('"id", "name", "seen"');
  });

  test('numbers are compared with all their digits, and booleans are words or digits', async () => {
    await stand.sql(`DROP TABLE IF EXISTS sums; CREATE TABLE sums (id INT PRIMARY KEY, sum DECIMAL(30,10), paid TINYINT(1), bits BIT(1));
      INSERT INTO sums VALUES (1, 12345678901234567890.0000000001, 1, b'1'), (2, 12345678901234567890.0000000002, 0, b'0')`);
    const found = async (column: string, value: string) => {
      const filters = [{ column, operator: 'eq', value }] as const;
      const { text } = await exportText(connection, { table: 'sums', format: 'csv', fields: ['id'], filters });
      return text.trimEnd().split('\r\n').slice(1).join(' ');
    };
    expect(await found('sum', '12345678901234567890.0000000001')).toBe('1');
    expect(await found('sum', '-1')).toBe('');
    for (const column of ['paid', 'bits']) {
      for (const [value, id] of [
        ['true', '1'],
        ['1', '1'],
        ['FALSE', '2'],
        ['0', '2'],
      ] as const)
        expect([column, value, await found(column, value)]).toEqual([column, value, id]);
    }
    for (const value of ['true', '1e999'])
      await expect(found('sum', value)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
