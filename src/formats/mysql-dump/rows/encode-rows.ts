import { UnreadableSql } from '../refuse-statement.js';
import { readLiteral, skipBlanks, skipValue } from './row-values.js';
import type { LiteralContext } from './row-values.js';
import type { RowKernel } from './row-kernel.js';
import { MAX_KERNEL_BYTES, rowKernel } from './row-kernel.js';
import { UNESCAPED } from '../tokens/unquote.js';

const TAB = 9;
const NEWLINE = 10;
const QUOTE = 39;
const BACKSLASH = 92;
const NOTHING = Buffer.alloc(0);
/** Memory for longer lines is given up behind their statement. */
const MOST_KEPT = 4 * 1024 * 1024;

/**
 * The meaning of each byte in a string for the encoder: 0 is copied, 1 ends the string or needs a closer look, 2 must
 * be escaped.
 */
const SPECIAL = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === QUOTE || byte === BACKSLASH ? 1 : byte === TAB || byte === NEWLINE ? 2 : 0,
);

/**
 * The byte that follows a backslash in the file, for each byte that follows one in the dump; 0 if the two escapes
 * differ.
 */
const SAME_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) =>
  '0bnrtZ\\\'"'.includes(String.fromCharCode(byte)) ? byte : 0,
);

/**
 * Rewrites the rows of INSERT statements as the lines that `LOAD DATA … FIELDS TERMINATED BY '\t' ESCAPED BY '\\' LINES
 * TERMINATED BY '\n'` reads. Works on bytes and decodes nothing: every field holds the bytes that the INSERT would have
 * stored, and NULL is `\N`.
 *
 * Takes only what `RowSums` has found to be plain literals; throws `UnreadableSql` for anything else.
 */
export class RowEncoder {
  private readonly skipped: readonly boolean[];
  private readonly context: LiteralContext;
  private readonly escapes: boolean;
  private readonly kernel: RowKernel | undefined;
  private bytes: Buffer = NOTHING;
  private out: Buffer = NOTHING;
  private length = 0;

  /** `skipped` says, by position in a row, which values are not fields; `kernel` writes the plain rows. */
  constructor(skipped: readonly boolean[], context: LiteralContext, kernel: RowKernel | 'none' = rowKernel()) {
    this.kernel = kernel === 'none' ? undefined : kernel;
    this.skipped = skipped;
    this.context = context;
    this.escapes = !context.noBackslashEscapes;
  }

  /** Returns the lines of one INSERT, whose VALUES end at `valuesAt`. They stand until the next call. */
  encode(body: Buffer, valuesAt: number): Buffer {
    this.bytes = body;
    this.length = 0;
    if (this.out.length > MOST_KEPT) this.out = NOTHING;
    const kernel = this.escapes && body.length <= MAX_KERNEL_BYTES ? this.kernel : undefined;
    kernel?.holdForLines(body, this.skipped);
    let at = skipBlanks(body, valuesAt);
    for (;;) {
      if (kernel) {
        const plain = kernel.encodeRows(at);
        this.append(plain.lines);
        at = skipBlanks(body, plain.at);
        if (at >= body.length && plain.lines.length > 0) break;
      }
      // A byte becomes two at most. The exception is NULL among empty strings, which is shorter in the lines.
      this.makeRoom(2 * (body.length - at) + 16);
      at = this.encodeRow(at);
      if (at < body.length && body[at] !== 44) at = skipBlanks(body, at);
      if (at >= body.length) break;
      if (body[at] !== 44) throw new UnreadableSql('it does more than add rows');
      at++;
      if (body[at] !== 40) at = skipBlanks(body, at);
    }
    return this.out.subarray(0, this.length);
  }

  private append(lines: Uint8Array): void {
    if (lines.length === 0) return;
    this.makeRoom(lines.length);
    this.out.set(lines, this.length);
    this.length += lines.length;
  }

