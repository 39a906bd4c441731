import type { GuessedColumn } from '../../contracts/table-import/preview/file-preview.js';
import { VALUE_TYPES } from '../rules/value-types.js';

/** The narrowest type that every value has; of numbers with leading zeros text, because those are codes. */
export const guessColumns = (
  names: readonly string[],
  records: readonly (readonly (string | null)[])[],
): GuessedColumn[] =>
  names.map((name, index) => {
    const all = records.map((record) => record[index] ?? null);
    const values = all.filter((value): value is string => value !== null && value !== '');
    const filled = values.length === all.length && all.length > 0;
    return {
      name,
      type: values.length === 0 ? 'text' : (TYPES.find((type) => values.every((value) => isOf(type, value))) ?? 'text'),
      filled,
      longest: values.reduce((longest, value) => Math.max(longest, [...value].length), 0),
      distinct: filled && new Set(values).size === values.length,
    };
  });

/** From the narrowest on. */
const TYPES = ['integer', 'decimal', 'number', 'date', 'timestamp', 'time', 'uuid', 'email'] as const;

const isOf = (type: (typeof TYPES)[number], value: string): boolean =>
  VALUE_TYPES[type](value, { name: '', type }) !== undefined &&
  !(['integer', 'decimal', 'number'].includes(type) && /^[+-]?0\d/.test(value)) &&
  !(type === 'integer' && value.length > 18);
