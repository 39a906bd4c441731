import { crc32 } from './crc';

const COPY_DATA: u8 = 0x64; // d
const HEADER: usize = 5;
/** Sums are kept below 2^52, where they are exact in a JavaScript number. */
const MASK: u64 = (1 << 52) - 1;

/** Of the rows that have ended. */
export let rows: u64 = 0;
export let bytes: u64 = 0;
export let sum: u64 = 0;

/** Bytes of the open row that have not come, the length and the CRC of what came. */
export let left: u32 = 0;
let length: u64 = 0;
let crc: u32 = 0;

/** Where `pack` has written to, and the end of the last row that ended in it; 0 if none did. */
export let written: usize = 0;
export let rowEnd: usize = 0;

/** Forgets everything, for another COPY. */
export function begin(): void {
  left = 0;
  forgetSums();
}

/** Begins to count anew; an open row is counted where it ends. */
export function forgetSums(): void {
  rows = 0;
  bytes = 0;
  sum = 0;
}

/**
 * The number of a row. A CRC alone is linear: where two rows exchange a value, what one of them gains the other often
 * loses, and their sum stays the same. After this, the end of MurmurHash3, nothing of that is left.
 */
// @ts-ignore: decorator
@inline
function numberOf(value: u32): u32 {
  let mix = value ^ (value >>> 16);
  mix *= 0x85ebca6b;
  mix ^= mix >>> 13;
  mix *= 0xc2b2ae35;
  return mix ^ (mix >>> 16);
}

// @ts-ignore: decorator
@inline
function add(size: u64, value: u32): void {
  rows++;
  bytes += size;
  sum = (sum + numberOf(value)) & MASK;
}

/** Takes of the open row what there is of it; returns where that ends. */
function goOn(from: usize, to: usize): usize {
  const taken: usize = min<usize>(left, to - from);
  const end = from + taken;
  crc = crc32(from, end, crc);
  length += taken;
  left -= <u32>taken;
  if (left == 0) add(length, crc);
  return end;
}

/** Opens a row of `size` bytes. */
// @ts-ignore: decorator
@inline
function open(size: u32): void {
  left = size;
  length = 0;
  crc = 0;
}

/**
 * Sums the rows of the CopyData frames between `from` and `to`. Returns where it stopped: at a message that is no row,
 * before a header that has not come whole, or at `to`.
 */
export function walk(from: usize, to: usize): usize {
  let at = left > 0 ? goOn(from, to) : from;
  while (to - at >= HEADER && load<u8>(at) == COPY_DATA) {
    const size: u32 = bswap<u32>(load<u32>(at + 1)) - 4;
    at += HEADER;
    if (<usize>size <= to - at) {
      add(size, crc32(at, at + size, 0));
      at += size;
    } else {
      open(size);
      at = goOn(at, to);
    }
  }
  return at;
}

/** Writes the bytes from `from` to `to`, and up to 15 more, to `written`. */
// @ts-ignore: decorator
@inline
function copy(from: usize, to: usize): void {
  const distance = written - from;
  for (let at = from; at < to; at += 16) v128.store(at + distance, v128.load(at));
  written = to + distance;
}

/** As `walk`; and writes the rows without their frames to `room`, which has as many bytes and 16 more. */
export function pack(from: usize, to: usize, room: usize): usize {
  let at = from;
  written = room;
  rowEnd = 0;
  if (left > 0) {
    at = goOn(from, to);
    copy(from, at);
    if (left == 0) rowEnd = written;
  }
  while (to - at >= HEADER && load<u8>(at) == COPY_DATA) {
    const size: u32 = bswap<u32>(load<u32>(at + 1)) - 4;
    at += HEADER;
    const start = at;
    if (<usize>size <= to - at) {
      add(size, crc32(at, at + size, 0));
      at += size;
    } else {
      open(size);
      at = goOn(at, to);
    }
    copy(start, at);
    if (left == 0) rowEnd = written;
  }
  return at;
}
