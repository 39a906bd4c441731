import { UnreadableSql } from '../refuse-statement.js';
import {
  findClosingQuote,
  isBlank,
  startsExecutableComment,
  startsLineComment,
  startsPlainComment,
} from '../scan/scan-bytes.js';
import type { QuotingModes } from '../sql-modes.js';
import { unquote } from '../tokens/unquote.js';
import { isMissingOnMysql, isValueFunction } from '../values/value-functions.js';

/** Reads the rare forms of values; `sum-rows.ts` reads the common ones. */

export interface LiteralContext extends QuotingModes {
  /** The character set of the connection's strings, if the dump names it. */
  readonly names?: string;
  /** NO_AUTO_VALUE_ON_ZERO: a 0 is stored and not replaced by the next number. */
  readonly zeroIsValue?: boolean;
  /** The target is MySQL, which lacks some of the functions. */
  readonly onMysql?: boolean;
}

export type Literal =
  /**
   * `introduced`: the bytes are binary (`0x…`, `x'…'`, `b'…'`, `_binary …`) rather than text in the connection's
   * character set.
   */
  | {
      readonly kind: 'bytes';
      readonly bytes: Buffer;
      readonly introduced: boolean;
      readonly bits: boolean;
      readonly end: number;
    }
  | { readonly kind: 'null'; readonly end: number };

/** Thrown at an executable comment among rows. */
export class ExecutableComment extends UnreadableSql {}

/** Skips blanks and comments. Throws `ExecutableComment` at an executable comment. */
export const skipBlanks = (bytes: Buffer, from: number): number => {
  let at = from;
  for (;;) {
    while (isBlank(bytes[at])) at++;
    if (startsLineComment(bytes, at, bytes.length)) {
      const end = bytes.indexOf(10, at);
      at = end < 0 ? bytes.length : end + 1;
    } else if (startsPlainComment(bytes, at, bytes.length)) {
      const end = bytes.indexOf('*/', at + 2, 'latin1');
      if (end < 0) throw new UnreadableSql('a comment in it is not closed');
      at = end + 2;
    } else if (startsExecutableComment(bytes, at, bytes.length)) {
      throw new ExecutableComment('an executable comment stands among its rows');
    } else return at;
  }
};

