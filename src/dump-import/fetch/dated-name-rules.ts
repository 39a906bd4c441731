/**
 * File name patterns that hold a date: `{YYYYMMDD}`, `{YYYY}-{MM}-{DD}`, `{YYYYMMDDHHmmss}`. Other braces are literal.
 */

const DATE_PART = /\{((?:YYYY|MM|DD|HH|mm|ss)+)\}/g;
const TOKENS = /YYYY|MM|DD|HH|mm|ss/g;

/** Whether a pattern contains a year. */
export const holdsDate = (pattern: string): boolean =>
  [...pattern.matchAll(DATE_PART)].some(([, tokens = '']) => tokens.includes('YYYY'));

/**
 * Returns the date in a name, in milliseconds as if it were UTC; undefined if the pattern has no date or does not
 * match.
 */
export const dateInName = (pattern: string, name: string): number | undefined => {
  if (!holdsDate(pattern)) return undefined;
  const tokens: string[] = [];
  let source = '';
  let at = 0;
  for (const part of pattern.matchAll(DATE_PART)) {
    source += literal(pattern.slice(at, part.index));
    for (const [token] of (part[1] ?? '').matchAll(TOKENS)) {
      tokens.push(token);
      source += `(\\d{${token.length}})`;
    }
    at = part.index + part[0].length;
  }
  const found = new RegExp(`^${source}${literal(pattern.slice(at))}$`, 's').exec(name);
  return found === null ? undefined : dateOf(new Map(tokens.map((token, index) => [token, Number(found[index + 1])])));
};

const literal = (text: string): string =>
  text
    .replace(/[\\^$.|()[\]{}+]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');

const dateOf = (parts: ReadonlyMap<string, number>): number | undefined => {
  const of = (token: string, otherwise: number): number => parts.get(token) ?? otherwise;
  const [year, month, day, hour, minute, second] = [
    of('YYYY', 0),
    of('MM', 1),
    of('DD', 1),
    of('HH', 0),
    of('mm', 0),
    of('ss', 0),
  ];
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // 20260231 is not a date.
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return same ? date.getTime() : undefined;
};
