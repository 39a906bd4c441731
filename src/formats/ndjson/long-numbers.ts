import { randomUUID } from 'node:crypto';

/**
 * JSON.parse rounds numbers of more than fifteen digits and drops zeros at the end, so those pass through it as texts:
 * a mark that nobody can know, and the number.
 */
const MARK = `number ${randomUUID()} `;
const LONG = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const MAY_BE_LONG = /[\d.]{16}|\d[eE]|\.\d*0(?!\d)|-0(?![.\d])/;

/** The text with its long numbers as marked texts; the same text where it has none. */
export const keepLongNumbers = (text: string): string => {
  if (!MAY_BE_LONG.test(text)) return text;
  return text.replaceAll(LONG, (token) => (token.startsWith('"') || !isRounded(token) ? token : `"${MARK}${token}"`));
};

/** A number as it is written, which JavaScript would write otherwise. */
export class LongNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/** The parsed value with a LongNumber for each marked text. */
export const restoreNumbers = (value: unknown): unknown => {
  if (typeof value === 'string') return value.startsWith(MARK) ? new LongNumber(value.slice(MARK.length)) : value;
  if (Array.isArray(value)) return value.map(restoreNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, restoreNumbers(one)]));
};

/**
 * Whether reading it as a double may lose a digit, such as the zero of `1.50`. What is not a number of JSON is left for
 * JSON.parse to refuse.
 */
const isRounded = (token: string): boolean =>
  /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token) &&
  (/[eE]|\.\d*0$|^-0$/.test(token) || token.replace(/[-.]/g, '').replace(/^0+/, '').length > 15);
