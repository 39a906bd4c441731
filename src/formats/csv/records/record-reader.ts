import { dialectBytes } from '../csv-dialect.js';
import type { CsvDialect, DialectBytes } from '../csv-dialect.js';
import { undoEscapes } from './undo-escapes.js';

/** Why a record cannot be split into fields. */
export type RecordFlaw = 'unclosed-quote' | 'too-long';

/** Where a record and its fields stand in the bytes that it was read from. The reader fills the same one again. */
export interface SplitRecord {
  /** Counted from 1, without the header. */
  readonly number: number;
  /** The line on which it begins, counted from 1 as an editor counts. */
  readonly line: number;
  readonly start: number;
  /** Behind its line end. */
  readonly end: number;
  readonly fields: number;
  readonly flaw?: RecordFlaw;
  /** Of an unclosed quote: the line that it stands on. */
  readonly quoteLine?: number;
}

const LF = 10;
const CR = 13;
const NEEDS_MORE = -1;
const UNCLOSED = -2;
/** As `UNCLOSED`, seen at a quote that opens another field. */
const LEFT_OPEN = -3;

/**
 * Splits CSV into records and fields. It is slower than the kernel, knows every dialect, and has the last word.
 *
 * 1. A field that begins with a quote runs to the next quote behind which a delimiter, a line end or the end of the
 *    file stands; every other quote in it is part of the value. Where one of those stands behind a line end of the
 *    field, it is taken for one that opens a field of another record: the quote before it never closes. So a stray
 *    quote costs a record, and does not swallow the next.
 * 2. LF and CRLF end a record. CR alone does where the first line end outside of quotes was a CR alone, and at the very
 *    end of the file; elsewhere it is part of the value.
 * 3. A record is looked for in the next `maxRecordBytes` only, so that what is found does not depend on how the file
 *    comes in pieces. Where a quote is open at the end of these, or of the file, the record's first line alone is
 *    flawed, and reading goes on behind it.
 * 4. No byte is looked at again for each of many unclosed quotes: `unclosedUntil` remembers how far none closes.
 */
export class RecordReader {
  /** The line that the next record begins on. */
  line = 1;
  /** Records so far. */
  records = 0;
  /** Where the next record begins; blank lines and comments before it are passed. */
  at = 0;
  /** Offset in the file of the first byte of what is read from. */
  base = 0;
  /** Offset in the file before which no quote closes. */
  unclosedUntil = 0;
  /** Whether CR alone ends records; not known before the first line end. */
  crEnds: boolean | undefined;
  /** Fields that a record has; of 1, a blank line is an empty value. @default not known, blank lines are skipped */
  columns = 0;
  /** Whether the rest of a line is being skipped. */
  passing = false;

  readonly bytes: DialectBytes;
  private readonly maxRecordBytes: number;
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly quoted: boolean[] = [];
  private openQuote = -1;

