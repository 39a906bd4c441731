import type { ColumnRule } from '../../src/contracts/table-import/column-rule.js';

/** A column of the planted file, a good value for each record, and bad ones with their reasons. */
export const PLANTED: readonly {
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

export const FAULTS = PLANTED.flatMap(({ bad }, column) => bad.map(([value, code]) => ({ column, value, code })));

export interface PlantedFile {
  readonly csv: string;
  /** Records with faults, in their order. */
  readonly planted: readonly {
    readonly line: number;
    /** `column code`, in the order of the columns. */
    readonly reasons: readonly string[];
    readonly raw: string;
    /** The record as it should be. */
    readonly mended: string;
  }[];
}

/** CSV of so many records, of which every fortieth has a fault, and every fourth of these another one. */
export const plantedFile = (records: number): PlantedFile => {
  const planted: PlantedFile['planted'][number][] = [];
  const rows = [PLANTED.map(({ rule }) => rule.name).join(',')];
  for (let at = 0; at < records; at++) {
    const good = PLANTED.map((column) => column.good(at));
    const fields = [...good];
    if (at % 40 === 0) {
      const first = FAULTS[(at / 40) % FAULTS.length] as (typeof FAULTS)[number];
      const second = FAULTS[(at / 40 + 17) % FAULTS.length] as (typeof FAULTS)[number];
      const faults = at % 160 === 0 && second.column !== first.column ? [first, second] : [first];
      for (const { column, value } of faults) fields[column] = value;
      faults.sort((one, two) => one.column - two.column);
      const ragged = faults.find(({ code }) => code === 'field_count');
      const reasons =
        ragged === undefined
          ? faults.map(({ column, code }) => `${PLANTED[column]?.rule.name} ${code}`)
          : ['undefined field_count'];
      planted.push({ line: rows.length + 1, reasons, raw: `${fields.join(',')}\n`, mended: `${good.join(',')}\n` });
    }
    rows.push(fields.join(','));
  }
  return { csv: `${rows.join('\n')}\n`, planted };
};
