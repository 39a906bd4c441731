import { CRC_START, CRC_TABLE, crcByte, crcBytes, crcDecimal, crcValue } from './crc.js';
import { UnreadableSql } from './refuse-statement.js';
import type { RowKernel } from './row-kernel.js';
import { MAX_KERNEL_BYTES, rowKernel } from './row-kernel.js';
import type { PlannedValue } from './row-plan.js';
import { ExecutableComment, readLiteral, skipBlanks, skipValue } from './row-values.js';
import type { Literal, LiteralContext } from './row-values.js';
import { isBlank } from './scan-bytes.js';
import { textProblem } from './text-problem.js';
import { readUpsertClause } from './rows/upsert-clause.js';
import { UNESCAPED } from './unquote.js';

/** So many sums of 32 bits are exact in a number. */
const FLUSH_EVERY = 1 << 20;
/** Strings are read byte by byte so far, then by `indexOf`. */
const SHORT = 64;
const TAB = 9;

/**
 * Counts the rows of INSERT statements and sums them: per row the CRC-32 of its fields joined by tabs (NULL is 00 4E), as
 * `SUM(CRC32(CONCAT_WS('\t', …)))` does on the server. One instance sums one table.
 */
export class RowSums {
  rows = 0;
  /** The first reason why the sum is void; the count goes on. */
  reason: string | undefined;
  /** Whether every value that is to be stored is a plain literal. */
  literal = true;
  /** Whether a statement updates an earlier row of the same key in place of adding one. */
  upserts = false;

  private total = 0n;
  private partial = 0;
  private unflushed = 0;

  /** Absent: every row is read here. */
  private readonly kernel: RowKernel | undefined;
  private bytes: Buffer = Buffer.alloc(0);
  /** The byte that escapes in a string; 256 is none. */
  private escape = 92;
  /** Of the row, up to here. */
  private crc = CRC_START;
  private context: LiteralContext = { noBackslashEscapes: false, ansiQuotes: false };
  private nextQuote = -1;
  private nextBackslash = -1;

  /** `kernel` reads the rows that are plain; without it every row is read here, and the sums are the same. */
  constructor(kernel: RowKernel | 'none' = rowKernel()) {
    this.kernel = kernel === 'none' ? undefined : kernel;
  }

  /** The exact sum as a decimal string. */
  get sum(): string {
    return (this.total + BigInt(this.partial)).toString();
  }

  /**
   * Adds the rows of one INSERT from behind its VALUES on, and gives how many they are.
   * Throws `ExecutableComment`, which leaves no trace, and `UnreadableSql` where more than rows follows, and for values that reach beyond their row.
   */
  add(body: Buffer, valuesAt: number, values: readonly PlannedValue[], context: LiteralContext): number {
    const { rows, total, partial, unflushed, reason, literal } = this;
    try {
      return this.addStatement(body, valuesAt, values, context);
    } catch (error) {
      // The statement may be added again, as the server reads it.
      if (error instanceof ExecutableComment) Object.assign(this, { rows, total, partial, unflushed, reason, literal });
      throw error;
    }
  }

  private addStatement(body: Buffer, valuesAt: number, values: readonly PlannedValue[], context: LiteralContext): number {
    this.bytes = body;
    this.context = context;
    // Under NO_BACKSLASH_ESCAPES no byte escapes; 256 is none.
    this.escape = context.noBackslashEscapes ? 256 : 92;
    this.nextQuote = this.nextBackslash = -1;
    const before = this.rows;
    const kernel = context.noBackslashEscapes || body.length > MAX_KERNEL_BYTES ? undefined : this.kernel;
    kernel?.holdForSum(body, values);
    let at = skipBlanks(body, valuesAt);
    for (;;) {
      if (kernel) {
        const plain = kernel.sumRows(at);
        this.rows += plain.rows;
        this.total += plain.sum;
        at = skipBlanks(body, plain.at);
        if (at >= body.length && plain.rows > 0) return this.rows - before;
      }
      if (body[at] !== 40) throw new UnreadableSql('its rows cannot be read');
      at = this.addRow(at + 1, values);
      this.rows++;
      at = skipBlanks(body, at);
      if (at >= body.length) return this.rows - before;
      if (body[at] !== 44) {
        readUpsertClause(body, at, context);
        this.upserts = true;
        return this.rows - before;
      }
      at = skipBlanks(body, at + 1);
    }
  }

