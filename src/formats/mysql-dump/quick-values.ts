import { CRC_START, CRC_TABLE } from './crc.js';
import type { QuickForm } from './quick-form.js';
import { QUICK } from './quick-form.js';

/** Longer strings are summed by zlib. */
const SHORT = 64;

/** Sums the values that are of their column's quick form: one pass over a value reads it, judges it and adds it to the row's CRC-32. */
export class QuickValues {
  protected bytes: Buffer = Buffer.alloc(0);
  /** The byte that escapes in a string; 256 is none. */
  protected escape = 92;
  /** Of the row, up to here. */
  protected crc = CRC_START;

  /** Adds a value and gives where the `,` or `)` behind it stands; 0 where it is of another form, and then nothing has changed. */
  protected addQuick(at: number, form: QuickForm, autoIncrement: boolean): number {
    const { kind } = form;
    if (kind === QUICK.none) return 0;
    if (this.bytes[at] !== 39) return kind === QUICK.whole || kind === QUICK.decimal ? this.addNumber(at, form.scale, autoIncrement) : 0;
    if (kind === QUICK.pattern) return this.addPattern(at + 1, form.pattern);
    return kind === QUICK.text || kind === QUICK.trimmed ? this.addText(at + 1, kind === QUICK.trimmed) : 0;
  }

  /** A short string without escapes, from behind its quote. */
  private addText(from: number, trimmed: boolean): number {
    const { bytes, escape } = this;
    const near = from + SHORT < bytes.length ? from + SHORT : bytes.length - 1;
    let { crc } = this;
    let at = from;
    while (at < near) {
      const byte = bytes[at] as number;
      if (byte === 39 || byte === escape) break;
      crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
      at++;
    }
    const behind = bytes[at + 1];
    if (bytes[at] !== 39 || (behind !== 44 && behind !== 41)) return 0;
    if (trimmed && at > from && bytes[at - 1] === 32) return 0;
    this.crc = crc;
    return at + 1;
  }

  private addPattern(from: number, pattern: Uint8Array): number {
    const { bytes } = this;
    const { length } = pattern;
    let { crc } = this;
    for (let index = 0; index < length; index++) {
      const byte = bytes[from + index] as number;
      const wanted = pattern[index] as number;
      if (wanted === 48 ? byte < 48 || byte > 57 : byte !== wanted) return 0;
      crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
    }
    const at = from + length;
    const behind = bytes[at + 1];
    if (bytes[at] !== 39 || (behind !== 44 && behind !== 41)) return 0;
    this.crc = crc;
    return at + 1;
  }

  private addNumber(from: number, scale: number, autoIncrement: boolean): number {
    const { bytes } = this;
    let { crc } = this;
    let at = from;
    // A negative one may be a negative zero.
    let byte = bytes[at] as number;
    if (byte === 48) {
      // Nothing but a fraction follows it.
      if (autoIncrement) return 0;
      crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
      byte = bytes[++at] as number;
    } else {
      if (byte < 49 || byte > 57) return 0;
      while (byte >= 48 && byte <= 57) {
        crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
        byte = bytes[++at] as number;
      }
    }
    if (scale > 0) {
      if (byte !== 46) return 0;
      crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
      byte = bytes[++at] as number;
      for (let left = scale; left > 0; left--) {
        if (byte < 48 || byte > 57) return 0;
        crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
        byte = bytes[++at] as number;
      }
    }
    if (byte !== 44 && byte !== 41) return 0;
    this.crc = crc;
    return at;
  }
}
