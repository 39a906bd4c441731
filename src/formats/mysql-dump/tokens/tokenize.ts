import { UnreadableSql } from '../refuse-statement.js';
import {
  findClosingQuote,
  isBlank,
  startsExecutableComment,
  startsLineComment,
  startsPlainComment,
} from '../scan/scan-bytes.js';
import { runsExecutableComment } from '../server-version.js';
import type { DumpServer } from '../server-version.js';
import type { QuotingModes } from '../sql-modes.js';
import { unquote } from './unquote.js';

export interface Token {
  /** `quoted` is a quoted identifier; `word` an unquoted identifier or keyword. */
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'punct';
  readonly start: number;
  readonly end: number;
  /** A word in lower case, or a punctuation byte; otherwise empty, so that it never looks like a keyword. */
  readonly text: string;
  /** What the token stands for, one character per byte: without quotes and escapes, case as written. */
  readonly value: string;
  /** Index into `wrappers` of the executable comment around it, or -1. */
  readonly wrapper: number;
}

/** An executable comment that the server runs: the bytes of its opening (`/*!50003`) and of its closing. */
export interface Wrapper {
  readonly open: number;
  readonly openEnd: number;
  close: number;
}

export interface Lexing extends QuotingModes {
  /** Absent: the content of any executable comment is code. */
  readonly server?: DumpServer;
  /** Non-ASCII bytes that are not letters; refused outside of quotes. @default an empty set */
  readonly blanks?: ReadonlySet<number> | undefined;
}

/**
 * Reads a statement token by token as the server would: skips comments, and executable comments that this server does
 * not run. Throws `UnreadableSql`.
 */
export class Tokenizer {
  readonly wrappers: Wrapper[] = [];
  private at: number;
  private wrapper = -1;
  private readonly bytes: Buffer;
  private readonly lexing: Lexing;

  constructor(bytes: Buffer, lexing: Lexing, from = 0) {
    this.bytes = bytes;
    this.lexing = lexing;
    this.at = from;
  }

  next(): Token | undefined {
    this.skip();
    const { bytes, at: start } = this;
    if (start >= bytes.length) {
      if (this.wrapper >= 0) throw new UnreadableSql('its executable comment is not closed');
      return undefined;
    }
    const byte = bytes[start] as number;
    if (byte === 39 || byte === 34 || byte === 96) return this.quoted(byte);
    if (isWordByte(byte)) return this.word();
    if (byte === 92) {
      if (bytes[start + 1] !== 78) throw new UnreadableSql('it holds a client command');
      this.at = start + 2;
      return this.token('word', start, 'null', '\\N');
    }
    this.at = start + 1;
    const text = String.fromCharCode(byte);
    return this.token('punct', start, text, text);
  }

  /** Returns the remaining tokens. */
  all(): Token[] {
    const tokens: Token[] = [];
    for (let token = this.next(); token; token = this.next()) tokens.push(token);
    return tokens;
  }

  private token(kind: Token['kind'], start: number, text: string, value: string): Token {
    return { kind, start, end: this.at, text, value, wrapper: this.wrapper };
  }

  private quoted(quote: number): Token {
    const { bytes, at: start, lexing } = this;
    const identifier = quote === 96 || (quote === 34 && lexing.ansiQuotes);
    const escapes = !identifier && !lexing.noBackslashEscapes;
    this.at = closingQuote(bytes, start, escapes);
    const value = unquote(bytes, start + 1, this.at - 1, quote, escapes).toString('latin1');
    return this.token(identifier ? 'quoted' : 'string', start, '', value);
  }

  private word(): Token {
    const { bytes, at: start } = this;
    let end = start;
    const { blanks } = this.lexing;
    for (; end < bytes.length && isWordByte(bytes[end] as number); end++) {
      if (blanks?.has(bytes[end] as number))
        throw new UnreadableSql('it has a byte that some servers read as a letter and others as a blank');
    }
    this.at = end;
    let value = bytes.toString('latin1', start, end);
    if (!/^\d/.test(value)) return this.token('word', start, value.toLowerCase(), value);
    if (/^\d+$/.test(value) && bytes[end] === 46 && !isLetter(bytes[end + 1])) {
      end++;
      while (end < bytes.length && isWordByte(bytes[end] as number)) end++;
      this.at = end;
      value = bytes.toString('latin1', start, end);
    }
    // `1e` alone is a name, and `1e.t` a table of that schema.
    const sign = bytes[end] === 43 || bytes[end] === 45;
    if (/^(\d+(\.\d*)?(e\d+)?|0x[0-9a-f]+|0b[01]+)$/i.test(value) || (sign && /^\d+(\.\d*)?e$/i.test(value))) {
      return this.token('number', start, '', value);
    }
    return this.token('word', start, value.toLowerCase(), value);
  }