/** Reads a literal whose bytes are certain; undefined for everything else. */
export const readLiteral = (bytes: Buffer, at: number, context: LiteralContext): Literal | undefined => {
  const byte = bytes[at] as number;
  if (byte === 39 || (byte === 34 && !context.ansiQuotes)) return readString(bytes, at, context, false);
  const word = /^(?:_\w+|0x[0-9a-f]*|0b[01]*|[xb](?=')|null\b|\\N)/i.exec(bytes.toString('latin1', at, at + 32))?.[0];
  if (word === undefined) return undefined;
  const lower = word.toLowerCase();
  if (lower === 'null' || word === '\\N') return { kind: 'null', end: at + word.length };
  if (lower.startsWith('0x') || lower.startsWith('0b')) return readDigits(bytes, at + 2, lower[1] === 'x');
  if (lower === 'x' || lower === 'b') {
    const literal = readDigits(bytes, at + 2, lower === 'x');
    return literal && bytes[literal.end] === 39 ? { ...literal, end: literal.end + 1 } : undefined;
  }
  const introduced = lower === '_binary';
  if (!introduced && lower !== `_${context.names}`) return undefined;
  const value = skipBlanks(bytes, at + word.length);
  if (bytes[value] === 39) return readString(bytes, value, context, introduced);
  const literal = introduced ? readLiteral(bytes, value, context) : undefined;
  return literal?.kind === 'bytes' ? { ...literal, introduced: true } : undefined;
};

const readString = (bytes: Buffer, at: number, context: LiteralContext, introduced: boolean): Literal => {
  const quote = bytes[at] as number;
  const escapes = !context.noBackslashEscapes;
  let end = at;
  do {
    end = findClosingQuote(bytes, end + 1, end + 1, bytes.length, quote, escapes);
    if (end < 0) throw new UnreadableSql('a string in it is not closed');
  } while (bytes[end] === quote);
  return { kind: 'bytes', bytes: unquote(bytes, at + 1, end - 1, quote, escapes), introduced, bits: false, end };
};

const readDigits = (bytes: Buffer, from: number, hex: boolean): (Literal & { readonly kind: 'bytes' }) | undefined => {
  let end = from;
  while (isDigit(bytes[end], hex)) end++;
  if (end === from && bytes[end] !== 39) return undefined;
  let digits = bytes.toString('latin1', from, end);
  if (!hex) digits = bitsToHex(digits);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  return { kind: 'bytes', bytes: Buffer.from(digits, 'hex'), introduced: true, bits: !hex, end };
};

const bitsToHex = (bits: string): string => {
  const padded = bits.padStart(Math.ceil(bits.length / 8) * 8, '0');
  return padded.replace(/[01]{4}/g, (four) => Number.parseInt(four, 2).toString(16));
};

const isDigit = (byte: number | undefined, hex: boolean): boolean => {
  if (byte === undefined) return false;
  if (!hex) return byte === 48 || byte === 49;
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102);
};

/**
 * Skips any expression up to the `,` or `)` that ends the value. Throws `UnreadableSql` for anything that could reach
 * beyond the row: a subquery, a variable, a qualified name, a function that `isValueFunction` does not list, the end of
 * the statement.
 */
export const skipValue = (bytes: Buffer, from: number, modes: LiteralContext): number => {
  let at = from;
  let depth = 0;
  let afterName = false;
  let word: string | undefined;
  for (;;) {
    at = skipBlanks(bytes, at);
    const byte = bytes[at];
    if (byte === undefined) throw new UnreadableSql('its last row is not closed');
    if (depth === 0 && (byte === 44 || byte === 41)) return at;
    if (byte === 59 || byte === 92) throw new UnreadableSql('one of its values cannot be read');
    if (byte === 64) throw new UnreadableSql('one of its values is a variable');
    if (byte === 39 || byte === 34 || byte === 96) {
      const escapes = byte !== 96 && !modes.noBackslashEscapes && !(byte === 34 && modes.ansiQuotes);
      at = findClosingQuote(bytes, at + 1, at + 1, bytes.length, byte, escapes);
      if (at < 0) throw new UnreadableSql('a string in it is not closed');
      afterName = byte === 96 || (byte === 34 && modes.ansiQuotes);
      // A quoted name before a parenthesis is a stored function.
      word = afterName ? '' : undefined;
      continue;
    }
    const end = wordEnd(bytes, at);
    if (end > at) {
      word = bytes.toString('latin1', at, end);
      // Servers take some of these for blanks, which can turn preceding dashes into a comment.
      if (/[\x80-\xff]/.test(word))
        throw new UnreadableSql('one of its values has letters beyond ASCII outside of quotes');
      if (/^(select|table|with|values|next|previous)$/i.test(word))
        throw new UnreadableSql('one of its values is a query');
      // `1e.f()` is a function of the schema `1e`; the letter belongs to a number only if digits follow.
      afterName = !/^\d+(e\d+)?$/i.test(word);
      at = end;
      continue;
    }
    if (byte === 46 && afterName) throw new UnreadableSql('one of its values names a schema');
    if (byte === 40) {
      if (word !== undefined && !isValueFunction(word)) {
        throw new UnreadableSql('one of its values calls a function that does not belong in a dump');
      }
      if (modes.onMysql === true && word !== undefined && isMissingOnMysql(word)) {
        throw new UnreadableSql(
          `one of its values calls ${word.toUpperCase()}(), which MySQL no longer has: export it with another tool, or geometry as hexadecimal bytes`,
        );
      }
      depth++;
    }
    if (byte === 41) depth--;
    afterName = false;
    word = undefined;
    at++;
  }
};

/** Returns the offset after the letters, digits, `_`, `$` and non-ASCII bytes that begin at `from`. */
const wordEnd = (bytes: Buffer, from: number): number => {
  let at = from;
  for (let byte = bytes[at]; byte !== undefined; byte = bytes[++at]) {
    const lower = byte | 32;
    if (!((lower >= 97 && lower <= 122) || (byte >= 48 && byte <= 57) || byte === 95 || byte === 36 || byte >= 128))
      break;
  }
  return at;
};
