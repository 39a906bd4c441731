import type { StevedoreError } from '../../../contracts/errors.js';
import { ByteWindow } from './byte-window.js';
import { readClientCommand } from './client-commands.js';
import {
  countNewlines,
  findClosingQuote,
  isAllBlank,
  isBlank,
  isQuote,
  resumeInsideQuotes,
  specialBytes,
  startsExecutableComment,
  startsLineComment,
  startsPlainComment,
} from './scan-bytes.js';
import { dumpTruncated, statementTooLarge } from './scan-errors.js';
import type { Segment, SegmentPlace } from './segment.js';
import type { QuotingModes } from '../sql-modes.js';

export type { Segment } from './segment.js';

export interface ScannerOptions {
  /** Offset of the first byte. @default 0 */
  readonly start?: number;
  /** Line of the first byte. @default 1 */
  readonly line?: number;
  /** @default ';' */
  readonly delimiter?: string;
  /** Read at each statement's start, so that the consumer may change it after a `SET sql_mode`. @default neither */
  readonly modes?: QuotingModes;
  /** Longer statements throw DUMP_STATEMENT_TOO_LARGE. */
  readonly maxStatementBytes: number;
  /**
   * Receives the refusal of a client command instead of having it thrown; the command's line is then skipped like a
   * comment.
   */
  readonly onRefused?: (error: StevedoreError) => void;
  /** Whether a segment's bytes may be overwritten by the next chunk: its reader keeps none. @default false */
  readonly reuses?: boolean;
  /** The kernel scans chunks of at least this many bytes. @default 4096 */
  readonly kernelFrom?: number;
}

/** Bytes needed after a position to judge it: the longest of `/*M!999999\-`, `DELIMITER` and a delimiter. */
const LOOK_AHEAD = 32;
const MAX_COMMENT_BYTES = 16 * 1024 * 1024;
const OUTSIDE = 0;
const LINE_COMMENT = 1;
const BLOCK_COMMENT = 2;
const SANDBOX = /^\/\*M?!999999\\-/;

/** Splits a dump that arrives in arbitrary chunks into segments. Works on bytes and decodes nothing. */
export class StatementScanner {
  private readonly window: ByteWindow;
  private line: number;
  private delimiter: Buffer;
  private delimiterText: string;
  private special: Uint8Array;
  private modes: QuotingModes;
  private readonly options: ScannerOptions;

  /** Of the current segment. */
  private start = 0;
  private at = 0;
  private inStatement = false;
  /** One of the three states, or the open quote. */
  private state = OUTSIDE;
  /** The offset after what opened the string or comment. */
  private opened = 0;

  constructor(options: ScannerOptions) {
    this.options = options;
    this.window = new ByteWindow(options.start ?? 0, options.kernelFrom ?? 4_096, options.reuses);
    this.line = options.line ?? 1;
    this.delimiterText = options.delimiter ?? ';';
    this.delimiter = Buffer.from(this.delimiterText, 'latin1');
    this.special = specialBytes(this.delimiter);
    this.modes = options.modes ?? { noBackslashEscapes: false, ansiQuotes: false };
  }

  /** Takes the next bytes and yields the segments that end in them. The caller must consume all segments. */
  *push(chunk: Buffer): Generator<Segment, void, undefined> {
    this.append(chunk);
    yield* this.scan(false);
    const unfinished = this.window.length - LOOK_AHEAD - this.start;
    if (unfinished > this.limit(this.inStatement)) throw this.tooLarge(unfinished);
  }

  /** Yields the rest. Throws DUMP_TRUNCATED inside a string, a comment or a statement. */
  *end(): Generator<Segment, void, undefined> {
    yield* this.scan(true);
    if (this.inStatement || this.state === BLOCK_COMMENT) throw this.truncated();
    if (this.start < this.window.length) yield this.cutComment(this.window.length);
    this.window.close();
  }

  private *scan(last: boolean): Generator<Segment, void, undefined> {
    for (;;) {
      if (this.state !== OUTSIDE && !this.leaveState()) return;
      const limit = last ? this.window.length : this.window.length - LOOK_AHEAD;
      if (!this.inStatement) {
        while (this.at < this.window.length && isBlank(this.window.bytes[this.at])) this.at++;
        if (this.at >= limit) return;
        if (this.enterComment()) continue;
        if (this.at > this.start) yield this.cutComment(this.at);
        const command = readClientCommand(
          this.window.bytes.subarray(this.at, this.window.length),
          this.line,
          last,
          this.options.onRefused,
        );
        if (command === 'more') return;
        if (command === 'refused') {
          this.state = LINE_COMMENT;
          continue;
        }
        if (command) {
          this.setDelimiter(command.delimiter);
          const { start, end, line } = this.place(this.at + command.length);
          yield { kind: 'delimiter-command', start, end, line, delimiter: command.delimiter };
          continue;
        }
        this.inStatement = true;
        this.modes = this.options.modes ?? this.modes;
      }
      const escapes = !this.modes.noBackslashEscapes;
      this.at = this.window.findSpecial(this.at, limit, this.special, this.delimiter[0] ?? 0, escapes);
      if (this.at >= limit) return;
      if (this.isDelimiter()) yield this.cutStatement();
      else this.enterState();
    }
  }