  /** Skips blanks, comments, and the marks of executable comments. */
  private skip(): void {
    const { bytes } = this;
    const { length } = bytes;
    for (;;) {
      while (this.at < length && isBlank(bytes[this.at])) this.at++;
      const { at } = this;
      if (at >= length) return;
      if (startsLineComment(bytes, at, length)) {
        const end = bytes.indexOf(10, at);
        this.at = end < 0 ? length : end + 1;
      } else if (startsPlainComment(bytes, at, length)) this.at = commentEnd(bytes, at + 2);
      else if (startsExecutableComment(bytes, at, length)) this.enterExecutable(at);
      else if (this.wrapper >= 0 && bytes[at] === 42 && bytes[at + 1] === 47) {
        (this.wrappers[this.wrapper] as Wrapper).close = at;
        this.wrapper = -1;
        this.at = at + 2;
      } else return;
    }
  }

  private enterExecutable(open: number): void {
    const { bytes, lexing } = this;
    const forMariadb = bytes[open + 2] === 77;
    let openEnd = open + (forMariadb ? 4 : 3);
    const digits = /^\d{5,6}/.exec(bytes.toString('latin1', openEnd, openEnd + 6))?.[0];
    openEnd += digits?.length ?? 0;
    const version = digits === undefined ? undefined : Number(digits);
    if (lexing.server && !runsExecutableComment(lexing.server, version, forMariadb)) {
      this.at = ignoredEnd(bytes, openEnd, !lexing.noBackslashEscapes);
      return;
    }
    if (this.wrapper >= 0) throw new UnreadableSql('an executable comment stands inside another');
    this.wrapper = this.wrappers.push({ open, openEnd, close: -1 }) - 1;
    this.at = openEnd;
  }
}

/** Tokenizes a whole statement. Throws `UnreadableSql`. */
export const tokenize = (bytes: Buffer, lexing: Lexing): { readonly tokens: Token[]; readonly wrappers: Wrapper[] } => {
  const tokenizer = new Tokenizer(bytes, lexing);
  return { tokens: tokenizer.all(), wrappers: tokenizer.wrappers };
};

const commentEnd = (bytes: Buffer, from: number): number => {
  const end = bytes.indexOf('*/', from, 'latin1');
  if (end < 0) throw new UnreadableSql('a comment in it is not closed');
  return end + 2;
};

/** Returns the offset after the closing quote; a doubled quote does not close. */
const closingQuote = (bytes: Buffer, start: number, escapes: boolean): number => {
  const quote = bytes[start] as number;
  let end = start;
  do {
    const opened = end + 1;
    end = findClosingQuote(bytes, opened, opened, bytes.length, quote, escapes);
    if (end < 0) throw new UnreadableSql('a string in it is not closed');
  } while (bytes[end] === quote);
  return end;
};

/**
 * Returns the end of an executable comment that the server skips. The server searches the next `star-slash` (nested
 * comments counted) and does not recognize strings; the client that the dump was written for does. If the two ends
 * differ, it throws.
 */
const ignoredEnd = (bytes: Buffer, from: number, escapes: boolean): number => {
  const ends = [false, true].map((knowsStrings) => {
    let at = from;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined) throw new UnreadableSql('a comment in it is not closed');
      if (byte === 42 && bytes[at + 1] === 47) return at + 2;
      if (byte === 47 && bytes[at + 1] === 42) at = commentEnd(bytes, at + 2);
      else if (knowsStrings && (byte === 39 || byte === 34 || byte === 96)) {
        at = closingQuote(bytes, at, escapes && byte !== 96);
      } else at++;
    }
  });
  if (ends[0] !== ends[1]) throw new UnreadableSql('a string in an executable comment ends that comment');
  return ends[0] as number;
};

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && (((byte | 32) >= 97 && (byte | 32) <= 122) || byte === 95 || byte === 36 || byte >= 128);

const isWordByte = (byte: number): boolean => isLetter(byte) || (byte >= 48 && byte <= 57);
