import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexText } from '../../../../test/support/index-text.js';
import { NONE } from '../values/quick-form.js';
import type { PlannedValue } from './row-plan.js';
import { RowSums } from './sum-rows.js';

const plain: PlannedValue = {
  column: 'c',
  leftOut: false,
  generated: false,
  form: 'value',
  width: 0,
  binary: false,
  numeric: false,
  autoIncrement: false,
  quick: NONE,
};
const blob: PlannedValue = { ...plain, form: 'crc', binary: true };
const number: PlannedValue = { ...plain, numeric: true };
const bit: PlannedValue = { ...plain, form: 'bit', width: 2, binary: true };
const leftOut: PlannedValue = { ...plain, leftOut: true };

const add = (rows: string, values: readonly PlannedValue[], noBackslashEscapes = false) => {
  const sums = new RowSums();
  const body = Buffer.from(`INSERT INTO t VALUES${rows}`, 'latin1');
  const count = sums.add(body, 20, values, { noBackslashEscapes, ansiQuotes: false, names: 'utf8mb4' });
  expect(count).toBe(sums.rows);
  return { rows: sums.rows, sum: sums.reason === undefined ? sums.sum : undefined };
};

/** A field of the sum, made the slow way. */
const crcOf = (...fields: (string | null)[]): number =>
  crc32(Buffer.from(fields.map((field) => field ?? '\0N').join('\t'), 'latin1'));

describe('the sum of rows', () => {
  it.each([
    ["('a')", [plain], ['a']],
    [" ( 'a' ) ", [plain], ['a']],
    ["\n('a''b\\'c\\\\d\\n\\t\\0\\Z\\b\\r\\%\\_\\x')", [plain], ["a'b'c\\d\n\t\0\x1a\b\r\\%\\_x"]],
    ['("a\\"b""c\'")', [plain], ['a"b"c\'']],
    ["(NULL,'NULL',null,\\N)", [plain, plain, plain, plain], [null, 'NULL', null, null]],
    ['(-1.5e-7,0,18446744073709551615)', [number, number, number], ['-1.5e-7', '0', '18446744073709551615']],
    [
      "(_binary 'a\\0',0xFFfe,x'00',X'')",
      [blob, blob, blob, blob],
      ['a\0', '\xff\xfe', '\0', ''].map((value) => String(crc32(Buffer.from(value, 'latin1')))),
    ],
    ["(b'1',_binary '\\0\x27\x27',0x0102,'\x05')", [bit, bit, bit, bit], ['\0\x01', '\0\x27', '\x01\x02', '\0\x05']],
    ["(_utf8mb4'a',/* ) */'b' # ),(\n,'c' -- )\n)", [plain, plain, plain], ['a', 'b', 'c']],
    ["('a',CONCAT('),(',1)*(2),LOWER(';')+1.5,'b')", [plain, leftOut, leftOut, plain], ['a', 'b']],
    ["('')", [plain], ['']],
  ])('%j', (rows, values, fields) => {
    expect(add(rows, values)).toEqual({ rows: 1, sum: String(crcOf(...fields)) });
  });

  it('knows no escapes under NO_BACKSLASH_ESCAPES', () => {
    expect(add("('a\\'),('b''c\\\\')", [plain], true)).toEqual({
      rows: 2,
      sum: String(crcOf('a\\') + crcOf("b'c\\\\")),
    });
  });

  it('continues counting if a value cannot be summed', () => {
    for (const value of [
      'NOW()',
      '1+1',
      "'a' 'b'",
      "_latin1'a'",
      '0x41',
      "N'a'",
      'TRUE',
      "'a' COLLATE utf8mb4_bin",
      'DEFAULT',
      "DATE'2024-01-01'",
    ]) {
      expect(add(`('x'),(${value}),('y'),((((1))))`, [plain])).toEqual({ rows: 4, sum: undefined });
    }
    expect(add("('a','b'),('a')", [plain])).toEqual({ rows: 2, sum: undefined });
    expect(add("(b'111111111111111111')", [bit])).toEqual({ rows: 1, sum: undefined });
  });

  it.each(["('a'", "('a'),", "('a') x", '', 'x', "('a'))", "('a';'b')", "('a\\')", "('a'),('b' /*"])(
    'refuses %j',
    (rows) => {
      expect(() => add(rows, [plain])).toThrow(/^(its|it|one|a) /);
    },
  );

  it('is exact beyond what a number holds', () => {
    const sums = new RowSums();
    const body = Buffer.from(`x${Array.from({ length: 10_000 }, () => "('a')").join(',')}`);
    for (let turn = 0; turn < 300; turn++) sums.add(body, 1, [plain], { noBackslashEscapes: false, ansiQuotes: false });
    expect([sums.rows, sums.sum]).toEqual([3_000_000, (BigInt(crcOf('a')) * 3_000_000n).toString()]);
  });
});

const bytes = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(39, 92, 10, 0, 44, 41, 40, 59, 34)), {
    maxLength: 150,
  })
  .map((codes) => String.fromCharCode(...codes));
