import { isInet6Text } from './inet6-text.js';
import { fixedTexts, isQuickReal, realTexts } from './real-text.js';
import type { DumpServer } from '../server-version.js';
import type { TableColumn } from '../tables/table-columns.js';

/** Whether the server would write the value it stores in exactly these bytes, which are free of quotes and escapes. */
export type ValueShape = (bytes: Buffer, from: number, to: number) => boolean;

/**
 * How the server writes a column's values, if one value has several texts: a DECIMAL(8,2) stores `1.0` as `1.00`, which
 * is not damage. Undefined if the column stores the given bytes unchanged.
 */
export const valueShape = (column: TableColumn, server: DumpServer): ValueShape | undefined => {
  const { name, numbers, zerofill } = readType(column.type);
  if (WHOLE.has(name)) return zerofill ? isPadded(numbers[0] ?? WHOLE.get(name) ?? 1) : isWhole;
  if (DECIMAL.has(name)) return decimalShape(numbers[0] ?? 10, numbers[1] ?? 0, zerofill);
  if (REAL.has(name) && zerofill)
    return server.flavor === 'mysql' && numbers[1] === undefined ? isEverydayPadded : undefined;
  if (REAL.has(name)) return realShape(name, numbers, server);
  if (name === 'datetime' || name === 'timestamp') return byPattern(`0000-00-00 00:00:00${fraction(numbers[0])}`);
  if (name === 'date') return byPattern('0000-00-00');
  if (name === 'year') return byPattern('0000');
  if (name === 'time') return timeShape(numbers[0] ?? 0);
  if (name === 'char') return isTrimmed;
  if (name === 'binary') return (_, from, to) => to - from === (numbers[0] ?? 1);
  if (name === 'enum' || name === 'set') return choiceShape(name, column.members ?? []);
  if (name === 'inet6') return (bytes, from, to) => isInet6Text(bytes.toString('latin1', from, to));
  const pattern = PATTERNS.get(name);
  return pattern && ((bytes, from, to) => pattern.test(bytes.toString('latin1', from, to)));
};

/** An unquoted number in a text column, which stores its text. */
export const isPlainNumber: ValueShape = (bytes, from, to) =>
  /^(?!-0*$)-?(0|[1-9]\d*)$/.test(bytes.toString('latin1', from, to));

/** Whether the values of a column's type are understood. */
export const isKnownType = ({ type, binary, long }: TableColumn): boolean => {
  const { name } = readType(type);
  return (
    binary || long || WHOLE.has(name) || DECIMAL.has(name) || REAL.has(name) || PATTERNS.has(name) || OTHERS.has(name)
  );
};

/** Whether dumps write its values without quotes. */
export const isNumeric = ({ type }: TableColumn): boolean => {
  const { name } = readType(type);
  return WHOLE.has(name) || DECIMAL.has(name) || REAL.has(name) || name === 'year';
};

