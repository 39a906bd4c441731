import type { ScannerOptions } from './scanner-options.js';
import type { Segment } from './segment.js';
import { readClientCommand } from './client-command.js';
import { AtomicBlocks } from './atomic-blocks.js';
import { endOfComment, endOfEscapes } from './quoted-ends.js';
import { endOfMark, isWord, linesIn } from './scan-bytes.js';
import { refuse, tooLarge, truncated } from './scan-errors.js';

const MOST = 64 * 1024 * 1024;
/** Of a line of psql's commands, and of a tag of a dollar quote. */
const MOST_LINE = 8 * 1024;
const [TAB, LF, CR, SPACE, DOUBLE, DOLLAR, SINGLE] = [9, 10, 13, 32, 34, 36, 39];
const [OPEN, CLOSE, STAR, DASH, SLASH, SEMICOLON, BACKSLASH] = [40, 41, 42, 45, 47, 59, 92];

type State = 'outside' | 'line comment' | 'comment' | 'string' | 'escape string' | 'name' | 'dollar string';

/**
 * Splits SQL as psql does, which arrives in chunks of any size: into statements, the rows of COPY, and `\connect`.
 *
 * 1. Quotes of all kinds, nested comments, parentheses and bodies of `BEGIN ATOMIC … END` hide what is in them.
 * 2. What is held is one statement; rows are passed over, and are known by their place.
 * 3. A backslash outside of quotes is a command of psql: refused, but for three that are harmless, on a line of theirs.
 * 4. Strings are read as with `standard_conforming_strings`; whoever reads the statements must refuse to switch it off.
 */
