import { CRC_START, CRC_TABLE, crcByte, crcBytes, crcDecimal, crcValue } from './crc.js';
import type { PlannedValue } from './row-plan.js';
import type { Literal } from './row-values.js';
import { UNESCAPED } from '../tokens/unquote.js';

/** Reads strings byte by byte up to this length, then by `indexOf`. */
const SHORT = 64;
const TAB = 9;

/** Computes the CRC-32 of rows, over the bytes that their literals stand for. */
export class RowCrc {
  /** Of the row so far. */
  value = CRC_START;

  private bytes: Buffer = Buffer.alloc(0);
  /** The byte that escapes in a string; 256 if no byte does. */
  private escape = 92;
  private nextQuote = -1;
  private nextBackslash = -1;

  /** Starts the rows of a statement. */
  open(body: Buffer, noBackslashEscapes: boolean): void {
    this.bytes = body;
    this.escape = noBackslashEscapes ? 256 : 92;
    this.nextQuote = this.nextBackslash = -1;
  }

  begin(): void {
    this.value = CRC_START;
  }

  /** Starts the next value. */
  separate(): void {
    this.value = crcByte(this.value, TAB);
  }

  /** Adds an unquoted number or NULL; -1 for anything else. */
  addPlain(start: number, first: number): number {
    const { bytes } = this;
    if (first === 78) {
      if (bytes[start + 1] !== 85 || bytes[start + 2] !== 76 || bytes[start + 3] !== 76) return -1;
      this.value = crcByte(crcByte(this.value, 0), 78);
      return start + 4;
    }
    const digitsFrom = first === 45 ? start + 1 : start;
    let at = digitsEnd(bytes, digitsFrom);
    const whole = at;
    if (bytes[at] === 46) at = digitsEnd(bytes, at + 1);
    // A sign or a point without a digit is not a number.
    if (whole === digitsFrom && at <= whole + 1) return -1;
    if (((bytes[at] as number) | 32) === 101) {
      const sign = bytes[at + 1];
      const digits = at + (sign === 43 || sign === 45 ? 2 : 1);
      at = digitsEnd(bytes, digits);
      if (at === digits) return -1;
    }
    let crc = this.value;
    for (let index = start; index < at; index++) {
      crc = (CRC_TABLE[(crc ^ (bytes[index] as number)) & 255] as number) ^ (crc >>> 8);
    }
    this.value = crc;
    return at;
  }

  /** Adds the bytes that a string stands for; returns its end, or -1 if it is not closed. */
  addString(open: number): number {
    const { bytes, escape } = this;
    const { length } = bytes;
    let crc = this.value;
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
          this.value = crc;
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

  /** Returns the next quote or escape, or -1. Remembers both, so that no byte is searched twice. */
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
  addLongString(open: number): number {
    const row = this.value;
    this.value = CRC_START;
    const end = this.addString(open);
    this.value = crcDecimal(row, crcValue(this.value));
    return end;
  }

  /** Returns false if the column's bytes are not certain. */
  addLiteral(literal: Literal, value: PlannedValue): boolean {
    if (literal.kind === 'null') {
      if (value.autoIncrement) return false;
      this.value = crcByte(crcByte(this.value, 0), 78);
      return true;
    }
    // A text column reads binary bytes in its own character set; a numeric one reads them as a number.
    if (literal.introduced && !value.binary) return false;
    if (literal.bits && value.form !== 'bit') return false;
    let { bytes } = literal;
    if (value.autoIncrement || (value.shape && !value.shape(bytes, 0, bytes.length))) return false;
    if (value.form === 'bit') {
      while (bytes.length > value.width && bytes[0] === 0) bytes = bytes.subarray(1);
      if (bytes.length > value.width) return false;
      for (let padding = value.width - bytes.length; padding > 0; padding--) this.value = crcByte(this.value, 0);
    }
    if (value.form === 'crc') {
      const own = crcBytes(CRC_START, bytes, 0, bytes.length);
      this.value = crcDecimal(this.value, crcValue(own));
    } else this.value = crcBytes(this.value, bytes, 0, bytes.length);
    return true;
  }
}

const digitsEnd = (bytes: Buffer, from: number): number => {
  let at = from;
  while ((bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) at++;
  return at;
};

const orLength = (bytes: Buffer, index: number): number => (index < 0 ? bytes.length : index);
