/** The texts that the servers write for FLOAT and DOUBLE values. */

export interface RealTexts {
  readonly plain: string;
  readonly exponent: string;
  /** Whether MariaDB writes the plain one. */
  readonly prefersPlain: boolean;
}

/** FLOAT is shown with six digits, DOUBLE with as many as distinguish it from its neighbours. */
export const realTexts = (value: number, single: boolean): RealTexts => {
  const [mantissa = '', power = ''] = (single ? value.toExponential(5) : value.toExponential()).split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '').replace(/0+$/, '') || '0';
  const point = value === 0 ? 1 : Number(power) + 1;
  return {
    plain: sign + plainText(digits, point),
    exponent: `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${point - 1}`,
    prefersPlain: point >= -14 && (point <= 15 || (point === 16 && digits.length > point)),
  };
};

const plainText = (digits: string, point: number): string => {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
};

/**
 * The possible texts of a value in a column with a fixed number of decimals: its shortest text padded with zeros, or a
 * rounded one, with halves rounded up or down.
 */
export const fixedTexts = (value: number, decimals: number): string[] => {
  const { plain } = realTexts(value, false);
  const [whole = '', fraction = ''] = plain.split('.');
  const filled =
    fraction.length <= decimals ? [decimals > 0 ? `${whole}.${fraction.padEnd(decimals, '0')}` : whole] : [];
  const exact = value.toFixed(Math.min(100, decimals + EXACT));
  const isHalf = /^50*$/.test(exact.slice(exact.length - EXACT));
  const cut = exact.slice(0, exact.length - EXACT).replace(/\.$/, '');
  return [...filled, value.toFixed(decimals), ...(isHalf ? [cut] : [])];
};

/** With this many more decimals it shows whether a FLOAT of more than six digits is exactly a half. */
const EXACT = 30;

/**
 * Whether the bytes are a plain number of at most `digits` digits, with no redundant digit and no negative 0. Such a
 * text always comes back unchanged. Returns false if unsure.
 */
export const isQuickReal = (bytes: Buffer, from: number, to: number, digits: number): boolean => {
  const negative = bytes[from] === 45;
  const start = negative ? from + 1 : from;
  let point = -1;
  for (let at = start; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === 46 && point < 0) point = at;
    else if (byte < 48 || byte > 57) return false;
  }
  const wholeEnd = point < 0 ? to : point;
  if (wholeEnd === start || to - start - (point < 0 ? 0 : 1) > digits) return false;
  if (bytes[start] === 48 && (wholeEnd > start + 1 || (negative && point < 0))) return false;
  return point < 0 || (bytes[to - 1] !== 48 && to > point + 1);
};
