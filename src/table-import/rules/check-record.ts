import type { ColumnRule } from '../../contracts/table-import/column-rule.js';
import type { Reason, ReasonCode } from '../../contracts/table-import/reason.js';
import { compareDecimals, countDigits } from './compare-decimals.js';
import { matcherOf } from './matcher-of.js';
import { VALUE_TYPES } from './value-types.js';

/** The values of a record as the database reads them, or every reason against it. */
export type CheckedRecord =
  | { readonly values: readonly (string | null)[]; readonly reasons?: undefined }
  | { readonly reasons: readonly Reason[] };

const SHOWN = 200;
const NUMBERS = new Set(['integer', 'decimal', 'number']);
const INT64 = { min: '-9223372036854775808', max: '9223372036854775807' };

type CheckValue = (value: string | null, reasons: Reason[]) => string | null;

/**
 * Makes the check of records with these columns: each value against all that its rule says, every reason told and not
 * only the first.
 */
export const checkRecord = (rules: readonly ColumnRule[]): ((values: readonly (string | null)[]) => CheckedRecord) => {
  const checks = rules.map(checkValue);
  return (values) => {
    const reasons: Reason[] = [];
    const read = checks.map((check, index) => check(values[index] ?? null, reasons));
    return reasons.length === 0 ? { values: read } : { reasons };
  };
};

const checkValue = (rule: ColumnRule): CheckValue => {
  const { name, type, required = false, mayBeEmpty = false, maxLength } = rule;
  const refusesEmpty = type !== 'text' || (required && !mayBeEmpty);
  const read = VALUE_TYPES[type];
  const allowed = rule.enum === undefined ? undefined : new Set(rule.enum);
  const matches = rule.pattern === undefined ? undefined : matcherOf(rule.pattern);
  const words = rule.words === undefined ? undefined : new Set(rule.words);
  return (value, reasons) => {
    const refuse = (code: ReasonCode, message: string): void => {
      reasons.push({ code, column: name, ...(value !== null && { value: value.slice(0, SHOWN) }), message });
    };
    if (value === null || (value === '' && refusesEmpty)) {
      if (required) refuse('required', `missing required field: ${name}`);
      else if (value === '') refuse('invalid_type', `invalid ${type} format`);
      return null;
    }
    if (words?.has(value) === true) return value;
    if (value.includes('\0')) refuse('invalid_character', 'contains a NUL byte');
    const text = read(value, rule);
    if (text === undefined) refuse('invalid_type', `invalid ${type} format`);
    else if (NUMBERS.has(type)) refuseNumber(text, rule, refuse);
    if (maxLength !== undefined && value.length > maxLength && [...value].length > maxLength) {
      refuse('too_long', `longer than ${maxLength} characters`);
    }
    if (allowed !== undefined && !allowed.has(value)) refuse('not_in_enum', `not one of ${[...allowed].join(', ')}`);
    if (matches !== undefined && !matches(value)) refuse('pattern', `does not match ${rule.pattern}`);
    return text ?? null;
  };
};

const refuseNumber = (text: string, rule: ColumnRule, refuse: (code: ReasonCode, message: string) => void): void => {
  const { type, precision, scale } = rule;
  const { min, max } = type === 'integer' ? { ...INT64, ...rule } : rule;
  // An exponent stands in doubles alone, and those are compared as such.
  const compare = type === 'number' ? (one: string, two: string) => Number(one) - Number(two) : compareDecimals;
  if (min !== undefined && compare(text, min) < 0) refuse('out_of_range', `less than ${min}`);
  if (max !== undefined && compare(text, max) > 0) refuse('out_of_range', `greater than ${max}`);
  if (type !== 'decimal') return;
  const { before, behind } = countDigits(text);
  if (scale !== undefined && behind > scale) refuse('out_of_range', `more than ${scale} digits behind the point`);
  if (precision !== undefined && before > precision - (scale ?? 0)) {
    refuse('out_of_range', `more than ${precision - (scale ?? 0)} digits before the point`);
  }
};