/** Whole numbers, with the width that ZEROFILL pads to if the type names none. */
const WHOLE = new Map(
  Object.entries({
    tinyint: 3,
    smallint: 5,
    mediumint: 8,
    int: 10,
    integer: 10,
    bigint: 20,
    bool: 1,
    boolean: 1,
    serial: 20,
  }),
);
const DECIMAL = new Set(['decimal', 'dec', 'numeric', 'fixed']);
const REAL = new Set(['float', 'double', 'real']);
const OTHERS = new Set(
  'char varchar character national nchar nvarchar enum set date datetime timestamp time year inet6'.split(' '),
);
const BYTE4 = '(?:0|[1-9]\\d{0,2})';
const PATTERNS = new Map([
  ['uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['inet4', new RegExp(`^${BYTE4}(\\.${BYTE4}){3}$`)],
]);

/** Splits a column's type into its parts. */
export const readType = (
  type: string,
): { readonly name: string; readonly numbers: readonly number[]; readonly zerofill: boolean } => ({
  name: /^\w+/.exec(type)?.[0] ?? '',
  numbers: (/^[\w ]+\(([\d, ]+)\)/.exec(type)?.[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number),
  zerofill: type.endsWith('zerofill'),
});

const ZERO = 48;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= 57;
const fraction = (digits = 0): string => (digits > 0 ? `.${'0'.repeat(digits)}` : '');

/** Digits where the pattern has `0`, otherwise its own bytes. */
const byPattern = (pattern: string): ValueShape => {
  const wanted = Buffer.from(pattern);
  return (bytes, from, to) => {
    if (to - from !== wanted.length) return false;
    for (let index = 0; index < wanted.length; index++) {
      const byte = bytes[from + index];
      if (wanted[index] === ZERO ? !isDigit(byte) : byte !== wanted[index]) return false;
    }
    return true;
  };
};

/** Returns the end of digits that have no redundant leading 0, or -1. */
const wholeEnd = (bytes: Buffer, from: number, to: number): number => {
  let at = from;
  while (at < to && isDigit(bytes[at])) at++;
  return at === from || (bytes[from] === ZERO && at > from + 1) ? -1 : at;
};

const isWhole: ValueShape = (bytes, from, to) => {
  const digits = bytes[from] === 45 ? from + 1 : from;
  return wholeEnd(bytes, digits, to) === to && (digits === from || bytes[digits] !== ZERO);
};

const isPadded =
  (width: number): ValueShape =>
  (bytes, from, to) => {
    for (let at = from; at < to; at++) if (!isDigit(bytes[at])) return false;
    return to - from === width || (to - from > width && bytes[from] !== ZERO);
  };

/** MySQL pads a small number with digits in a SELECT, and writes it with an exponent where it is concatenated. */
const isEverydayPadded: ValueShape = (bytes, from, to) =>
  /^\d+(\.(?!000)\d+)?$/.test(bytes.toString('latin1', from, to));

const decimalShape = (precision: number, scale: number, zerofill: boolean): ValueShape => {
  const isPaddedWhole = isPadded(precision - scale);
  return (bytes, from, to) => {
    const negative = bytes[from] === 45;
    const start = negative ? from + 1 : from;
    const point = scale > 0 ? to - scale - 1 : to;
    if (point < start || (scale > 0 && bytes[point] !== 46)) return false;
    for (let at = point + 1; at < to; at++) if (!isDigit(bytes[at])) return false;
    if (zerofill) return isPaddedWhole(bytes, from, point);
    // A column with fractions only (`DECIMAL(4,4)`) is also written with its leading 0.
    return wholeEnd(bytes, start, point) === point && !(negative && isZero(bytes, start, to));
  };
};

const SINGLE_DIGITS = 6;

/** A FLOAT or DOUBLE preserves this many decimal digits. */
export const exactDigits = (name: string, [width = 0, scale]: readonly number[]): number =>
  name === 'float' && (scale !== undefined || width <= 24) ? SINGLE_DIGITS : 15;

const realShape = (name: string, numbers: readonly number[], server: DumpServer): ValueShape => {
  const [, scale] = numbers;
  const digits = exactDigits(name, numbers);
  const single = digits === SINGLE_DIGITS;
  return (bytes, from, to) => {
    // MySQL shortens a plain text that is longer than this.
    if (server.flavor === 'mysql' && to - from > (single ? 12 : 24) && !hasExponent(bytes, from, to)) return false;
    if (scale === undefined && isQuickReal(bytes, from, to, digits)) return true;
    const text = bytes.toString('latin1', from, to);
    const value = single ? Math.fround(Number(text)) : Number(text);
    const size = Math.abs(value);
    // JavaScript writes a DOUBLE of common size in the same way, and fast.
    if (!single && scale === undefined && size >= 1e-6 && size < 1e15) return String(value) === text;
    // The dump's `-0` is read again as the whole number 0.
    if (text === '' || !Number.isFinite(value) || Object.is(value, -0)) return false;
    if (scale !== undefined) return fixedTexts(value, scale).includes(text);
    const { plain, exponent, prefersPlain } = realTexts(value, single);
    // MySQL also chooses between the two by the column's width.
    if (server.flavor === 'mysql') return text === plain || text === exponent;
    return text === (prefersPlain ? plain : exponent);
  };
};

const hasExponent = (bytes: Buffer, from: number, to: number): boolean => /e/i.test(bytes.toString('latin1', from, to));

const timeShape = (digits: number): ValueShape => {
  const short = byPattern(`00:00:00${fraction(digits)}`);
  const long = byPattern(`000:00:00${fraction(digits)}`);
  return (bytes, from, to) => {
    const negative = bytes[from] === 45;
    const start = negative ? from + 1 : from;
    if (!short(bytes, start, to) && !(long(bytes, start, to) && bytes[start] !== ZERO)) return false;
    return !(negative && isZero(bytes, start, to));
  };
};

const isZero = (bytes: Buffer, from: number, to: number): boolean => !/[1-9]/.test(bytes.toString('latin1', from, to));

const isTrimmed: ValueShape = (bytes, from, to) => to === from || bytes[to - 1] !== 32;

/**
 * A member in another case, with trailing blanks, by its number or, in a SET, in another order is stored as declared. A
 * value that is not a member is stored as '': that is damage and must be found.
 */
const choiceShape = (kind: 'enum' | 'set', members: readonly string[]): ValueShape => {
  const order = new Map(members.map((member, index) => [member, index]));
  const folded = new Set(members.map(fold));
  const seen = new Map<string, boolean>();
  const judge = (text: string): boolean => {
    const parts = kind === 'enum' || text === '' ? [text] : text.split(',');
    const places = parts.map((part) => order.get(part));
    if (places.every((place) => place !== undefined)) {
      return places.every((place, index) => index === 0 || place > (places[index - 1] ?? place));
    }
    return parts.some((part) => !folded.has(fold(part)) && !/^\d+$/.test(part));
  };
  return (bytes, from, to) => {
    const text = bytes.toString('latin1', from, to);
    let verdict = seen.get(text);
    if (verdict === undefined) {
      verdict = judge(text);
      if (seen.size < 4096) seen.set(text, verdict);
    }
    return verdict;
  };
};

const fold = (text: string): string => text.replace(/ +$/, '').toLowerCase();
