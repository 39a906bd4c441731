import { crc32 } from 'node:zlib';

/** Sums are kept below this, so that adding the number of a row to one is exact in a JavaScript number. */
const MODULUS = 2 ** 52;

/** What is kept of the rows of a COPY in text format: in any order, they give the same numbers. */
export interface RowSums {
  readonly rows: number;
  /** Of the rows' text with their line ends, without the frames around it. */
  readonly bytes: number;
  /** A number of each row's text, added up below 2^52. */
  readonly sum: number;
}

export const NO_ROWS: RowSums = { rows: 0, bytes: 0, sum: 0 };

/** With one row more, of `bytes` bytes of text whose CRC-32 is `crc`. */
export const addRow = (sums: RowSums, bytes: number, crc: number): RowSums => ({
  rows: sums.rows + 1,
  bytes: sums.bytes + bytes,
  sum: (sums.sum + numberOf(crc)) % MODULUS,
});

/** Adds rows up without an object for each. */
export class RowTally {
  #rows = 0;
  #bytes = 0;
  #sum = 0;

  /** See `addRow`. */
  add(bytes: number, crc: number): void {
    this.#rows += 1;
    this.#bytes += bytes;
    this.#sum = (this.#sum + numberOf(crc)) % MODULUS;
  }

  get sums(): RowSums {
    return { rows: this.#rows, bytes: this.#bytes, sum: this.#sum };
  }
}

/** Of the rows of both parts. */
export const addSums = (one: RowSums, other: RowSums): RowSums => ({
  rows: one.rows + other.rows,
  bytes: one.bytes + other.bytes,
  sum: (one.sum + other.sum) % MODULUS,
});

export const sameSums = (one: RowSums, other: RowSums): boolean =>
  one.rows === other.rows && one.bytes === other.bytes && one.sum === other.sum;

/**
 * The number of a row. A CRC alone is linear: where two rows exchange a value, what one of them gains the other often
 * loses, and their sum stays the same. After this, the end of MurmurHash3, nothing of that is left.
 */
const numberOf = (crc: number): number => {
  let mix = crc ^ (crc >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
};

/** From this length on, a call into zlib costs less than the loop. */
const LONG = 256;

/** Eight tables of 256 words, one after the other: the CRC-32 of eight bytes in one step. */
const TABLES = ((): Int32Array => {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at += 1) {
    const before = tables[at - 256] ?? 0;
    tables[at] = (tables[before & 255] ?? 0) ^ (before >>> 8);
  }
  return tables;
})();

/**
 * The CRC-32, as zlib's, of the bytes from `from` to `to`, which lie within `bytes`; `before` is that of what came
 * before them. A row has some dozen bytes: for these, a slice and a call into zlib take four times as long.
 */
export const rowCrc = (bytes: Buffer, from: number, to: number, before = 0): number => {
  if (to - from >= LONG) return crc32(bytes.subarray(from, to), before);
  let crc = ~before;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    crc ^=
      byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);
    crc =
      look(7, crc & 255) ^
      look(6, (crc >>> 8) & 255) ^
      look(5, (crc >>> 16) & 255) ^
      look(4, crc >>> 24) ^
      look(3, byteAt(bytes, at + 4)) ^
      look(2, byteAt(bytes, at + 5)) ^
      look(1, byteAt(bytes, at + 6)) ^
      look(0, byteAt(bytes, at + 7));
  }
  for (; at < to; at += 1) crc = look(0, (crc ^ byteAt(bytes, at)) & 255) ^ (crc >>> 8);
  return ~crc >>> 0;
};

const look = (table: number, byte: number): number => TABLES[(table << 8) + byte] as number;
const byteAt = (bytes: Buffer, at: number): number => bytes[at] as number;
