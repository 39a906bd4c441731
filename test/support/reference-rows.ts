import { crc32 } from 'node:zlib';
import { isValueFunction } from '../../src/formats/mysql-dump/values/value-functions.js';
import type { ReferenceModes } from './reference-scanner.js';

/** `text` and `number` enter a row's sum by their bytes, `blob` by the decimal CRC-32 of them, `skipped` not at all. */
export type ReferenceColumn = 'text' | 'number' | 'blob' | 'skipped';

/** `sum` is absent if some value is not a certain literal; `refused`: the text is more or less than rows. */
export type ReferenceRows = { readonly rows: number; readonly sum?: string } | 'refused';

interface Token {
  readonly kind: 'string' | 'name' | 'word' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * What the row parser should find after VALUES, computed a second time in another way: one regular expression splits
 * the whole text into tokens, the tokens become rows and values, and each value is judged as a whole. It shares only
 * the list of functions.
 */
export function referenceRows(text: string, columns: readonly ReferenceColumn[], modes: ReferenceModes): ReferenceRows {
  const fields = referenceFields(text, columns, modes);
  if (fields === 'refused') return 'refused';
  if (fields.some((row) => row.includes(undefined))) return { rows: fields.length };
  const summed = columns.filter((column) => column !== 'skipped');
  const sums = fields.map((row) => {
    const shown = row.map((field, index) =>
      field === null ? '\0N' : summed[index] === 'blob' ? String(crcOf(field ?? '')) : field,
    );
    return BigInt(crcOf(shown.join('\t')));
  });
  return { rows: fields.length, sum: String(sums.reduce((total, one) => total + one, 0n)) };
}

/** The bytes of every field but the skipped ones, row by row; undefined where they are not certain, null is NULL. */
export function referenceFields(
  text: string,
  columns: readonly ReferenceColumn[],
  modes: ReferenceModes,
): (string | null | undefined)[][] | 'refused' {
  const tokens = tokenize(text, modes);
  if (tokens === undefined) return 'refused';
  const rows: (string | null | undefined)[][] = [];
  for (let at = 0; ; at++) {
    if (tokens[at]?.text !== '(') return 'refused';
    const fields: (string | null | undefined)[] = [];
    let position = 0;
    do {
      const from = ++at;
      for (let depth = 0; at < tokens.length; at++) {
        const { kind, text: mark } = tokens[at] as Token;
        if (kind !== 'mark') continue;
        if (depth === 0 && (mark === ',' || mark === ')')) break;
        if (mark === '(') depth++;
        if (mark === ')') depth--;
      }
      if (at >= tokens.length) return 'refused';
      const value = tokens.slice(from, at);
      const column = columns[position++] ?? 'skipped';
      const found = column === 'skipped' ? undefined : literal(text, value, column, modes);
      if (found === undefined && reachesOut(value)) return 'refused';
      if (column !== 'skipped') fields.push(found);
    } while (tokens[at]?.text === ',');
    if (position !== columns.length) fields.push(undefined);
    rows.push(fields);
    if (++at >= tokens.length) return rows;
    if (tokens[at]?.text !== ',' || tokens[at]?.kind !== 'mark') return 'refused';
  }
}

const crcOf = (bytes: string): number => crc32(Buffer.from(bytes, 'latin1'));

/** Undefined if a string, a name or a comment is not closed, or an executable comment is outside strings. */
function tokenize(text: string, { noBackslashEscapes, ansiQuotes }: ReferenceModes): Token[] | undefined {
  const quoted = (quote: string, escapes: boolean) =>
    escapes
      ? String.raw`${quote}(?:[^${quote}\\]|\\[^]|${quote}${quote})*${quote}`
      : `${quote}(?:[^${quote}]|${quote}${quote})*${quote}`;
  const pattern = new RegExp(
    [
      String.raw`(?<blank>[\t-\r ]+|(?:--(?=[\x00-\x20\x7f]|$)|#)[^\n]*(?:\n|$)|\/\*(?!M?!)[^]*?\*\/)`,
      `(?<string>${quoted("'", !noBackslashEscapes)}${ansiQuotes ? '' : `|${quoted('"', !noBackslashEscapes)}`})`,
      `(?<name>${quoted('`', false)}${ansiQuotes ? `|${quoted('"', false)}` : ''})`,
      String.raw`(?<word>[\w$\x80-\xff]+)`,
      String.raw`(?<mark>(?!['"\x60]|\/\*)[^])`,
    ].join('|'),
    'y',
  );
  const tokens: Token[] = [];
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const kind = (['string', 'name', 'word', 'mark'] as const).find((one) => groups[one] !== undefined);
    if (kind !== undefined) tokens.push({ kind, text: groups[kind] as string, start, end: pattern.lastIndex });
  }
  return tokens;
}

