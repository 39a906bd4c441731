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