  /** Handles a special byte inside a statement. */
  private enterState(): void {
    const { bytes, length } = this.window;
    const { at } = this;
    const byte = bytes[at] as number;
    if (isQuote(byte)) {
      this.state = byte;
      this.opened = this.at = at + 1;
    } else if (startsLineComment(bytes, at, length)) this.state = LINE_COMMENT;
    else if (startsPlainComment(bytes, at, length)) {
      this.state = BLOCK_COMMENT;
      this.opened = this.at = at + 2;
    }
    // The content of an executable comment is code: quotes and delimiters count in it, as they do for the client.
    else this.at = at + (startsExecutableComment(bytes, at, length) ? 2 : 1);
  }

  /** Between statements. The line that enables the client's sandbox counts as a comment too. */
  private enterComment(): boolean {
    const { bytes, length } = this.window;
    const { at } = this;
    if (this.window.base + at === 0 && length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      this.at = 3;
      return true;
    }
    if (startsLineComment(bytes, at, length)) this.state = LINE_COMMENT;
    else if (
      startsPlainComment(bytes, at, length) ||
      (bytes[at] === 47 && SANDBOX.test(bytes.toString('latin1', at, Math.min(length, at + 12))))
    ) {
      this.state = BLOCK_COMMENT;
      this.opened = this.at = at + 2;
    } else return false;
    return true;
  }

  /** Goes to the end of the open string or comment; false if the bytes end first. */
  private leaveState(): boolean {
    const { bytes, length } = this.window;
    const { state } = this;
    if (state === LINE_COMMENT) {
      const end = bytes.indexOf(10, this.at);
      const found = end >= 0 && end < length;
      this.at = found ? end + 1 : length;
      if (found) this.state = OUTSIDE;
      return found;
    }
    if (state === BLOCK_COMMENT) {
      const end = bytes.indexOf('*/', this.at, 'latin1');
      const found = end >= 0 && end + 2 <= length;
      this.at = found ? end + 2 : Math.max(this.at, length - 1);
      if (found) this.state = OUTSIDE;
      return found;
    }
    const escapes = state !== 96 && !this.modes.noBackslashEscapes && !(state === 34 && this.modes.ansiQuotes);
    const end = findClosingQuote(bytes, this.opened, this.at, length, state, escapes);
    if (end < 0) {
      this.at = Math.max(this.opened, resumeInsideQuotes(bytes, this.opened, length, escapes));
      return false;
    }
    this.at = end;
    this.state = OUTSIDE;
    return true;
  }

  private isDelimiter(): boolean {
    const { at, delimiter } = this;
    const { bytes, length } = this.window;
    if (at + delimiter.length > length) return false;
    for (let index = 0; index < delimiter.length; index++) if (bytes[at + index] !== delimiter[index]) return false;
    return true;
  }

  private setDelimiter(delimiter: string): void {
    this.delimiterText = delimiter;
    this.delimiter = Buffer.from(delimiter, 'latin1');
    this.special = specialBytes(this.delimiter);
  }

  private cutStatement(): Segment {
    const body = this.window.bytes.subarray(this.start, this.at);
    if (body.length > this.options.maxStatementBytes) throw this.tooLarge(body.length);
    const { start, end, line } = this.place(this.at + this.delimiter.length);
    this.inStatement = false;
    // The client ignores a delimiter with nothing before it.
    if (body.length === 0) return { kind: 'comment-or-blank', start, end, line, body, blank: false };
    return { kind: 'statement', start, end, line, body, delimiter: this.delimiterText };
  }

  private cutComment(end: number): Segment {
    const body = this.window.bytes.subarray(this.start, end);
    if (body.length > this.limit(false)) throw this.tooLarge(body.length);
    const place = this.place(end);
    return {
      kind: 'comment-or-blank',
      start: place.start,
      end: place.end,
      line: place.line,
      body,
      blank: isAllBlank(body),
    };
  }

  /** Ends the segment at `end` and begins the next. */
  private place(end: number): SegmentPlace {
    const place = { start: this.window.base + this.start, end: this.window.base + end, line: this.line };
    this.line += this.window.countNewlines(this.start, end);
    this.start = this.at = end;
    return place;
  }

  /** Appends a chunk to the unfinished bytes; the caller may reuse the chunk. */
  private append(chunk: Buffer): void {
    const moved = this.window.append(chunk, this.start, this.limit(this.inStatement) + LOOK_AHEAD);
    this.start -= moved;
    this.at -= moved;
    this.opened -= moved;
  }

  /** Comments are kept whole too, and a range may hold one that is longer than its statements. */
  private limit(isStatement: boolean): number {
    const { maxStatementBytes } = this.options;
    return isStatement ? maxStatementBytes : Math.max(maxStatementBytes, MAX_COMMENT_BYTES);
  }

  private tooLarge(bytes: number): StevedoreError {
    return statementTooLarge(this.line, bytes, this.limit(this.inStatement));
  }

  private truncated(): StevedoreError {
    const inside =
      this.state === OUTSIDE || this.state === LINE_COMMENT
        ? 'a statement'
        : this.state === BLOCK_COMMENT
          ? 'a comment'
          : 'a string';
    const line = this.line + (inside === 'a statement' ? 0 : countNewlines(this.window.bytes, this.start, this.opened));
    return dumpTruncated(line, this.window.base + this.window.length, inside);
  }
}