  /** Room for so many bytes more, and for the somewhat longer lines of statements to come. */
  private makeRoom(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.out.length) return;
    const out = Buffer.allocUnsafeSlow(needed + (needed >> 3));
    this.out.copy(out, 0, 0, this.length);
    this.out = out;
  }

  private encodeRow(open: number): number {
    const { bytes, out, skipped } = this;
    if (bytes[open] !== 40) throw new UnreadableSql('its rows cannot be read');
    let at = open + 1;
    let first = true;
    for (let index = 0; index < skipped.length; index++) {
      if (skipped[index] === true) at = skipValue(bytes, at, this.context);
      else {
        if (first) first = false;
        else out[this.length++] = TAB;
        at = this.encodeValue(at);
      }
      if (bytes[at] !== 44 && bytes[at] !== 41) at = skipBlanks(bytes, at);
      if (bytes[at] !== (index === skipped.length - 1 ? 41 : 44))
        throw new UnreadableSql('a row has another number of values than columns');
      at++;
    }
    out[this.length++] = NEWLINE;
    return at;
  }

  /** Encodes one value; returns the offset after it. */
  private encodeValue(from: number): number {
    const { bytes } = this;
    const byte = bytes[from] as number;
    if (byte === QUOTE) {
      const end = this.encodeString(from + 1);
      // The server joins two adjacent strings.
      if (bytes[end] === 44 || bytes[end] === 41) return end;
      const behind = skipBlanks(bytes, end);
      if (bytes[behind] === 44 || bytes[behind] === 41) return behind;
      throw new UnreadableSql('a row holds a value that is not a plain literal');
    }
    if (byte >= 45 && byte <= 57) {
      const end = this.encodeNumber(from);
      if (end > 0) return end;
    } else if (byte === 78 && bytes[from + 1] === 85 && bytes[from + 2] === 76 && bytes[from + 3] === 76) {
      const behind = bytes[from + 4];
      if (behind === 44 || behind === 41) {
        this.encodeNull();
        return from + 4;
      }
    }
    return this.encodeSlowly(from);
  }

  private encodeNull(): void {
    this.out[this.length++] = BACKSLASH;
    this.out[this.length++] = 78;
  }

  /** Copies a number unchanged; 0 for anything else. */
  private encodeNumber(from: number): number {
    const { bytes, out } = this;
    let at = bytes[from] === 45 ? from + 1 : from;
    const digits = at;
    while (isDigit(bytes[at])) at++;
    let count = at - digits;
    if (bytes[at] === 46) {
      const point = ++at;
      while (isDigit(bytes[at])) at++;
      count += at - point;
    }
    if (count === 0) return 0;
    if (((bytes[at] as number) | 32) === 101) {
      at += bytes[at + 1] === 43 || bytes[at + 1] === 45 ? 2 : 1;
      const exponent = at;
      while (isDigit(bytes[at])) at++;
      if (at === exponent) return 0;
    }
    let end = at;
    if (bytes[end] !== 44 && bytes[end] !== 41) {
      end = skipBlanks(bytes, end);
      if (bytes[end] !== 44 && bytes[end] !== 41) return 0;
    }
    let { length } = this;
    for (let index = from; index < at; index++) out[length++] = bytes[index] as number;
    this.length = length;
    return end;
  }

  /** Reads from after the opening quote to after the closing one. */
  private encodeString(from: number): number {
    const { bytes, out, escapes } = this;
    const end = bytes.length;
    let { length } = this;
    let at = from;
    while (at < end) {
      const byte = bytes[at++] as number;
      const special = SPECIAL[byte] as number;
      if (special === 0) {
        out[length++] = byte;
        continue;
      }
      if (byte === QUOTE) {
        if (bytes[at] !== QUOTE) {
          this.length = length;
          return at;
        }
        at++;
        out[length++] = QUOTE;
      } else if (special === 2) {
        out[length++] = BACKSLASH;
        out[length++] = byte;
      } else if (!escapes) {
        out[length++] = BACKSLASH;
        out[length++] = BACKSLASH;
      } else {
        const escaped = bytes[at++] as number;
        const same = SAME_ESCAPE[escaped] as number;
        if (same > 0) {
          out[length++] = BACKSLASH;
          out[length++] = same;
        } else {
          // `\%` and `\_` keep their backslash, which then must be escaped; all others lose it.
          if ((UNESCAPED[escaped] as number) < 0) {
            out[length++] = BACKSLASH;
            out[length++] = BACKSLASH;
          } else if (SPECIAL[escaped] === 2) out[length++] = BACKSLASH;
          out[length++] = escaped;
        }
      }
    }
    throw new UnreadableSql('a string in it is not closed');
  }

  private encodeSlowly(from: number): number {
    const at = skipBlanks(this.bytes, from);
    if (at > from) return this.encodeValue(at);
    const literal = readLiteral(this.bytes, at, this.context);
    if (literal === undefined) throw new UnreadableSql('a row holds a value that is not a plain literal');
    if (literal.kind === 'null') this.encodeNull();
    else {
      for (const byte of literal.bytes) {
        if (byte === BACKSLASH || SPECIAL[byte] === 2) this.out[this.length++] = BACKSLASH;
        this.out[this.length++] = byte;
      }
    }
    return literal.end;
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
