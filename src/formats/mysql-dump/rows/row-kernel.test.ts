import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MARIADB } from '../../../../test/support/index-text.js';
import { parseCreateTable } from '../tables/parse-create-table.js';
import { QUICK } from '../values/quick-form.js';
import { RowEncoder } from './encode-rows.js';
import { rowKernel } from './row-kernel.js';
import { planRows } from './row-plan.js';
import { RowSums } from './sum-rows.js';
import { tokenize } from '../tokens/tokenize.js';

const TYPES = [
  'INT AUTO_INCREMENT PRIMARY KEY',
  'BIGINT UNSIGNED',
  'INT ZEROFILL',
  'DECIMAL(6,2)',
  'DECIMAL(6)',
  'DECIMAL(3,3)',
  'DOUBLE',
  'YEAR',
  'DATE',
  'DATETIME(3)',
  'TIMESTAMP',
  'TIME',
  'CHAR(9)',
  'VARCHAR(9)',
  'VARBINARY(9)',
  'TEXT',
  'BIT(3)',
  "ENUM('a','b')",
  "SET('a','b','it''s')",
  'BLOB',
  'BINARY(2)',
  'FLOAT',
  'INT AS (1)',
];
const plans = TYPES.map((type) => {
  const body = Buffer.from(`CREATE TABLE t (c ${type})`);
  const { tokens } = tokenize(body, { noBackslashEscapes: false, ansiQuotes: false, server: MARIADB });
  const { values } = planRows(parseCreateTable(tokens.slice(2), body, new Set()), undefined, MARIADB);
  return { type, values };
});

const piece = fc.constantFrom(
  ...[
    '0',
    '1',
    '9',
    '12',
    '007',
    '-',
    '.',
    '.50',
    '1.50',
    '-0.00',
    'e3',
    '2024-02-30',
    ' 01:02:03',
    '.123',
    '0000-00-00',
    'a',
    'b ',
    ' ',
  ],
  ...[
    "''",
    "\\'",
    '\\',
    '\\n',
    '\\%',
    "'",
    ',',
    ')',
    '(',
    'ü',
    '\0',
    'NULL',
    'null',
    '0x41',
    '_binary',
    "b'101'",
    '/* c */',
    '-- c\n',
    '"',
  ],
);
/** Values that a dump has in columns of a type, by the type's first word. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  INT: ['12', '-3', '1', '-0', '1e3', 'NULL'],
  BIGINT: ['18446744073709551615', '0', 'NULL'],
  DECIMAL: ['1.50', '-0.25', '-0.00', '0.125', '7'],
  DOUBLE: ['1.5', '-0.25', '1e3', '1e25', '-0', '1.50', '12345678901234567', '0.30000000000000004'],
  FLOAT: ['1.5', '-2', '1e3', '1e20', '1234567'],
  DATE: ["'2024-02-29'", 'NULL'],
  BINARY: ["'ab'", '0x4142', "_binary 'a\\0'"],
  BIT: ["'\\0'", "_binary 'a'", '0x05'],
  ENUM: ["'a'", "'b'", 'NULL'],
  SET: ["'a'", "'a,b'", "'it''s'", "''"],
};
const TEXTS = [
  "''",
  "'a'",
  "'b\\'c'",
  "'\\%\\n\\\\'",
  'NULL',
  "'2024-02-29 01:02:03'",
  "'2024-02-29 01:02:03.123'",
  `'${'long; '.repeat(20)}'`,
];
const usual = ({ type }: { readonly type: string }) =>
  fc.constantFrom(...(USUAL[/^\w+/.exec(type)?.[0] ?? ''] ?? TEXTS));
const odd = fc.oneof(
  fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')),
  fc.array(piece, { maxLength: 4 }).map((pieces) => `'${pieces.join('')}'`),
  fc.string({ minLength: 55, maxLength: 75, unit: fc.constantFrom('x', ' ', "''") }).map((text) => `'${text}'`),
);

const value = (plan: { readonly type: string }) => fc.oneof({ weight: 8, arbitrary: usual(plan) }, odd);
const table = fc.tuple(fc.constantFrom(...plans), fc.constantFrom(...plans)).chain((pair) =>
  fc.record({
    pair: fc.constant(pair),
    rows: fc.array(fc.tuple(value(pair[0]), value(pair[1])), { minLength: 1, maxLength: 5 }),
  }),
);
const input = fc.record({
  table,
  between: fc.constantFrom(',', ',\n', ' ,', ', /* c */ '),
  end: fc.constantFrom('', '', '', '', ' ', ',', ', # c', ')', ';'),
  noBackslashEscapes: fc.boolean(),
  zeroIsValue: fc.boolean(),
});

const outcome = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return String(error);
  }
};

const MEANINGS: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

/** What a server reads from lines; a tab or line end inside a field is marked. */
const fieldsOf = (lines: Buffer): string =>
  lines
    .toString('latin1')
    .replace(/\\([^N])/g, (_, byte: string) => MEANINGS[byte] ?? (byte === '\t' || byte === '\n' ? `<${byte}>` : byte))
    .replace(/\\N/g, 'NULL');

it('rows are judged, summed and written as without the kernel', () => {
  let plainRows = 0;
  fc.assert(
    fc.property(
      input,
      ({
        table: {
          pair: [a, b],
          rows,
        },
        between,
        end,
        noBackslashEscapes,
        zeroIsValue,
      }) => {
        const values = [...a.values, ...b.values];
        const body = Buffer.from(`VALUES ${rows.map((fields) => `(${fields.join(',')})`).join(between)}${end}`);
        const context = { noBackslashEscapes, ansiQuotes: false, names: 'utf8mb4', zeroIsValue };
        const sum = (kernel?: 'none') => {
          const sums = new RowSums(kernel);
          return outcome(() => [sums.add(body, 6, values, context), sums.reason ?? sums.sum, sums.literal]);
        };
        expect(sum(), `${a.type}, ${b.type}`).toEqual(sum('none'));
        const skipped = values.map(({ generated }) => generated);
        const lines = (kernel?: 'none') =>
          outcome(() => fieldsOf(new RowEncoder(skipped, context, kernel).encode(body, 6)));
        expect(lines(), `${a.type}, ${b.type}`).toEqual(lines('none'));
        if (noBackslashEscapes) return;
        rowKernel().holdForSum(body, values);
        plainRows += rowKernel().sumRows(7).rows;
      },
    ),
    { numRuns: 8_000 },
  );
  expect(plainRows).toBeGreaterThan(1_000);
}, 60_000);

it('the columns that dumps are made of have a quick form', () => {
  const quick = plans.filter(({ values }) => values[0]?.quick.kind !== QUICK.none).map(({ type }) => type);
  expect(quick).toEqual([
    ...['INT AUTO_INCREMENT PRIMARY KEY', 'BIGINT UNSIGNED', 'DECIMAL(6,2)', 'DECIMAL(6)', 'DECIMAL(3,3)'],
    ...['DOUBLE', 'DATE', 'DATETIME(3)', 'TIMESTAMP', 'CHAR(9)', 'VARCHAR(9)', 'VARBINARY(9)', 'BIT(3)'],
    ...["ENUM('a','b')", "SET('a','b','it''s')", 'BINARY(2)', 'FLOAT', 'INT AS (1)'],
  ]);
});
