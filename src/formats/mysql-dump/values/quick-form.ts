import type { TableColumn } from '../tables/table-columns.js';
import { exactDigits, isNumeric, readType } from './value-shape.js';

/** The forms of nearly all values in dumps; they are read, checked and summed in one pass. */
export const QUICK = {
  none: 0,
  /** Any text in single quotes without an escape. */
  text: 1,
  /** The same without trailing blanks. */
  trimmed: 2,
  /** A whole number without redundant zeros. */
  whole: 3,
  /** A number with `scale` decimals and no redundant zeros. */
  decimal: 4,
  /** Digits where `pattern` has a 0, otherwise its own bytes; in single quotes. */
  pattern: 5,
  /** `scale` bytes, in single quotes or as a binary literal. */
  exact: 6,
  /** A number of at most `scale` digits without redundant zeros. */
  real: 7,
  /** One of `choices`, in single quotes. */
  choice: 8,
} as const;

export interface QuickForm {
  readonly kind: (typeof QUICK)[keyof typeof QUICK];
  readonly scale: number;
  readonly pattern: Uint8Array;
  readonly choices: readonly string[];
}

/**
 * Returns the usual form of a column's values. `valueShape` accepts every value of this form; it also checks the
 * others.
 */
export const quickForm = (column: TableColumn | undefined): QuickForm => {
  if (column === undefined || column.long) return NONE;
  if (column.bitWidth !== undefined) return { ...NONE, kind: QUICK.exact, scale: Math.ceil(column.bitWidth / 8) };
  const { name, numbers, zerofill } = readType(column.type);
  if (zerofill) return NONE;
  if (isNumeric(column)) {
    if (name === 'year') return NONE;
    if (REAL.has(name))
      return numbers[1] === undefined ? { ...NONE, kind: QUICK.real, scale: exactDigits(name, numbers) } : NONE;
    if (!DECIMAL.has(name)) return { ...NONE, kind: QUICK.whole };
    const scale = numbers[1] ?? 0;
    return scale === 0 ? { ...NONE, kind: QUICK.whole } : { ...NONE, kind: QUICK.decimal, scale };
  }
  if (name === 'datetime' || name === 'timestamp') return pattern('0000-00-00 00:00:00', numbers[0]);
  if (name === 'date') return pattern('0000-00-00');
  if (name === 'char') return { ...NONE, kind: QUICK.trimmed };
  if (name === 'binary') return { ...NONE, kind: QUICK.exact, scale: numbers[0] ?? 1 };
  if (name === 'enum' || name === 'set') return { ...NONE, kind: QUICK.choice, choices: column.members ?? [] };
  return ANY_TEXT.has(name) ? { ...NONE, kind: QUICK.text } : NONE;
};

/** Matches no value. */
export const NONE: QuickForm = { kind: QUICK.none, scale: 0, pattern: new Uint8Array(0), choices: [] };
const DECIMAL = new Set(['decimal', 'dec', 'numeric', 'fixed']);
const REAL = new Set(['float', 'double', 'real']);
/** For these types `valueShape` accepts every text. */
const ANY_TEXT = new Set(['varchar', 'varbinary']);

const pattern = (text: string, fraction = 0): QuickForm => ({
  ...NONE,
  kind: QUICK.pattern,
  pattern: Buffer.from(fraction > 0 ? `${text}.${'0'.repeat(fraction)}` : text),
});
