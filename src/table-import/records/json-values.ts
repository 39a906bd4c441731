import { LongNumber } from '../../formats/ndjson/long-numbers.js';
import type { JsonValue } from '../../formats/ndjson/ndjson-records.js';

/** A value of JSON as the text that a column of a file would have: null for NULL, JSON itself for lists and objects. */
export const jsonText = (value: JsonValue | undefined): string | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return write(value);
};

/** As JSON.stringify writes it, with numbers as they were written. */
const write = (value: JsonValue): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (value instanceof LongNumber) return value.digits;
  const members = Object.entries(value as Readonly<Record<string, JsonValue>>);
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${write(one)}`).join(',')}}`;
};