  /** Makes the table counted only. */
  giveUp(reason: string): void {
    this.reason ??= reason;
  }

  /** One row from behind its parenthesis to behind the closing one. */
  private addRow(from: number, values: readonly PlannedValue[]): number {
    const { bytes } = this;
    let at = from;
    let index = 0;
    let first = true;
    this.crc = CRC_START;
    if (values.length === 0) {
      at = skipBlanks(bytes, at);
      if (bytes[at] === 41) return this.endRow(at);
    }
    for (;;) {
      const value = values[index++];
      if (value === undefined) this.giveUp('a row has another number of values than columns');
      if (value === undefined || value.leftOut) at = this.passOver(at, value);
      else {
        if (first) first = false;
        else this.crc = crcByte(this.crc, TAB);
        at = this.addValue(at, value);
      }
      const byte = bytes[at];
      if (byte === 44) at++;
      else if (byte === 41) {
        if (index !== values.length) this.giveUp('a row has another number of values than columns');
        return this.endRow(at);
      } else throw new UnreadableSql('its last row is not closed');
    }
  }

  private passOver(from: number, value: PlannedValue | undefined): number {
    const { bytes, context } = this;
    if (value?.generated !== true && this.literal) {
      const literal = readLiteral(bytes, skipBlanks(bytes, from), context);
      const end = literal && skipBlanks(bytes, literal.end);
      if (end === undefined || (bytes[end] !== 44 && bytes[end] !== 41)) this.literal = false;
    }
    return skipValue(bytes, from, context);
  }

  private endRow(at: number): number {
    this.partial += crcValue(this.crc);
    if (++this.unflushed === FLUSH_EVERY) {
      this.total += BigInt(this.partial);
      this.partial = this.unflushed = 0;
    }
    return at + 1;
  }

  /** One value, to the `,` or `)` behind it. */
  private addValue(from: number, value: PlannedValue): number {
    const { bytes, crc } = this;
    let start = from;
    while (isBlank(bytes[start])) start++;
    const byte = bytes[start] as number;
    let end = -1;
    if (value.form !== 'bit') {
      if (byte === 39) end = value.form === 'crc' ? this.addLongString(start) : this.addString(start);
      else if (value.form === 'value' && (byte <= 57 || byte === 78)) end = this.addPlain(start, byte);
    }
    if (end >= 0) {
      const behind = end;
      if (bytes[end] !== 44 && bytes[end] !== 41) end = skipBlanks(bytes, end);
      if (bytes[end] === 44 || bytes[end] === 41) {
        const problem = textProblem(bytes, start, behind, value, this.context);
        if (problem !== undefined) this.giveUp(problem);
        return end;
      }
    }
    this.crc = crc;
    return this.addSlowly(start, value);
  }

  /** A number as it stands, or NULL; -1 for anything else. */
  private addPlain(start: number, first: number): number {
    const { bytes } = this;
    if (first === 78) {
      if (bytes[start + 1] !== 85 || bytes[start + 2] !== 76 || bytes[start + 3] !== 76) return -1;
      this.crc = crcByte(crcByte(this.crc, 0), 78);
      return start + 4;
    }
    const digitsFrom = first === 45 ? start + 1 : start;
    let at = digitsEnd(bytes, digitsFrom);
    const whole = at;
    if (bytes[at] === 46) at = digitsEnd(bytes, at + 1);
    // A sign or a point without a digit is no number.
    if (whole === digitsFrom && at <= whole + 1) return -1;
    if (((bytes[at] as number) | 32) === 101) {
      const sign = bytes[at + 1];
      const digits = at + (sign === 43 || sign === 45 ? 2 : 1);
      at = digitsEnd(bytes, digits);
      if (at === digits) return -1;
    }
    let { crc } = this;
    for (let index = start; index < at; index++) {
      crc = (CRC_TABLE[(crc ^ (bytes[index] as number)) & 255] as number) ^ (crc >>> 8);
    }
    this.crc = crc;
    return at;
  }

