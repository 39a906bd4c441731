import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MARIADB } from '../../../test/support/index-text.js';
import { parseCreateTable } from './parse-create-table.js';
import { NONE, QUICK } from './quick-form.js';
import { planRows } from './row-plan.js';
import { RowSums } from './sum-rows.js';
import { tokenize } from './tokenize.js';

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
];
const plans = TYPES.map((type) => {
  const body = Buffer.from(`CREATE TABLE t (c ${type})`);
  const { tokens } = tokenize(body, { noBackslashEscapes: false, ansiQuotes: false, server: MARIADB });
  const { values } = planRows(parseCreateTable(tokens.slice(2), body), undefined, MARIADB);
  return { type, values, slow: values.map((value) => ({ ...value, quick: NONE })) };
});

const piece = fc.constantFrom(
  ...['0', '1', '9', '12', '007', '-', '.', '.50', '1.50', '-0.00', 'e3', '2024-02-30', ' 01:02:03', '.123', '0000-00-00', 'a', 'b ', ' '],
  ...["''", "\\'", '\\', '\\n', '\\%', "'", ',', ')', '(', 'ü', '\0', 'NULL', 'null', '0x41', '_binary', "b'101'", '/* c */', '-- c\n', '"'],
);
const value = fc.oneof(
  fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')),
  fc.array(piece, { maxLength: 4 }).map((pieces) => `'${pieces.join('')}'`),
  fc.string({ minLength: 55, maxLength: 75, unit: fc.constantFrom('x', ' ', "''") }).map((text) => `'${text}'`),
);

it('what is of a quick form is judged and summed as without it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...plans), fc.array(value, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean(), (plan, rows, escapes, zeroIsValue) => {
      const sum = (values: typeof plan.values) => {
        const sums = new RowSums();
        try {
          sums.add(Buffer.from(`VALUES ${rows.map((row) => `(${row})`).join(',')}`), 6, values, {
            noBackslashEscapes: !escapes,
            ansiQuotes: false,
            names: 'utf8mb4',
            zeroIsValue,
          });
        } catch (error) {
          return String(error);
        }
        return [sums.rows, sums.reason ?? sums.sum];
      };
      expect(sum(plan.values), plan.type).toEqual(sum(plan.slow));
    }),
    { numRuns: 20_000 },
  );
});

it('the columns that dumps are made of have a quick form', () => {
  const quick = plans.filter(({ values }) => values[0]?.quick.kind !== QUICK.none).map(({ type }) => type);
  expect(quick).toEqual([
    ...['INT AUTO_INCREMENT PRIMARY KEY', 'BIGINT UNSIGNED', 'DECIMAL(6,2)', 'DECIMAL(6)', 'DECIMAL(3,3)'],
    ...['DATE', 'DATETIME(3)', 'TIMESTAMP', 'CHAR(9)', 'VARCHAR(9)', 'VARBINARY(9)'],
  ]);
});