  constructor(dialect: CsvDialect, maxRecordBytes: number) {
    this.bytes = dialectBytes(dialect);
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * The next record in `bytes` from `at` on; undefined where more bytes are needed, or at the end of a `final` piece.
   */
  next(bytes: Buffer, to: number, final: boolean): SplitRecord | undefined {
    for (;;) {
      if (this.passing && !this.skipLine(bytes, to, final)) return undefined;
      if (this.at >= to) return undefined;
      if (bytes[this.at] === this.bytes.comment) {
        this.passing = true;
        continue;
      }
      const start = this.at;
      const whole = to - start < this.maxRecordBytes;
      const limit = whole ? to : start + this.maxRecordBytes;
      const end = this.split(bytes, start, limit, final && whole);
      if (end === NEEDS_MORE && whole) return undefined;
      if (end < 0) return this.flawed(bytes, start, limit, to, final && whole, end === LEFT_OPEN);
      const next = this.behindLineEnd(bytes, end, to);
      const blank = this.starts.length === 1 && this.starts[0] === this.ends[0] && this.quoted[0] === false;
      const line = this.line;
      this.line += blank ? 1 : this.countLines(bytes, start, next);
      this.at = next;
      if (blank && this.columns !== 1) continue;
      return { number: ++this.records, line, start, end: next, fields: this.starts.length };
    }
  }

  /** Skips lines, of which the file's style of line ends is not concluded. True once all of them are passed. */
  skipLine(bytes: Buffer, to: number, final: boolean): boolean {
    for (let at = this.at; at < to; at++) {
      const byte = bytes[at];
      if (byte !== LF && byte !== CR) continue;
      if (byte === CR) {
        if (at + 1 >= to && !final) break;
        if (bytes[at + 1] === LF && at + 1 < to) at++;
        else if (this.crEnds === false) continue;
      }
      this.at = at + 1;
      this.line++;
      this.passing = false;
      return true;
    }
    if (final) {
      this.at = to;
      this.passing = false;
      return true;
    }
    // What was looked at is passed, but for a CR that an LF may follow.
    this.at = to > this.at && bytes[to - 1] === CR ? to - 1 : to;
    this.passing = true;
    return false;
  }

  /** The value of a field of the record that was read last: null where nothing stands, not even quotes. */
  value(bytes: Buffer, index: number): string | null {
    const [start = 0, end = 0, quoted = false] = [this.starts[index], this.ends[index], this.quoted[index]];
    if (start === end) return quoted ? '' : null;
    const text = bytes.toString('utf8', start, end);
    const { quote, escape } = this.bytes;
    if (escape !== quote) return undoEscapes(text, this.bytes, quoted);
    return quoted ? text.replaceAll(String.fromCharCode(quote, quote), String.fromCharCode(quote)) : text;
  }

  /** Where a field of the record that was read last begins, with its quote. */
  readonly startOf = (index: number): number => (this.starts[index] ?? 0) - Number(this.quoted[index] === true);

  /** The values of the record that was read last. */
  values(bytes: Buffer): (string | null)[] {
    return this.starts.map((_, index) => this.value(bytes, index));
  }

  /** Where the record's last field ends, or why that is not known. */
  private split(bytes: Buffer, from: number, to: number, final: boolean): number {
    this.starts.length = this.ends.length = this.quoted.length = 0;
    let at = from;
    for (;;) {
      const quoted = bytes[at] === this.bytes.quote && at < to;
      this.openQuote = quoted ? at : -1;
      const end = quoted ? this.closingQuote(bytes, at + 1, to, final) : this.fieldEnd(bytes, at, to, final);
      if (end < 0) return end;
      this.openQuote = -1;
      this.starts.push(quoted ? at + 1 : at);
      this.ends.push(end);
      this.quoted.push(quoted);
      at = quoted ? end + 1 : end;
      if (at >= to || !this.startsDelimiter(bytes, at, to)) return at;
      at += this.bytes.delimiter.length;
      if (at >= to && !final) return NEEDS_MORE;
    }
  }

  private closingQuote(bytes: Buffer, from: number, to: number, final: boolean): number {
    const { quote, escape } = this.bytes;
    let at = from;
    let inLine = from;
    while (at < to) {
      const found = this.nextOf(bytes, at, to, quote, escape);
      if (found < 0) break;
      if (found > at && this.base + found < this.unclosedUntil) {
        // Before this offset no quote closes, whatever quote opened; what stands right there is looked at as a whole.
        let behind = Math.min(this.unclosedUntil - this.base, to);
        while (behind > found && (bytes[behind - 1] === quote || bytes[behind - 1] === escape)) behind--;
        if (behind > found) {
          at = behind;
          continue;
        }
      }
      const next = found + 1;
      if (next >= to && !final) return NEEDS_MORE;
      const byte = next < to ? bytes[next] : -1;
      if (bytes[found] === escape && (byte === quote || byte === escape)) at = found + 2;
      else if (bytes[found] !== quote) at = next;
      else if (byte === quote) at = found + 2;
      else {
        const ended = this.endsField(bytes, next, to, final);
        if (ended === 1) return found;
        if (ended < 0) return NEEDS_MORE;
        while (inLine < found && !this.isLineEnd(bytes[inLine])) inLine++;
        if (inLine < found) return LEFT_OPEN;
        at = next;
      }
    }
    return final ? UNCLOSED : NEEDS_MORE;
  }

  private isLineEnd(byte: number | undefined): boolean {
    return byte === LF || (byte === CR && this.crEnds === true);
  }

  private nextOf(bytes: Buffer, from: number, to: number, quote: number, escape: number): number {
    if (quote === escape) {
      const found = bytes.indexOf(quote, from);
      return found >= to ? -1 : found;
    }
    for (let at = from; at < to; at++) if (bytes[at] === quote || bytes[at] === escape) return at;
    return -1;
  }

  private fieldEnd(bytes: Buffer, from: number, to: number, final: boolean): number {
    const { delimiter, quote, escape } = this.bytes;
    const [first] = delimiter;
    const escapes = escape !== quote;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      if (byte === first || byte === LF || byte === CR) {
        const ended = this.endsField(bytes, at, to, final);
        if (ended === 1) return at;
        if (ended < 0) return NEEDS_MORE;
      } else if (escapes && byte === escape) {
        if (at + 1 >= to && !final) return NEEDS_MORE;
        if (this.mayBeEscaped(bytes[at + 1])) at++;
      }
    }
    return final ? to : NEEDS_MORE;
  }

