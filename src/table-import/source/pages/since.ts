import { readChunks } from '../../../connectors/disk/read-chunks.js';
import type { SinceRule } from '../../../contracts/table-import/pages/page-source.js';
import { pathOf } from '../../../formats/json-pages/next-page.js';
import { valueAt } from '../../../contracts/table-import/pages/json-path.js';
import type { JsonValue } from '../../../formats/ndjson/ndjson-records.js';
import { NdjsonRecords } from '../../../formats/ndjson/ndjson-records.js';
import { LongNumber } from '../../../formats/ndjson/long-numbers.js';

/**
 * The highest value that the records of a spool have at the rule's field, of those lines that are no rejects; not lower
 * than the last one. Undefined where no record has one.
 */
export const highestSince = async (
  path: string,
  { field }: Pick<SinceRule, 'field'>,
  rejected: ReadonlySet<number>,
  last?: string,
): Promise<string | undefined> => {
  const way = pathOf(field);
  const records = new NdjsonRecords(MOST_BYTES);
  let highest = last;
  const look = (piece: Buffer, final: boolean): void => {
    for (const { line, value } of records.push(piece, final)) {
      if (value === undefined || rejected.has(line)) continue;
      const found = textOf(valueAt<JsonValue>(value, way));
      if (found !== undefined && (highest === undefined || isLater(found, highest))) highest = found;
    }
  };
  for await (const piece of readChunks(path)) look(piece, false);
  look(Buffer.alloc(0), true);
  return highest;
};

const MOST_BYTES = 64 * 1_048_576;

const textOf = (value: JsonValue | undefined): string | undefined => {
  if (typeof value === 'string') return value === '' || value.length > MOST_CHARACTERS ? undefined : value;
  if (typeof value === 'number') return String(value);
  return value instanceof LongNumber ? value.digits : undefined;
};

/** No time and no number is longer; texts of others are not asked for. */
const MOST_CHARACTERS = 100;

const INSTANT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?<offset>Z|[+-]\d{2}:?\d{2})?$/i;

/** As numbers, as instants, and otherwise as texts. */
export const isLater = (one: string, two: string): boolean => {
  if (/^-?\d+$/.test(one) && /^-?\d+$/.test(two)) return BigInt(one) > BigInt(two);
  if (isNumber(one) && isNumber(two)) return Number(one) > Number(two);
  const [first, second] = [instantOf(one), instantOf(two)];
  // Beyond milliseconds the text has it.
  if (first !== undefined && second !== undefined && first !== second) return first > second;
  return one > two;
};

const isNumber = (text: string): boolean => /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text);

/** Without an offset it is UTC. */
const instantOf = (text: string): number | undefined => {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const hasTime = text.length > 10;
  const parsed = Date.parse(match.groups?.['offset'] === undefined && hasTime ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(parsed) ? undefined : parsed;
};

/** What is sent: the value, or so much before it. Numbers are seconds, or milliseconds where they are that large. */
export const sinceParameter = (value: string, { lagMs }: Pick<SinceRule, 'lagMs'>): string => {
  if (lagMs === 0) return value;
  if (isNumber(value)) return String(Number(value) - (Math.abs(Number(value)) > 1e11 ? lagMs : lagMs / 1_000));
  const instant = instantOf(value);
  if (instant === undefined) return value;
  const moved = new Date(instant - lagMs).toISOString();
  if (value.length === 10) return moved.slice(0, 10);
  return INSTANT.exec(value)?.groups?.['offset'] === undefined ? moved.slice(0, -1) : moved;
};
