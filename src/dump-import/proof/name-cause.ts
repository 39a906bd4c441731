import type { ServerColumn } from './read-columns.js';

/** A value of the dump that the server stored differently. */
export interface DifferingValue {
  /** Its bytes; absent for NULL. */
  readonly bytes?: Buffer;
  readonly isNull: boolean;
}

/**
 * Says why a server stores another value than the dump has, without showing the value; undefined if no cause is likely.
 * `names` is the character set of the dump's strings.
 */
export const nameCause = (
  { bytes, isNull }: DifferingValue,
  column: ServerColumn | undefined,
  names: string,
): string | undefined => {
  if (column === undefined) return undefined;
  if (isNull) return column.nullable ? undefined : 'NULL in a NOT NULL column';
  if (bytes === undefined) return undefined;
  const { charset, dataType, type } = column;
  if (charset !== undefined) {
    if (isUtf8(names) && !isValidUtf8(bytes))
      return `bytes that are invalid in ${names}, which the dump states as the character set of its strings (SET NAMES)`;
    const small = [names, charset].find((one) => ['utf8', 'utf8mb3'].includes(one));
    if (small !== undefined && bytes.some((byte) => byte >= 0xf0)) {
      const whose = small === names ? 'the dump states for its strings (SET NAMES)' : 'the column has';
      return `a character of four bytes, such as an emoji, under ${small}, which ${whose}: it has no such characters`;
    }
    const length = /^(?:var)?char\((\d+)\)/.exec(type)?.[1];
    if (length !== undefined && charactersOf(bytes, names) > Number(length))
      return `a text of more than ${length} characters`;
    if (length !== undefined && dataType === 'char' && bytes.at(-1) === 0x20)
      return 'a text that ends in a blank, which CHAR removes';
  }
  const binary = /^(?:var)?binary\((\d+)\)/.exec(type)?.[1];
  if (binary !== undefined && bytes.length > Number(binary)) return `more than ${binary} bytes`;
  const text = bytes.toString('latin1');
  if (INTEGERS.has(dataType) && /^-?\d+$/.test(text) && !isInRange(BigInt(text), dataType, /unsigned/.test(type)))
    return `a number that ${type} cannot hold`;
  if (['date', 'datetime', 'timestamp'].includes(dataType) && !isRealDate(text))
    return 'a date that does not exist in the calendar';
  return undefined;
};

const isUtf8 = (charset: string): boolean => /^utf8/.test(charset);

const isValidUtf8 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const charactersOf = (bytes: Buffer, names: string): number =>
  isUtf8(names) ? [...bytes.toString('utf8')].length : bytes.length;

/** Bits of each type. */
const INTEGERS = new Map([
  ['tinyint', 8n],
  ['smallint', 16n],
  ['mediumint', 24n],
  ['int', 32n],
  ['bigint', 64n],
]);

const isInRange = (value: bigint, dataType: string, unsigned: boolean): boolean => {
  const bits = INTEGERS.get(dataType) ?? 64n;
  return unsigned ? value >= 0n && value < 1n << bits : value >= -(1n << (bits - 1n)) && value < 1n << (bits - 1n);
};

const isRealDate = (text: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  if (year === undefined) return false;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m === 0 || d === 0) return y + m + d === 0;
  return m <= 12 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate();
};
