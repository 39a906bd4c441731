import type { ColumnRule } from '../../contracts/table-import/column-rule.js';
import type { KernelColumn } from '../../formats/csv/kernel-columns.js';

type KernelCheck = KernelColumn['check'];

const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
/** What no decimal that the kernel reads goes beyond. */
const ANY_DIGITS = 1_000_000;

/** The part of a column's rule that the kernel knows; what it does not know is asked about, value by value. */
export const kernelColumn = (rule: ColumnRule): KernelColumn => {
  const { required = false, maxLength } = rule;
  return { check: checkOf(rule), required, ...(maxLength !== undefined && { maxCharacters: maxLength }) };
};

const checkOf = (rule: ColumnRule): KernelCheck => {
  const { type, min, max, precision, scale, offset = 'allowed' } = rule;
  if (rule.enum !== undefined || rule.pattern !== undefined || rule.binary === true) return { kind: 'other' };
  switch (type) {
    case 'integer': {
      const [least, most] = [min ?? `${INT64.least}`, max ?? `${INT64.most}`];
      const whole = [least, most].every(
        (text) => /^-?\d{1,18}$/.test(text) || text === `${INT64.least}` || text === `${INT64.most}`,
      );
      return whole ? { kind: 'integer', least: BigInt(least), most: BigInt(most) } : { kind: 'other' };
    }
    case 'decimal': {
      if (min !== undefined || max !== undefined) return { kind: 'other' };
      const behind = scale ?? ANY_DIGITS;
      return { kind: 'decimal', before: precision === undefined ? ANY_DIGITS : precision - (scale ?? 0), behind };
    }
    case 'timestamp':
      return { kind: 'timestamp', offset };
    case 'text':
    case 'date':
    case 'boolean':
    case 'email':
    case 'uuid':
    case 'slug':
      return { kind: type };
    default:
      return { kind: 'other' };
  }
};
