import { isDeepStrictEqual } from 'node:util';
import { RowEncoder } from '../../src/formats/mysql-dump/rows/encode-rows.js';
import { NONE, QUICK } from '../../src/formats/mysql-dump/values/quick-form.js';
import type { QuickForm } from '../../src/formats/mysql-dump/values/quick-form.js';
import { UnreadableSql } from '../../src/formats/mysql-dump/refuse-statement.js';
import type { PlannedValue } from '../../src/formats/mysql-dump/rows/row-plan.js';
import { RowSums } from '../../src/formats/mysql-dump/rows/sum-rows.js';
import type { ReferenceColumn, ReferenceRows } from '../support/reference-rows.js';
import { referenceFields, referenceRows } from '../support/reference-rows.js';
import { referenceScan } from '../support/reference-scanner.js';
import { scanIn } from '../support/scan-in-chunks.js';
import type { RowsInput, ScannerInput } from './inputs.js';
import { makeRowsInput, makeScannerInput } from './inputs.js';
import { createRandom } from './random.js';

/** An input for which product and reference differ. */
export interface Difference {
  readonly what: 'scanner' | 'rows' | 'lines';
  readonly seed: number;
  readonly input: ScannerInput | RowsInput;
  readonly found: unknown;
  readonly expected: unknown;
}

/** How often each kind of answer came, so that it can be seen that the inputs reach all of them. */
export type Answers = Map<string, number>;

/**
 * Compares the statement scanner and the row parser with their references on the input that a seed makes; the first
 * difference.
 */
export const compareOn = (seed: number, answers: Answers): Difference | undefined =>
  compareScanners(seed, answers) ?? compareRows(seed, answers);

const compareScanners = (seed: number, answers: Answers): Difference | undefined => {
  const input = makeScannerInput(createRandom(seed));
  const found = scanIn(input.text, input.modes, input.sizes, seed % 2 === 0 ? 'kernel' : 'script');
  const expected = referenceScan(input.text, input.modes);
  count(answers, `scanner: ${expected.error ?? 'read'}`);
  return isDeepStrictEqual(found, expected) ? undefined : { what: 'scanner', seed, input, found, expected };
};

const compareRows = (seed: number, answers: Answers): Difference | undefined => {
  const input = makeRowsInput(createRandom(~seed));
  const found = sumRows(input, seed % 2 === 0);
  const expected = referenceRows(input.text, input.columns, input.modes);
  count(answers, `rows: ${expected === 'refused' ? 'refused' : expected.sum === undefined ? 'counted' : 'summed'}`);
  if (!isDeepStrictEqual(found, expected)) return { what: 'rows', seed, input, found, expected };
  return compareLines(seed, input);
};

/** Where every field is certain, the lines of LOAD DATA must hold the same bytes. */
const compareLines = (seed: number, input: RowsInput): Difference | undefined => {
  const { text, columns, modes } = input;
  const expected = referenceFields(text, columns, modes);
  if (expected === 'refused' || expected.some((row) => row.includes(undefined))) return undefined;
  // A row without fields is an empty line.
  if (columns.every((column) => column === 'skipped')) return undefined;
  const skipped = columns.map((column) => column === 'skipped');
  const encoder = new RowEncoder(skipped, { ...modes, names: 'utf8mb4' }, seed % 2 === 0 ? undefined : 'none');
  const found = readLines(encoder.encode(Buffer.from(`VALUES${text}`, 'latin1'), 6).toString('latin1'));
  return isDeepStrictEqual(found, expected) ? undefined : { what: 'lines', seed, input, found, expected };
};

const MEANINGS: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

/** What a server reads from the lines: a backslash makes the next byte part of a field, `\\N` alone is NULL. */
const readLines = (lines: string): (string | null)[][] => {
  const pieces = lines.match(/(?:\\[^]|[^\\\t\n])*[\t\n]/g) ?? [];
  if (pieces.join('') !== lines) throw new Error('the lines do not end with a line end');
  const rows: (string | null)[][] = [[]];
  for (const piece of pieces) {
    const raw = piece.slice(0, -1);
    rows.at(-1)?.push(raw === '\\N' ? null : raw.replace(/\\([^])/g, (_, byte: string) => MEANINGS[byte] ?? byte));
    if (piece.endsWith('\n')) rows.push([]);
  }
  return rows.slice(0, -1);
};

/** `quick`: by the kernel, as nearly all rows of a dump go. */
const sumRows = ({ text, columns, modes }: RowsInput, quick: boolean): ReferenceRows => {
  const sums = new RowSums(quick ? undefined : 'none');
  const values = columns.map((column) => (quick ? { ...PLANS[column], quick: QUICK_FORMS[column] } : PLANS[column]));
  try {
    sums.add(Buffer.from(`VALUES${text}`, 'latin1'), 6, values, { ...modes, names: 'utf8mb4' });
  } catch (error) {
    if (error instanceof UnreadableSql) return 'refused';
    throw error;
  }
  return sums.reason === undefined ? { rows: sums.rows, sum: sums.sum } : { rows: sums.rows };
};

const text: PlannedValue = {
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
const PLANS: Readonly<Record<ReferenceColumn, PlannedValue>> = {
  text,
  number: { ...text, numeric: true },
  blob: { ...text, form: 'crc', binary: true },
  skipped: { ...text, leftOut: true },
};
const QUICK_FORMS: Readonly<Record<ReferenceColumn, QuickForm>> = {
  text: { ...NONE, kind: QUICK.text },
  number: { ...NONE, kind: QUICK.whole },
  blob: NONE,
  skipped: NONE,
};

const count = (answers: Answers, answer: string): void => void answers.set(answer, (answers.get(answer) ?? 0) + 1);
