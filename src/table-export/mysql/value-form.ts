/**
 * What the server sends for a column, and so how it is written. `plain` has nothing that needs quotes, such as a date;
 * `digits` is a number that JSON readers would round; `instant` is a time in UTC; `json` is JSON in the server's own
 * spelling.
 */
export type ValueForm =
  | 'text'
  | 'plain'
  | 'number'
  | 'digits'
  | 'float'
  | 'boolean'
  | 'datetime'
  | 'instant'
  | 'binary'
  | 'json';

/** The shortest digits that are the same FLOAT: the server sends a double, because it would round a float. */
export const floatText = (text: string): string => {
  const value = Number(text);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value && Math.abs(short) <= MOST) return String(short);
  }
  const short = Number(value.toPrecision(9));
  return String(Math.abs(short) <= MOST ? short : value);
};

/** The largest FLOAT. */
const MOST = 3.4028234663852886e38;