  /** The bytes that a string stands for; its end, or -1 where it is not closed. */
  private addString(open: number): number {
    const { bytes, escape } = this;
    const { length } = bytes;
    let { crc } = this;
    let at = open + 1;
    for (;;) {
      const near = at + SHORT < length ? at + SHORT : length;
      let byte = 0;
      while (at < near) {
        byte = bytes[at] as number;
        if (byte === 39 || byte === escape) break;
        crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
        at++;
      }
      if (at === near) {
        const special = this.nextSpecial(at);
        if (special < 0) return -1;
        crc = crcBytes(crc, bytes, at, special);
        at = special;
        byte = bytes[at] as number;
      }
      if (byte === 39) {
        if (bytes[at + 1] !== 39) {
          this.crc = crc;
          return at + 1;
        }
        crc = crcByte(crc, 39);
      } else {
        if (at + 1 >= length) return -1;
        const escaped = bytes[at + 1] as number;
        const meaning = UNESCAPED[escaped] as number;
        crc = meaning < 0 ? crcByte(crcByte(crc, 92), escaped) : crcByte(crc, meaning);
      }
      at += 2;
    }
  }

  /** The next quote or escape, or -1; both are remembered, so that no byte is searched twice. */
  private nextSpecial(from: number): number {
    const { bytes } = this;
    if (this.nextQuote < from) this.nextQuote = orLength(bytes, bytes.indexOf(39, from));
    if (this.escape === 92 && this.nextBackslash < from) {
      this.nextBackslash = orLength(bytes, bytes.indexOf(92, from));
    }
    const special = this.escape === 92 ? Math.min(this.nextQuote, this.nextBackslash) : this.nextQuote;
    return special === bytes.length ? -1 : special;
  }

  /** A long column enters by the decimal CRC-32 of its bytes. */
  private addLongString(open: number): number {
    const row = this.crc;
    this.crc = CRC_START;
    const end = this.addString(open);
    this.crc = crcDecimal(row, crcValue(this.crc));
    return end;
  }

  private addSlowly(start: number, value: PlannedValue): number {
    const { bytes, context } = this;
    const at = skipBlanks(bytes, start);
    // Only a comment stood before it.
    if (at > start) return this.addValue(at, value);
    const literal = readLiteral(bytes, at, context);
    if (literal) {
      const end = skipBlanks(bytes, literal.end);
      if ((bytes[end] === 44 || bytes[end] === 41) && this.addLiteral(literal, value)) return end;
    }
    this.giveUp('a row holds a value that is no plain literal of its column');
    return skipValue(bytes, at, context);
  }

  /** False where the column's bytes are not certain. */
  private addLiteral(literal: Literal, value: PlannedValue): boolean {
    if (literal.kind === 'null') {
      if (value.autoIncrement) return false;
      this.crc = crcByte(crcByte(this.crc, 0), 78);
      return true;
    }
    // Bytes in a text column are taken in that column's character set, in a number they are a number.
    if (literal.introduced && !value.binary) return false;
    if (literal.bits && value.form !== 'bit') return false;
    let { bytes } = literal;
    if (value.autoIncrement || (value.shape && !value.shape(bytes, 0, bytes.length))) return false;
    if (value.form === 'bit') {
      while (bytes.length > value.width && bytes[0] === 0) bytes = bytes.subarray(1);
      if (bytes.length > value.width) return false;
      for (let padding = value.width - bytes.length; padding > 0; padding--) this.crc = crcByte(this.crc, 0);
    }
    if (value.form === 'crc') {
      const own = crcBytes(CRC_START, bytes, 0, bytes.length);
      this.crc = crcDecimal(this.crc, crcValue(own));
    } else this.crc = crcBytes(this.crc, bytes, 0, bytes.length);
    return true;
  }
}

const digitsEnd = (bytes: Buffer, from: number): number => {
  let at = from;
  while ((bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) at++;
  return at;
};

const orLength = (bytes: Buffer, index: number): number => (index < 0 ? bytes.length : index);
