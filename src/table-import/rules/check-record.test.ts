import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnRule } from '../../contracts/table-import/column-rule.js';
import { CsvLines } from '../../formats/csv/csv-lines.js';
import { DEFAULT_DIALECT } from '../../formats/csv/csv-dialect.js';
import { encodeLine } from '../../formats/csv/records/encode-line.js';
import { checkRecord } from './check-record.js';
import { kernelColumn } from './kernel-check.js';

const check = (rule: Omit<ColumnRule, 'name'>, value: string | null) => {
  const { reasons, ...checked } = checkRecord([{ name: 'c', ...rule }])([value]);
  return reasons === undefined
    ? (checked as { values: unknown[] }).values[0]
    : reasons.map(({ code }) => code).join(' ');
};

describe('the check of a record', () => {
  it.each<[string, Omit<ColumnRule, 'name'>, string | null, unknown]>([
    ['nothing', { type: 'integer' }, null, null],
    ['nothing where something must stand', { type: 'text', required: true }, null, 'required'],
    ['an empty text', { type: 'text' }, '', ''],
    ['an empty text where something must stand', { type: 'text', required: true }, '', 'required'],
    ['an empty number', { type: 'integer' }, '', 'invalid_type'],
    ['a NUL byte', { type: 'text' }, 'a\0b', 'invalid_character'],
    ['the greatest integer', { type: 'integer' }, '9223372036854775807', '9223372036854775807'],
    ['an integer beyond 64 bits', { type: 'integer' }, '9223372036854775808', 'out_of_range'],
    [
      'an integer of many zeros',
      { type: 'integer', max: '10' },
      '0000000000000000000000009',
      '0000000000000000000000009',
    ],
    ['an integer with a point', { type: 'integer' }, '1.0', 'invalid_type'],
    ['a decimal of its places', { type: 'decimal', precision: 5, scale: 2 }, '-123.450', '-123.450'],
    ['a decimal that would be rounded', { type: 'decimal', precision: 5, scale: 2 }, '123.456', 'out_of_range'],
    ['a decimal that is too large', { type: 'decimal', precision: 5, scale: 2 }, '1234', 'out_of_range'],
    ['a decimal below the least', { type: 'decimal', min: '0.1' }, '0.0999', 'out_of_range'],
    ['a double', { type: 'number', max: '1e3' }, '-1.5e2', '-1.5e2'],
    ['a double that is infinite', { type: 'number' }, '1e999', 'invalid_type'],
    ['a word for true', { type: 'boolean' }, 'Yes', '1'],
    ['a word for false', { type: 'boolean' }, 'off', '0'],
    ['the last day of February', { type: 'date' }, '2024-02-29', '2024-02-29'],
    ['a day that February has not', { type: 'date' }, '1900-02-29', 'invalid_type'],
    ['a time that no clock shows', { type: 'time' }, '24:00:00', 'invalid_type'],
    [
      'a timestamp with its offset',
      { type: 'timestamp' },
      '2026-01-31T10:00:00.5+02:00',
      '2026-01-31T10:00:00.5+02:00',
    ],
    [
      'a timestamp whose offset nobody keeps',
      { type: 'timestamp', offset: 'none' },
      '2026-01-31 10:00:00Z',
      'invalid_type',
    ],
    [
      'a timestamp without the offset',
      { type: 'timestamp', offset: 'required' },
      '2026-01-31 10:00:00',
      'invalid_type',
    ],
    ['an address', { type: 'email' }, "o'hara+x@mail.exämple.org", "o'hara+x@mail.exämple.org"],
    ['an address without a domain', { type: 'email' }, 'a@b', 'invalid_type'],
    ['a text of emoji as long as it may be', { type: 'text', maxLength: 2 }, '😀😀', '😀😀'],
    ['a text that is too long', { type: 'text', maxLength: 2 }, 'äöü', 'too_long'],
    ['a value that is not in the list', { type: 'text', enum: ['a', 'b'] }, 'c', 'not_in_enum'],
    ['a value that has the pattern', { type: 'text', pattern: '^(a+)+$' }, 'a'.repeat(5000), 'a'.repeat(5000)],
    ['a value that takes other engines years', { type: 'text', pattern: '^(a+)+$' }, `${'a'.repeat(5000)}!`, 'pattern'],
    [
      'all that is wrong with one value',
      { type: 'integer', maxLength: 2, enum: ['7'] },
      'abc',
      'invalid_type too_long not_in_enum',
    ],
  ])('judges %s', (_title, rule, value, outcome) => {
    expect(check(rule, value)).toBe(outcome);
  });

  it('tells every reason of a record, in the words of the seed', () => {
    const rules: ColumnRule[] = [
      { name: 'email', type: 'email', required: true },
      { name: 'username', type: 'text', required: true },
    ];
    expect(checkRecord(rules)(['nobody', null]).reasons).toEqual([
      { code: 'invalid_type', column: 'email', value: 'nobody', message: 'invalid email format' },
      { code: 'required', column: 'username', message: 'missing required field: username' },
    ]);
  });

  it('says yes to all that the kernel says yes to, and reads it the same', () => {
    const rules: ColumnRule[] = [
      { name: 'a', type: 'integer', min: '-5', max: '1000' },
      { name: 'b', type: 'decimal', precision: 5, scale: 2 },
      { name: 'c', type: 'timestamp', offset: 'allowed' },
      { name: 'd', type: 'boolean', maxLength: 4 },
      { name: 'e', type: 'email', required: true },
      { name: 'f', type: 'text', maxLength: 3, required: true },
      { name: 'g', type: 'slug' },
      { name: 'h', type: 'date' },
      { name: 'i', type: 'uuid' },
    ];
    const parts = fc.constantFrom(
      ...'0 1 9 05 - + . : T Z 2026-02-28 2024-02-29 23:59:59 +14:00 true false a b.c @ x-y.de ä 😀 \\'.split(' '),
      ' ',
      '\t',
      '""',
    );
    const odd = fc.array(parts, { maxLength: 5 }).map((all) => all.join(''));
    const usual = [
      ['1000', '-5', '007', '1001'],
      ['123.45', '-0.5', '1234.5', ''],
      ['2026-01-31T10:00:00Z', '2026-02-28 23:59:59.123456', '2026-02-30 10:00:00'],
      ['true', '0', 'false', 'yes', ''],
      ['a.b@c.de', 'x-y+z@mail.example.org', 'a@b'],
      ['äö', '😀', 'abc', 'abcd', '""'],
      ['a-b', 'a--b', '7', ''],
      ['2026-12-31', '2024-02-29', '2023-02-29'],
      ['123e4567-e89b-12d3-a456-426614174000', '123e4567', ''],
    ];
    const row = fc.tuple(
      ...usual.map((own) =>
        fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...own) }, { weight: 1, arbitrary: odd }),
      ),
    );
    const judge = checkRecord(rules);
    let spared = 0;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const bytes = Buffer.from(`x\n${rows.map((row) => row.join(',')).join('\n')}\n`);
        const [fast, slow] = [true, false].map((kernel) => {
          const out: string[] = [];
          let asked = 0;
          const lines = new CsvLines({
            dialect: { ...DEFAULT_DIALECT, header: false },
            columns: rules.map(kernelColumn),
            maxRecordBytes: 1 << 20,
            kernel,
            decide: ({ line, values }) => {
              asked++;
              const { reasons, ...checked } = judge(values);
              return reasons !== undefined || values.length !== 9
                ? undefined
                : encodeLine(line, (checked as { values: string[] }).values);
            },
          });
          for (const piece of lines.push(bytes, true)) out.push(...piece.toString().split('\n'));
          return { out: out.filter((line) => line !== '').sort(), asked };
        });
        expect(fast?.out).toEqual(slow?.out);
        spared += (slow?.asked ?? 0) - (fast?.asked ?? 0);
      }),
      { numRuns: Number(process.env['STEVEDORE_FUZZ_RUNS'] ?? 300) },
    );
    // It did say yes.
    expect(spared).toBeGreaterThan(10);
  });
});
