import type { DialectBytes } from '../csv-dialect.js';

/** The value of a field in a dialect whose escape character is not its quote. */
export const undoEscapes = (text: string, { delimiter, quote, escape }: DialectBytes, quoted: boolean): string => {
  const [mark, around] = [String.fromCharCode(escape), String.fromCharCode(quote)];
  if (!text.includes(mark) && !(quoted && text.includes(around))) return text;
  const first = Buffer.from(delimiter).toString('utf8')[0] as string;
  const meant = quoted ? [mark, around] : [mark, around, first, '\r', '\n'];
  let value = '';
  for (let at = 0; at < text.length; at++) {
    const [one = '', next = ''] = [text[at], text[at + 1]];
    const escaped = (one === mark && meant.includes(next)) || (quoted && one === around && next === around);
    value += escaped ? next : one;
    if (escaped) at++;
  }
  return value;
};