const field = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), value: bytes }),
  fc.record({ kind: fc.constant('blob' as const), value: bytes }),
  fc.record({
    kind: fc.constant('number' as const),
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(String),
  }),
  fc.record({
    kind: fc.constant('bit' as const),
    value: fc.tuple(fc.nat(255), fc.nat(255)).map((codes) => String.fromCharCode(...codes)),
  }),
  fc.record({ kind: fc.constant('skipped' as const), value: bytes }),
  fc.constant({ kind: 'null' as const, value: '' }),
);
type Field = { readonly kind: 'text' | 'blob' | 'number' | 'bit' | 'skipped' | 'null'; readonly value: string };
const PLANS = { text: plain, blob, number, bit, skipped: leftOut, null: plain };

const quote = (value: string, escapes: boolean, style: number): string => {
  if (!escapes) return `'${value.replaceAll("'", "''")}'`;
  const escaped = value.replaceAll('\\', '\\\\').replaceAll("'", style % 2 ? "''" : "\\'");
  return `'${style % 3 ? escaped.replaceAll('\n', '\\n').replaceAll('\0', '\\0') : escaped}'`;
};

const write = ({ kind, value }: Field, escapes: boolean, style: number): string => {
  if (kind === 'null') return 'NULL';
  if (kind === 'number') return style % 2 ? value : `'${value}'`;
  if (kind === 'blob' && style % 3 === 0 && value !== '') return `0x${Buffer.from(value, 'latin1').toString('hex')}`;
  const introducer = (kind === 'blob' || kind === 'bit') && style % 2 ? '_binary ' : '';
  return introducer + quote(value, escapes, style);
};

it('is, for any rows in any way of writing, the sum of the rows’ own bytes', () => {
  const rowsOf = fc.array(fc.tuple(fc.array(field, { minLength: 1, maxLength: 5 }), fc.nat(20)), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(rowsOf, fc.boolean(), (rows, escapes) => {
      let expected = 0;
      const [[first] = [[]]] = rows;
      const plan = first.map(({ kind }) => PLANS[kind]);
      // All rows have the kinds of the first, except NULL, which any column may hold.
      const shaped = rows.map(([fields, style]) => ({
        style,
        fields: first.map((model, index): Field => {
          const own = fields[index];
          return own?.kind === model.kind || own?.kind === 'null' ? own : model;
        }),
      }));
      const texts = shaped.map(({ fields, style }) => {
        const summed = fields.filter((_, index) => plan[index] !== leftOut);
        expected += crcOf(
          ...summed.map(({ kind, value }) => {
            if (kind === 'null') return null;
            return kind === 'blob' ? String(crc32(Buffer.from(value, 'latin1'))) : value;
          }),
        );
        const separator = style % 4 ? ',' : ' ,\n';
        return `(${fields.map((one, index) => write(one, escapes, style + index)).join(separator)})`;
      });
      expect(add(texts.join(',\n'), plan, !escapes)).toEqual({ rows: rows.length, sum: String(expected) });
    }),
    { numRuns: 1_500 },
  );
});

describe('a table is counted only', () => {
  const reasonOf = async (dump: string) => {
    const { tables } = await indexText(dump);
    return tables[0]?.content.kind === 'counted' ? tables[0].content.reason : undefined;
  };
  const TABLE = 'CREATE TABLE t (a INT, b VARCHAR(9), s VARCHAR(9));\n';

  it.each([
    ['INSERT INTO t (a,b) VALUES (1,2);INSERT INTO t (b,a) VALUES (1,2);', /different column lists/],
    ['INSERT INTO t (a,x) VALUES (1,2);', /names a column that the CREATE TABLE does not/],
    ['INSERT INTO t (a,A) VALUES (1,2);', /names a column twice/],
    ['INSERT INTO t VALUES (1,2);', /another number of values/],
    [
      'SET NAMES utf8mb4;INSERT INTO t VALUES (1,2,3);SET NAMES latin1;INSERT INTO t VALUES (1,2,3);',
      /different character sets/,
    ],
    ['SET NAMES utf8mb4;SET character_set_client=latin1;INSERT INTO t VALUES (1,2,3);', /another character set/],
    ['SET character_set_client=latin1;INSERT INTO t VALUES (1,2,3);', /another character set/],
    [
      "SET time_zone='+01:00';INSERT INTO t VALUES (1,2,3);SET time_zone='+02:00';INSERT INTO t VALUES (1,2,3);",
      /time zones/,
    ],
  ])('%s', async (statements, reason) => {
    expect(await reasonOf(TABLE + statements)).toMatch(reason);
  });

  it('and not because of another name for one character set', async () => {
    expect(
      await reasonOf(`${TABLE}SET NAMES utf8;SET character_set_client=utf8mb3;INSERT INTO t VALUES (1,'2','3');`),
    ).toBeUndefined();
  });

  it('leaves out, by name, a column whose type it does not know, and one that has no values', async () => {
    const { tables } = await indexText(
      "CREATE TABLE t (a INT, x XMLTYPE, b INT DEFAULT 3);INSERT INTO t (a,x) VALUES (1,'<a/>');",
    );
    expect(tables[0]).toMatchObject({
      content: { kind: 'proved', sum: String(crcOf('1')) },
      summed: [{ name: 'a', form: 'value' }],
      leftOut: [
        { column: 'x', reason: 'its type is not known' },
        { column: 'b', reason: 'the INSERT statements have no value for it' },
      ],
    });
  });
});