export class StatementScanner {
  readonly #options: ScannerOptions;
  #bytes: Buffer = Buffer.alloc(0);
  /** Offset in the file of the first of `#bytes`. */
  #base: number;
  #line: number;
  /** In `#bytes`: where the statement begins, and where the scan is. */
  #start = 0;
  #at = 0;
  #inStatement = false;
  #startLine = 1;
  #state: State = 'outside';
  #depth = 0;
  #openedLine = 1;
  #tag = '';
  #parentheses = 0;
  readonly #blocks = new AtomicBlocks();
  /** While rows are passed over: where they begin in the file. */
  #rowsAt: number | undefined;

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.#base = options.at ?? 0;
    this.#line = options.line ?? 1;
  }

  /** Takes the next bytes and yields the segments that end in them. All must be consumed. */
  *push(chunk: Buffer): Generator<Segment, void, undefined> {
    this.#bytes = this.#start < this.#bytes.length ? Buffer.concat([this.#bytes.subarray(this.#start), chunk]) : chunk;
    this.#base += this.#start;
    this.#at -= this.#start;
    this.#start = 0;
    yield* this.#scan(false);
    const limit = this.#options.maxStatementBytes ?? MOST;
    if (this.#inStatement && this.#bytes.length - this.#start > limit) throw tooLarge(this.#startLine, limit);
  }

  /** For what is left out between two chunks, where no statement is open. */
  skip(bytes: number, lines: number): void {
    this.#base += bytes;
    this.#line += lines;
  }

  /** Yields the rest. Throws DUMP_TRUNCATED inside a statement, a string, a comment or rows. */
  *end(): Generator<Segment, void, undefined> {
    yield* this.#scan(true);
    if (this.#rowsAt !== undefined) throw truncated(this.#openedLine, 'the rows of a COPY');
    if (this.#inStatement) throw truncated(this.#startLine, 'a statement');
    if (this.#state === 'comment') throw truncated(this.#openedLine, 'a comment');
  }

  *#scan(last: boolean): Generator<Segment, void, undefined> {
    for (;;) {
      if (this.#rowsAt !== undefined) {
        const rows = this.#passRows(this.#rowsAt, last);
        if (rows === undefined) return;
        yield rows;
        continue;
      }
      const found = this.#step(last);
      if (found === 'more') return;
      if (found !== undefined) yield found;
    }
  }

  /** Goes on to what changes the state. `more`: not before there are more bytes. */
  #step(last: boolean): Segment | 'more' | undefined {
    if (this.#state !== 'outside') return this.#leave(last) ? undefined : 'more';
    const bytes = this.#bytes;
    for (; this.#at < bytes.length; this.#at += 1) {
      const byte = bytes[this.#at] ?? 0;
      if (byte === LF) this.#line += 1;
      if (byte === SPACE || byte === LF || byte === TAB || byte === CR || byte === 12 || byte === 11) continue;
      // Each of these is judged by the byte after it, too.
      if (this.#at + 1 >= bytes.length && !last) return 'more';
      const next = bytes[this.#at + 1];
      if (byte === DASH && next === DASH) return this.#enter('line comment', 2);
      if (byte === SLASH && next === STAR) return this.#enterComment();
      if (byte === BACKSLASH) return this.#clientCommand(last);
      if (!this.#inStatement) this.#begin();
      if (byte === SEMICOLON) {
        if (this.#parentheses > 0 || this.#blocks.isOpen) continue;
        return this.#finish(last);
      }
      if (byte === SINGLE) return this.#enter('string', 1);
      if (byte === DOUBLE) return this.#enter('name', 1);
      if (byte === OPEN) this.#parentheses += 1;
      else if (byte === CLOSE) this.#parentheses = Math.max(0, this.#parentheses - 1);
      else if (byte === DOLLAR) {
        const entered = this.#enterDollar(last);
        if (entered === 'more') return 'more';
        if (entered) return undefined;
      } else if (isWord(byte)) {
        const entered = this.#word(last);
        if (entered !== undefined) return entered === 'more' ? 'more' : undefined;
      }
    }
    if (!this.#inStatement) this.#start = this.#at;
    return 'more';
  }

  #begin(): void {
    this.#inStatement = true;
    this.#start = this.#at;
    this.#startLine = this.#line;
    this.#parentheses = 0;
    this.#blocks.begin();
  }

  #enter(state: State, length: number): undefined {
    this.#state = state;
    this.#openedLine = this.#line;
    this.#at += length;
    if (!this.#inStatement) this.#start = this.#at;
  }

  #enterComment(): undefined {
    this.#depth = 1;
    return this.#enter('comment', 2);
  }

  /** A word, or number, as a whole; an `E` before a quote belongs to the string. */
  #word(last: boolean): 'entered' | 'more' | undefined {
    const bytes = this.#bytes;
    let end = this.#at + 1;
    while (end < bytes.length && (isWord(bytes[end] ?? 0) || bytes[end] === DOLLAR)) end += 1;
    if (end >= bytes.length && !last && end - this.#at < MOST_LINE) return 'more';
    const length = end - this.#at;
    if (length === 1 && ((bytes[this.#at] ?? 0) | 32) === 101 && bytes[end] === SINGLE) {
      this.#enter('escape string', 2);
      return 'entered';
    }
    if (length <= 9) this.#blocks.word(bytes.toString('latin1', this.#at, end).toLowerCase(), this.#parentheses > 0);
    else this.#blocks.passWord();
    // The loop goes on after the word.
    this.#at = end - 1;
    return undefined;
  }

  #enterDollar(last: boolean): boolean | 'more' {
    const bytes = this.#bytes;
    let end = this.#at + 1;
    while (end < bytes.length && isWord(bytes[end] ?? 0)) end += 1;
    if (end >= bytes.length && !last && end - this.#at < MOST_LINE) return 'more';
    const first = bytes[this.#at + 1] ?? 0;
    // `$1` is a parameter.
    if (bytes[end] !== DOLLAR || (first >= 48 && first <= 57)) return false;
    this.#tag = bytes.toString('latin1', this.#at, end + 1);
    this.#enter('dollar string', this.#tag.length);
    return true;
  }

  /** Looks for the end of a string or comment; whether it is here. */
  #leave(last: boolean): boolean {
    const bytes = this.#bytes;
    switch (this.#state) {
      case 'line comment':
        return this.#leaveAfter(bytes.indexOf(LF, this.#at), 0, last);
      case 'name':
      case 'string': {
        // A doubled quote ends it and opens it again.
        return this.#leaveAfter(bytes.indexOf(this.#state === 'name' ? DOUBLE : SINGLE, this.#at), 1);
      }
      case 'dollar string':
        return this.#leaveAfter(
          bytes.indexOf(this.#tag, this.#at, 'latin1'),
          this.#tag.length,
          false,
          this.#tag.length,
        );
      case 'escape string':
        return this.#leaveEscapes();
      default:
        return this.#leaveComment();
    }
  }

  /** `overlap`: bytes at the end of the chunk that may begin the end. */
  #leaveAfter(found: number, length: number, orAtEnd = false, overlap = 1): boolean {
    const to = found >= 0 ? found + length : orAtEnd ? this.#bytes.length : undefined;
    if (to !== undefined) this.#state = 'outside';
    this.#moveTo(to ?? Math.max(this.#at, this.#bytes.length - overlap + 1));
    return to !== undefined;
  }

  #leaveEscapes(): boolean {
    const { found, at } = endOfEscapes(this.#bytes, this.#at);
    if (found >= 0) return this.#leaveAfter(found, 1);
    this.#moveTo(at);
    return false;
  }

  #leaveComment(): boolean {
    const { found, at, depth } = endOfComment(this.#bytes, this.#at, this.#depth);
    if (found >= 0) return this.#leaveAfter(found, 2);
    this.#depth = depth;
    this.#moveTo(at);
    return false;
  }

  /** Counts the lines that are passed. */
  #moveTo(to: number): void {
    this.#line += linesIn(this.#bytes, this.#at, to);
    this.#at = to;
    if (!this.#inStatement) this.#start = to;
  }

  #clientCommand(last: boolean): Segment | 'more' | undefined {
    if (this.#inStatement) throw refuse(this.#line, 'a backslash within a statement', 'commands of psql are never run');
    this.#start = this.#at;
    const end = this.#bytes.indexOf(LF, this.#at);
    const length = (end < 0 ? this.#bytes.length : end) - this.#at;
    if (end < 0 && !last && length < MOST_LINE) return 'more';
    const text = this.#bytes.toString('utf8', this.#at + 1, this.#at + Math.min(length, MOST_LINE));
    const database = readClientCommand(text, this.#line);
    const place = { at: this.#base + this.#at, end: this.#base + this.#at + length, line: this.#line };
    this.#at += length;
    this.#start = this.#at;
    return database === undefined ? undefined : { kind: 'connect', database, ...place };
  }

  /** At the semicolon. */
  #finish(last: boolean): Segment | 'more' {
    const text = this.#bytes.subarray(this.#start, this.#at);
    const place = { at: this.#base + this.#start, end: this.#base + this.#at + 1, line: this.#startLine };
    let after = this.#at + 1;
    if (/^copy\b/i.test(text.toString('latin1', 0, 5)) && this.#options.takesRows(text, this.#startLine)) {
      const end = this.#bytes.indexOf(LF, after);
      if (end < 0 && !last && this.#bytes.length - after < MOST_LINE) return 'more';
      if (end < 0 || this.#bytes.toString('latin1', after, end).trim() !== '')
        throw refuse(this.#line, 'a COPY that does not end its line', 'its rows cannot be told from statements');
      after = end + 1;
      this.#line += 1;
      this.#openedLine = this.#line;
      this.#rowsAt = this.#base + after;
    }
    this.#at = after;
    this.#start = after;
    this.#inStatement = false;
    return { kind: 'statement', bytes: text, ...place };
  }

  /** Looks for the line that ends the rows; keeps no more of them than a chunk. */
  #passRows(from: number, last: boolean): Segment | undefined {
    const bytes = this.#bytes;
    for (let at = this.#at; ; ) {
      const found = bytes.indexOf('\\.', at, 'latin1');
      if (found < 0) break;
      const isAtStart = this.#base + found === from || (found > 0 && bytes[found - 1] === LF);
      const end = isAtStart ? endOfMark(bytes, found + 2, last) : undefined;
      if (end === 'more') {
        this.#keepFrom(found);
        return undefined;
      }
      if (end === undefined) {
        at = found + 2;
        continue;
      }
      this.#line += linesIn(bytes, this.#at, end);
      this.#at = end;
      this.#start = end;
      this.#rowsAt = undefined;
      return { kind: 'rows', at: from, end: this.#base + found, line: this.#openedLine };
    }
    this.#keepFrom(bytes.length - 1);
    return undefined;
  }

  /** The byte before is needed to see whether a line begins. */
  #keepFrom(at: number): void {
    const to = Math.max(this.#at, at);
    this.#line += linesIn(this.#bytes, this.#at, to);
    this.#at = to;
    this.#start = Math.max(this.#start, to - 1);
  }
}