/** The bytes that a value certainly stands for in its column; null is NULL. */
function literal(
  text: string,
  value: readonly Token[],
  column: ReferenceColumn,
  modes: ReferenceModes,
): string | null | undefined {
  const [first] = value;
  const last = value.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const raw = text.slice(first.start, last.end);
  let bytes: string | undefined;
  if (/^(null|\\N)$/i.test(raw) && raw !== '\\n') return null;
  if (value.length === 1 && first.kind === 'string') bytes = unquote(raw, modes);
  else if (value.length === 2 && first.text.toLowerCase() === '_utf8mb4' && last.text.startsWith("'"))
    bytes = unquote(last.text, modes);
  else if (column === 'blob') bytes = binary(text, value, modes);
  else if (column === 'text' && /^(?!-0*$)-?(0|[1-9]\d*)$/.test(raw)) bytes = raw;
  else if (column === 'number' && /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(raw)) bytes = raw;
  return bytes;
}

/** `0x…`, `x'…'`, and either or a string behind `_binary`. */
function binary(text: string, value: readonly Token[], modes: ReferenceModes): string | undefined {
  const [first, second] = value;
  if (first === undefined) return undefined;
  const raw = text.slice(first.start, value.at(-1)?.end);
  const hex = /^(?:0x([0-9a-f]+)|x'([0-9a-f]*)')$/i.exec(raw);
  if (hex) {
    const digits = hex[1] ?? hex[2] ?? '';
    return Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex').toString('latin1');
  }
  if (first.text.toLowerCase() !== '_binary' || second === undefined) return undefined;
  if (value.length === 2 && second.kind === 'string') return unquote(second.text, modes);
  if (value.length === 3 && second.text.toLowerCase() === '_utf8mb4' && value[2]?.text.startsWith("'"))
    return unquote(value[2].text, modes);
  return binary(text, value.slice(1), modes);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  '%': '\\%',
  _: '\\_',
};

function unquote(raw: string, { noBackslashEscapes }: ReferenceModes): string {
  const quote = raw[0] as string;
  const inside = raw.slice(1, -1);
  const pattern = noBackslashEscapes
    ? new RegExp(quote + quote, 'g')
    : new RegExp(String.raw`\\([^])|${quote}${quote}`, 'g');
  return inside.replace(pattern, (_match: string, escaped?: string | number) =>
    typeof escaped === 'string' ? (ESCAPES[escaped] ?? escaped) : quote,
  );
}

/** Whether a value that is not a literal could reach beyond its row. */
function reachesOut(value: readonly Token[]): boolean {
  return value.some(({ kind, text }, index) => {
    const before = value[index - 1];
    if (kind === 'word') return /^(select|table|with|values|next|previous)$|[\x80-\xff]/i.test(text);
    if (kind !== 'mark') return false;
    if (/[;\\@]/.test(text)) return true;
    if (text === '.') return before?.kind === 'name' || (before?.kind === 'word' && !/^\d+(e\d+)?$/i.test(before.text));
    if (text === '(') return before?.kind === 'name' || (before?.kind === 'word' && !isValueFunction(before.text));
    return false;
  });
}
