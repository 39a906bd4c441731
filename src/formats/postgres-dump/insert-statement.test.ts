import { describe, expect, it } from 'vitest';
import { DEFAULT, insertedRows, readInsertHead } from './insert-statement.js';
import { utcText } from './utc-text.js';

const rowsOf = (sql: string) => {
  const text = Buffer.from(sql).toString('latin1');
  const head = readInsertHead(text, 1);
  return { table: head.table, columns: head.columns, rows: [...insertedRows(text, head, 1)] };
};
const copied = (value: string) => Buffer.from(value).toString('latin1');

describe('an INSERT', () => {
  it('gives the text of COPY', () => {
    expect(
      rowsOf(
        String.raw`INSERT INTO "a b"."T""x" ("é", c) OVERRIDING SYSTEM VALUE VALUES
  (1, 'it''s \ x'), (-2.5e10, E'a\tb\\\101\x41\u2603'), -- a comment, (
  (NULL, true), (DEFAULT, B'101') ON CONFLICT DO NOTHING`,
      ),
    ).toEqual({
      table: ['a b', 'T"x'],
      columns: ['é', 'c'],
      rows: [
        ['1', String.raw`it's \\ x`],
        ['-2.5e10', copied(String.raw`a\tb\\AA☃`)],
        [String.raw`\N`, 't'],
        [DEFAULT, '101'],
      ],
    });
    expect(rowsOf(`insert into s.t values ('\n\\.\n', 'ü')`)).toEqual({
      table: ['s', 't'],
      columns: undefined,
      rows: [[String.raw`\n\\.\n`, copied('ü')]],
    });
    expect(rowsOf('INSERT INTO s.t DEFAULT VALUES').rows).toEqual([[]]);
  });

  it.each([
    'INSERT INTO s.t SELECT 1',
    'INSERT INTO s.t VALUES (now())',
    'INSERT INTO s.t VALUES (1 + 1)',
    'INSERT INTO s.t VALUES ((1))',
    "INSERT INTO s.t VALUES ('a' || 'b')",
    "INSERT INTO s.t VALUES ('1'::integer)",
    "INSERT INTO s.t VALUES (X'1F')",
    'INSERT INTO s.t VALUES (1) RETURNING a',
    'INSERT INTO s.t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 1',
    'INSERT INTO s.t (SELECT 1) VALUES (1)',
    'INSERT INTO s.t VALUES (current_user)',
    'INSERT INTO s.t AS x VALUES (1)',
    "INSERT INTO s.t VALUES (E'a)",
  ])('of anything but literals is refused: %s', (sql) => {
    expect(() => rowsOf(sql)).toThrow('INSERT on line 1 is refused');
  });
});

describe('a point in time', () => {
  it.each([
    ['2024-07-01 14:00:00+02', '2024-07-01 12:00:00+00'],
    ['2024-01-01 00:30:00.123456+05:30', '2023-12-31 19:00:00.123456+00'],
    ['0001-01-01 00:30:00+01', '0001-12-31 23:30:00+00 BC'],
    ['0044-03-15 13:00:00-00:17:30 BC', '0044-03-15 13:17:30+00 BC'],
    ['0099-12-31 23:00:00-02', '0100-01-01 01:00:00+00'],
    ['12024-02-29 00:00:00+14', '12024-02-28 10:00:00+00'],
    ['2024-07-01 12:00:00+00', '2024-07-01 12:00:00+00'],
    ['infinity', 'infinity'],
    [String.raw`\N`, String.raw`\N`],
  ])('%s is %s in UTC', (text, utc) => {
    expect(utcText(text)).toBe(utc);
  });
});
