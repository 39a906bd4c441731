import { isDeepStrictEqual } from 'node:util';
import { UnreadableSql } from '../../src/formats/mysql-dump/refuse-statement.js';
import { NONE, QUICK } from '../../src/formats/mysql-dump/quick-form.js';
import type { PlannedValue } from '../../src/formats/mysql-dump/row-plan.js';
import { RowSums } from '../../src/formats/mysql-dump/sum-rows.js';
import type { ReferenceColumn, ReferenceRows } from '../support/reference-rows.js';
import { referenceRows } from '../support/reference-rows.js';
import { referenceScan } from '../support/reference-scanner.js';
import { scanIn } from '../support/scan-in-chunks.js';
import type { RowsInput, ScannerInput } from './inputs.js';
import { makeRowsInput, makeScannerInput } from './inputs.js';
import { createRandom } from './random.js';

/** An input for which product and reference differ. */
export interface Difference {
  readonly what: 'scanner' | 'rows';
  readonly seed: number;
  readonly input: ScannerInput | RowsInput;
  readonly found: unknown;
  readonly expected: unknown;
}

/** How often each kind of answer came, so that it can be seen that the inputs reach all of them. */
export type Answers = Map<string, number>;

/** Compares the statement scanner and the row parser with their references on the input that a seed makes; the first difference. */
export const compareOn = (seed: number, answers: Answers): Difference | undefined =>
  compareScanners(seed, answers) ?? compareRows(seed, answers);

const compareScanners = (seed: number, answers: Answers): Difference | undefined => {
  const input = makeScannerInput(createRandom(seed));
  const found = scanIn(input.text, input.modes, input.sizes);
  const expected = referenceScan(input.text, input.modes);
  count(answers, `scanner: ${expected.error ?? 'read'}`);
  return isDeepStrictEqual(found, expected) ? undefined : { what: 'scanner', seed, input, found, expected };
};

const compareRows = (seed: number, answers: Answers): Difference | undefined => {
  const input = makeRowsInput(createRandom(~seed));
  const found = sumRows(input);
  const expected = referenceRows(input.text, input.columns, input.modes);
  count(answers, `rows: ${expected === 'refused' ? 'refused' : expected.sum === undefined ? 'counted' : 'summed'}`);
  return isDeepStrictEqual(found, expected) ? undefined : { what: 'rows', seed, input, found, expected };
};

const sumRows = ({ text, columns, modes }: RowsInput): ReferenceRows => {
  const sums = new RowSums();
  try {
    sums.add(Buffer.from(`VALUES${text}`, 'latin1'), 6, columns.map((column) => PLANS[column]), { ...modes, names: 'utf8mb4' });
  } catch (error) {
    if (error instanceof UnreadableSql) return 'refused';
    throw error;
  }
  return sums.reason === undefined ? { rows: sums.rows, sum: sums.sum } : { rows: sums.rows };
};

const text: PlannedValue = { column: 'c', leftOut: false, generated: false, quick: { ...NONE, kind: QUICK.text }, form: 'value', width: 0, binary: false, numeric: false, autoIncrement: false };
const PLANS: Readonly<Record<ReferenceColumn, PlannedValue>> = {
  text,
  number: { ...text, quick: NONE, numeric: true },
  blob: { ...text, quick: NONE, form: 'crc', binary: true },
  skipped: { ...text, leftOut: true },
};

const count = (answers: Answers, answer: string): void => void answers.set(answer, (answers.get(answer) ?? 0) + 1);
