import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecords } from '../../../test/support/read-records.js';
import type { ColumnRule } from '../../contracts/table-import/column-rule.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'planted-faults-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A column of the planted file, a good value for each record, and bad ones with their reasons. */
const PLANTED: readonly {
  readonly rule: ColumnRule;
  readonly good: (at: number) => string;
  readonly bad: readonly (readonly [value: string, code: string])[];
}[] = [
  {
    rule: { name: 'id', type: 'integer', required: true, min: '1', max: '2147483647' },
    good: (at) => `${at + 1}`,
    bad: [
      ['', 'required'],
      ['0', 'out_of_range'],
      ['2147483648', 'out_of_range'],
      ['1.5', 'invalid_type'],
      ['1 ', 'invalid_type'],
      ['99999999999999999999', 'out_of_range'],
    ],
  },
  {
    rule: { name: 'email', type: 'email', required: true },
    good: (at) => `u${at}@example.org`,
    bad: [
      ['', 'required'],
      ['u@', 'invalid_type'],
      ['@example.org', 'invalid_type'],
      ['a b@example.org', 'invalid_type'],
      ['a@b@example.org', 'invalid_type'],
    ],
  },
  {
    rule: { name: 'name', type: 'text', required: true, maxLength: 10 },
    good: (at) => (at % 3 === 0 ? `"N ""${at % 100}"""` : `Ä ${at % 1000}`),
    bad: [
      ['', 'required'],
      ['""', 'required'],
      ['x'.repeat(11), 'too_long'],
      ['ä'.repeat(11), 'too_long'],
      ['a\0b', 'invalid_character'],
    ],
  },
  {
    rule: { name: 'born', type: 'date' },
    good: (at) => (at % 7 === 0 ? '' : `19${10 + (at % 90)}-0${1 + (at % 9)}-28`),
    bad: [
      ['2023-02-29', 'invalid_type'],
      ['2024-13-01', 'invalid_type'],
      ['01.02.2024', 'invalid_type'],
      ['2024-1-1', 'invalid_type'],
      ['0000-00-00', 'invalid_type'],
    ],
  },
  {
    rule: { name: 'amount', type: 'decimal', precision: 8, scale: 2 },
    good: (at) => `${at % 1000}.${10 + (at % 90)}`,
    bad: [
      ['1.234', 'out_of_range'],
      ['1234567.1', 'out_of_range'],
      ['1,5', 'field_count'],
      ['abc', 'invalid_type'],
      ['1e3', 'invalid_type'],
    ],
  },
  {
    rule: { name: 'active', type: 'boolean' },
    good: (at) => (at % 2 === 0 ? 'true' : 'false'),
    bad: [
      ['maybe', 'invalid_type'],
      ['2', 'invalid_type'],
    ],
  },
  {
    rule: { name: 'state', type: 'text', enum: ['draft', 'live'] },
    good: (at) => (at % 2 === 0 ? 'draft' : 'live'),
    bad: [
      ['gone', 'not_in_enum'],
      ['Draft', 'not_in_enum'],
    ],
  },
  {
    rule: { name: 'ref', type: 'uuid' },
    good: (at) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    bad: [
      ['00000000-0000-4000-8000', 'invalid_type'],
      ['zzzzzzzz-0000-4000-8000-000000000000', 'invalid_type'],
    ],
  },
  {
    rule: { name: 'slug', type: 'slug' },
    good: (at) => `slug-${at}`,
    bad: [
      ['Slug', 'invalid_type'],
      ['a--b', 'invalid_type'],
      ['-a', 'invalid_type'],
    ],
  },
  {
    rule: { name: 'code', type: 'text', pattern: '^[A-Z]{2}[0-9]+$' },
    good: (at) => `AB${at}`,
    bad: [
      ['ab1', 'pattern'],
      ['A1', 'pattern'],
    ],
  },
  {
    rule: { name: 'at', type: 'timestamp', offset: 'required' },
    good: () => '2026-01-31T23:59:59Z',
    bad: [
      ['2026-01-31T23:59:59', 'invalid_type'],
      ['2026-01-31 24:00:00Z', 'invalid_type'],
      ['now', 'invalid_type'],
    ],
  },
];

const FAULTS = PLANTED.flatMap(({ bad }, column) => bad.map(([value, code]) => ({ column, value, code })));

describe('100,000 records with 2,500 faults that were planted in forty ways', () => {
  it('give exactly the planted rejects, with every reason and the bytes of the file', { timeout: 60_000 }, async () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(40);
    const planted: { line: number; reasons: string[]; raw: string }[] = [];
    const rows = [PLANTED.map(({ rule }) => rule.name).join(',')];
    for (let at = 0; at < 100_000; at++) {
      const fields = PLANTED.map(({ good }) => good(at));
      if (at % 40 === 0) {
        const first = FAULTS[(at / 40) % FAULTS.length] as (typeof FAULTS)[number];
        const second = FAULTS[(at / 40 + 17) % FAULTS.length] as (typeof FAULTS)[number];
        // Every fourth record has two faults.
        const faults = at % 160 === 0 && second.column !== first.column ? [first, second] : [first];
        for (const { column, value } of faults) fields[column] = value;
        faults.sort((one, two) => one.column - two.column);
        const ragged = faults.find(({ code }) => code === 'field_count');
        const reasons =
          ragged === undefined
            ? faults.map(({ column, code }) => `${PLANTED[column]?.rule.name} ${code}`)
            : ['undefined field_count'];
        planted.push({ line: rows.length + 1, reasons, raw: `${fields.join(',')}\n` });
      }
      rows.push(fields.join(','));
    }
    const { lines, rejects, records } = await readRecords(folder, `${rows.join('\n')}\n`, {
      rules: PLANTED.map(({ rule }) => rule),
    });
    expect(records).toBe(100_000);
    expect(planted).toHaveLength(2_500);
    const found = rejects.map(({ line, reasons, raw }) => ({
      line,
      reasons: reasons.map(({ column, code }) => `${column} ${code}`),
      raw: raw.toString(),
    }));
    expect(found).toEqual(planted);
    expect(lines).toHaveLength(97_500);
  });
});