  private mayBeEscaped(byte: number | undefined): boolean {
    const { delimiter, quote, escape } = this.bytes;
    return byte === delimiter[0] || byte === quote || byte === escape || byte === LF || byte === CR;
  }

  /** Whether a field ends before `at`: 1 or 0; -1 where more bytes decide. */
  private endsField(bytes: Buffer, at: number, to: number, final: boolean): -1 | 0 | 1 {
    if (at >= to) return final ? 1 : -1;
    const byte = bytes[at];
    if (byte === LF) {
      this.crEnds ??= false;
      return 1;
    }
    if (byte === CR) {
      if (at + 1 >= to) return final ? 1 : -1;
      const pair = bytes[at + 1] === LF;
      this.crEnds ??= !pair;
      return pair || this.crEnds ? 1 : 0;
    }
    const { delimiter } = this.bytes;
    if (byte !== delimiter[0]) return 0;
    if (this.startsDelimiter(bytes, at, to)) return 1;
    const cut =
      at + delimiter.length > to && delimiter.subarray(0, to - at).every((one, index) => one === bytes[at + index]);
    return cut && !final ? -1 : 0;
  }

  private startsDelimiter(bytes: Buffer, at: number, to: number): boolean {
    const { delimiter } = this.bytes;
    if (bytes[at] !== delimiter[0] || at + delimiter.length > to) return false;
    for (let index = 1; index < delimiter.length; index++) if (bytes[at + index] !== delimiter[index]) return false;
    return true;
  }

  private behindLineEnd(bytes: Buffer, at: number, to: number): number {
    if (at >= to) return to;
    return bytes[at] === CR && at + 1 < to && bytes[at + 1] === LF ? at + 2 : at + 1;
  }

  /** Line ends in a record, one of which ends it; the last record of a file may have none. */
  private countLines(bytes: Buffer, from: number, to: number): number {
    let lines = 0;
    for (let at = bytes.indexOf(LF, from); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) lines++;
    if (this.crEnds !== true) return lines;
    for (let at = bytes.indexOf(CR, from); at >= 0 && at < to; at = bytes.indexOf(CR, at + 1))
      if (at + 1 >= to || bytes[at + 1] !== LF) lines++;
    return lines;
  }

  private flawed(bytes: Buffer, start: number, limit: number, to: number, final: boolean, open: boolean): SplitRecord {
    const { line, openQuote } = this;
    const number = ++this.records;
    if (openQuote < 0) {
      this.line += this.countLines(bytes, start, limit);
      this.at = limit;
      this.passing = true;
      return { number, line, start, end: limit, fields: 0, flaw: 'too-long' };
    }
    // What stands right before the limit may not be decided yet.
    const decided = limit - this.bytes.delimiter.length - 2;
    if (!open) this.unclosedUntil = Math.max(this.unclosedUntil, this.base + decided);
    const quoteLine = line + this.countLines(bytes, start, openQuote);
    let end = start;
    while (end < limit && !this.isLineEnd(bytes[end])) end++;
    const known = final || end + 1 < limit || (end < limit && bytes[end] === LF);
    this.at = known ? this.behindLineEnd(bytes, end, to) : end;
    if (known) this.line++;
    else this.passing = true;
    return { number, line, start, end: this.at, fields: 0, flaw: 'unclosed-quote', quoteLine };
  }
}
