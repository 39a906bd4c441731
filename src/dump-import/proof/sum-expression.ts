import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { SummedColumn } from '../../formats/mysql-dump/dump-index.js';
import type { ServerColumn } from './read-columns.js';

export interface SumContext {
  /** The character set of the dump's strings. */
  readonly names: string;
  readonly flavor: 'mysql' | 'mariadb';
}

/**
 * Returns the server's side of the content sum as SQL: the sum over all rows of the CRC-32 of the row's fields joined
 * by tabs, with NULL as the bytes 00 4E. Text is converted to bytes first, so that neither collations nor the character
 * sets of other columns matter. The sum of an empty table is 0.
 */
export const sumExpression = (
  summed: readonly SummedColumn[],
  columns: readonly ServerColumn[],
  context: SumContext,
): string => {
  if (summed.length === 0) return '0';
  return `IFNULL(SUM(CRC32(${rowExpression(summed, columns, context)})), 0)`;
};

/** The fields of a row, joined. */
export const rowExpression = (
  summed: readonly SummedColumn[],
  columns: readonly ServerColumn[],
  context: SumContext,
): string => {
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  return `CONCAT_WS('\\t', ${summed.map(({ name, form }) => fieldOf(name, form, byName.get(name.toLowerCase()), context)).join(', ')})`;
};

/** One field of a row. */
export const fieldExpression = (
  { name, form }: SummedColumn,
  columns: readonly ServerColumn[],
  context: SumContext,
): string =>
  fieldOf(
    name,
    form,
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase()),
    context,
  );

const fieldOf = (
  name: string,
  form: SummedColumn['form'],
  column: ServerColumn | undefined,
  context: SumContext,
): string => {
  const value = valueOf(column, name, context);
  // With a text instead of these bytes, MySQL would first convert all numbers to text and take half as long again.
  return `IFNULL(${form === 'crc' ? `CRC32(${value})` : value}, _binary '\\0N')`;
};

/**
 * Converts text and binary values to bytes. Leaves numbers and dates: their text is the dump's, whereas a CAST of a
 * FLOAT shows digits that a SELECT does not.
 */
const valueOf = (column: ServerColumn | undefined, name: string, { names }: SumContext): string => {
  const quoted = quoteName(name);
  if (column === undefined) return quoted;
  if (column.charset !== undefined) {
    return `CAST(${sameCharset(column.charset, names) ? quoted : `CONVERT(${quoted} USING ${names})`} AS BINARY)`;
  }
  if (['inet4', 'inet6', 'uuid'].includes(column.dataType)) return `CAST(${quoted} AS CHAR)`;
  return ['bit', 'vector'].includes(column.dataType) ? `CAST(${quoted} AS BINARY)` : quoted;
};

/** Whether two names are of the same character set. */
export const sameCharset = (a: string, b: string): boolean => normalized(a) === normalized(b);
const normalized = (charset: string): string => (charset.toLowerCase() === 'utf8' ? 'utf8mb3' : charset.toLowerCase());
