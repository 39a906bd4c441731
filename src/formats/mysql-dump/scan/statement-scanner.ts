import type { StevedoreError } from '../../../contracts/errors.js';
import { readClientCommand } from './client-commands.js';
import {
  countNewlines,
  findClosingQuote,
  findSpecial,
  isAllBlank,
  isBlank,
  isQuote,
  resumeInsideQuotes,
  specialBytes,
  startsExecutableComment,
  startsLineComment,
  startsPlainComment,
} from './scan-bytes.js';
import { borrowScanKernel, returnScanKernel } from './scan-kernel.js';
import type { ScanKernel } from './scan-kernel.js';
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
  /** The kernel scans chunks of at least this many bytes. @default 4096 */
  readonly kernelFrom?: number;
}

/** Bytes needed after a position to judge it: the longest of `/*M!999999\-`, `DELIMITER` and a delimiter. */
const LOOK_AHEAD = 32;
const MAX_COMMENT_BYTES = 16 * 1024 * 1024;
const MOST_MIRRORED = 8 * 1024 * 1024;
const ROOM_BYTES = 4 * 1024 * 1024;
const OUTSIDE = 0;
const LINE_COMMENT = 1;
const BLOCK_COMMENT = 2;
const SANDBOX = /^\/\*M?!999999\\-/;

/** Splits a dump that arrives in arbitrary chunks into segments. Works on bytes and decodes nothing. */
export class StatementScanner {
  private bytes: Buffer = Buffer.alloc(0);
  private length = 0;
  /** Offset in the dump of `bytes[0]`. */
  private base: number;
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
  /** Whether the kernel holds the same bytes. */
  private mirrored = false;
  private kernel: ScanKernel | undefined;

  constructor(options: ScannerOptions) {
    this.options = options;
    this.base = options.start ?? 0;
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
    const unfinished = this.length - LOOK_AHEAD - this.start;
    if (unfinished > this.limit(this.inStatement)) throw this.tooLarge(unfinished);
  }

  /** Yields the rest. Throws DUMP_TRUNCATED inside a string, a comment or a statement. */
  *end(): Generator<Segment, void, undefined> {
    yield* this.scan(true);
    if (this.inStatement || this.state === BLOCK_COMMENT) throw this.truncated();
    if (this.start < this.length) yield this.cutComment(this.length);
    if (this.kernel) returnScanKernel(this.kernel);
    this.kernel = undefined;
    this.mirrored = false;
  }

  private *scan(last: boolean): Generator<Segment, void, undefined> {
    for (;;) {
      if (this.state !== OUTSIDE && !this.leaveState()) return;
      const limit = last ? this.length : this.length - LOOK_AHEAD;
      if (!this.inStatement) {
        while (this.at < this.length && isBlank(this.bytes[this.at])) this.at++;
        if (this.at >= limit) return;
        if (this.enterComment()) continue;
        if (this.at > this.start) yield this.cutComment(this.at);
        const command = readClientCommand(
          this.bytes.subarray(this.at, this.length),
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
      this.at = this.findSpecial(limit);
      if (this.at >= limit) return;
      if (this.isDelimiter()) yield this.cutStatement();
      else this.enterState();
    }
  }

  private findSpecial(limit: number): number {
    const { bytes, at, delimiter, special } = this;
    const escapes = !this.modes.noBackslashEscapes;
    return this.mirrored && this.kernel
      ? this.kernel.findSpecial(at, limit, delimiter[0] ?? 0, escapes)
      : findSpecial(bytes, at, limit, special, escapes);
  }

  /** Handles a special byte inside a statement. */
  private enterState(): void {
    const { bytes, at, length } = this;
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
    const { bytes, at, length } = this;
    if (this.base + at === 0 && length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
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
    const { bytes, state, length } = this;
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
    const { bytes, at, delimiter } = this;
    if (at + delimiter.length > this.length) return false;
    for (let index = 0; index < delimiter.length; index++) if (bytes[at + index] !== delimiter[index]) return false;
    return true;
  }

  private setDelimiter(delimiter: string): void {
    this.delimiterText = delimiter;
    this.delimiter = Buffer.from(delimiter, 'latin1');
    this.special = specialBytes(this.delimiter);
  }

  private cutStatement(): Segment {
    const body = this.bytes.subarray(this.start, this.at);
    if (body.length > this.options.maxStatementBytes) throw this.tooLarge(body.length);
    const { start, end, line } = this.place(this.at + this.delimiter.length);
    this.inStatement = false;
    // The client ignores a delimiter with nothing before it.
    if (body.length === 0) return { kind: 'comment-or-blank', start, end, line, body, blank: false };
    return { kind: 'statement', start, end, line, body, delimiter: this.delimiterText };
  }

  private cutComment(end: number): Segment {
    const body = this.bytes.subarray(this.start, end);
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
    const place = { start: this.base + this.start, end: this.base + end, line: this.line };
    this.line +=
      this.mirrored && this.kernel
        ? this.kernel.countNewlines(this.start, end)
        : countNewlines(this.bytes, this.start, end);
    this.start = this.at = end;
    return place;
  }

  /**
   * Appends a chunk to the unfinished bytes. Never overwrites segments already yielded; the caller may reuse the chunk.
   */
  private append(chunk: Buffer): void {
    if (this.bytes.length - this.length < chunk.length) this.makeRoom(chunk.length);
    chunk.copy(this.bytes, this.length);
    const at = this.length;
    this.length += chunk.length;
    this.mirror(at);
  }

  /** Moves the unfinished bytes to new memory, with room for many chunks from the second one on. */
  private makeRoom(chunk: number): void {
    const rest = this.length - this.start;
    const bytes = Buffer.allocUnsafeSlow(
      this.bytes.length === 0 ? chunk : Math.max(this.roomFor(rest, chunk), Math.min(ROOM_BYTES, 4 * chunk)),
    );
    this.bytes.copy(bytes, 0, this.start, this.length);
    this.bytes = bytes;
    this.base += this.start;
    this.at -= this.start;
    this.opened -= this.start;
    this.start = 0;
    this.length = rest;
    this.mirrored = false;
  }

  /** Copies the bytes from `at` on to the kernel, unless they are too few or too many to pay off. */
  private mirror(at: number): void {
    const isWorth = this.length >= (this.options.kernelFrom ?? 4_096) && this.length <= MOST_MIRRORED;
    const from = this.mirrored ? at : 0;
    this.mirrored = isWorth;
    if (!isWorth) return;
    this.kernel ??= borrowScanKernel();
    this.kernel.hold(this.bytes.subarray(from, this.length), from);
  }

  /** Doubles, so that a statement of many chunks is not copied once per chunk. Never exceeds the limit. */
  private roomFor(rest: number, chunk: number): number {
    const needed = rest + chunk;
    return rest > chunk
      ? Math.max(needed, Math.min(2 * needed, this.limit(this.inStatement) + chunk + LOOK_AHEAD))
      : needed;
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
    const line = this.line + (inside === 'a statement' ? 0 : countNewlines(this.bytes, this.start, this.opened));
    return dumpTruncated(line, this.base + this.length, inside);
  }
}
