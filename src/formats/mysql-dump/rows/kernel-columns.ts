import { QUICK } from '../values/quick-form.js';
import type { PlannedValue } from './row-plan.js';

/** The numbers of `kernel/columns.ts`. */
const KIND = {
  slow: 0,
  text: 1,
  trimmed: 2,
  exact: 3,
  whole: 4,
  decimal: 5,
  pattern: 6,
  real: 7,
  choice: 8,
  asked: 9,
  leftOut: 10,
};
const FLAG = { autoIncrement: 1, binary: 2, long: 4, generated: 8, numeric: 16 };
const COLUMN_BYTES = 20;

/**
 * Builds the kernel's description of a row's values: one record each, followed by the data that they point to;
 * `address` is that of the first record.
 */
export const kernelColumns = (values: readonly PlannedValue[], address: number): Buffer => {
  const records = Buffer.alloc(COLUMN_BYTES * values.length);
  const parts: Buffer[] = [records];
  let end = address + records.length;
  for (const [index, value] of values.entries()) {
    const data = dataOf(value);
    [kindOf(value), flagsOf(value), value.form === 'bit' ? value.width : value.quick.scale, end, data.length].forEach(
      (word, place) => records.writeInt32LE(word, COLUMN_BYTES * index + 4 * place),
    );
    parts.push(data);
    end += data.length;
  }
  return Buffer.concat(parts);
};

const kindOf = (value: PlannedValue): number => {
  const { quick, shape, form, autoIncrement } = value;
  if (value.leftOut) return KIND.leftOut;
  if (form === 'bit') return KIND.exact;
  if (form === 'crc') return shape ? KIND.slow : KIND.text;
  switch (quick.kind) {
    case QUICK.text:
      return KIND.text;
    case QUICK.trimmed:
      return KIND.trimmed;
    case QUICK.exact:
      return KIND.exact;
    case QUICK.whole:
      return KIND.whole;
    case QUICK.decimal:
      return KIND.decimal;
    case QUICK.pattern:
      return KIND.pattern;
    case QUICK.real:
      return autoIncrement ? KIND.slow : KIND.real;
    case QUICK.choice:
      return KIND.choice;
    case QUICK.none:
      return autoIncrement ? KIND.slow : shape ? KIND.asked : KIND.text;
  }
};

const flagsOf = ({ autoIncrement, binary, form, generated, numeric }: PlannedValue): number =>
  (autoIncrement ? FLAG.autoIncrement : 0) |
  (binary ? FLAG.binary : 0) |
  (form === 'crc' ? FLAG.long : 0) |
  (generated ? FLAG.generated : 0) |
  (numeric ? FLAG.numeric : 0);

const dataOf = ({ quick }: PlannedValue): Buffer => {
  if (quick.kind === QUICK.pattern) return Buffer.from(quick.pattern);
  if (quick.kind !== QUICK.choice) return Buffer.alloc(0);
  // The dump escapes these bytes.
  const plain = quick.choices.filter((choice) => !/['\\\0\n\r\x1a"]/.test(choice));
  return Buffer.concat(
    plain.flatMap((choice) => {
      const bytes = Buffer.from(choice, 'latin1');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
};
