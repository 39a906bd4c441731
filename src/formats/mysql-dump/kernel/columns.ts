/**
 * The caller's description of each value of a row, in 32-bit words: kind, flags, number, data, length of the data.
 * Written by `row-kernel.ts`.
 */
export const COLUMN_BYTES: usize = 20;

export const TEXT: i32 = 1;
/** Text without trailing blanks. */
export const TRIMMED: i32 = 2;
/** Exactly as many bytes as the number says. */
export const EXACT: i32 = 3;
export const WHOLE: i32 = 4;
/** With as many decimals as the number says. */
export const DECIMAL: i32 = 5;
/** Digits where the data has a 0, otherwise the data's own bytes. */
export const PATTERN: i32 = 6;
/** At most as many digits as the number says. */
export const REAL: i32 = 7;
/** One of the data's texts, each preceded by its length. */
export const CHOICE: i32 = 8;
/** Decided by a call to the caller. */
export const ASKED: i32 = 9;
/** Not part of the sum. */
export const LEFT_OUT: i32 = 10;

export const AUTO_INCREMENT: i32 = 1;
export const BINARY: i32 = 2;
/** Enters the row by its own CRC-32. */
export const LONG: i32 = 4;
export const GENERATED: i32 = 8;
export const NUMERIC: i32 = 16;

// @ts-ignore: decorator
@inline
export function kindOf(column: usize): i32 {
  return load<i32>(column);
}
// @ts-ignore: decorator
@inline
export function flagsOf(column: usize): i32 {
  return load<i32>(column, 4);
}
// @ts-ignore: decorator
@inline
export function numberOf(column: usize): i32 {
  return load<i32>(column, 8);
}
// @ts-ignore: decorator
@inline
export function dataOf(column: usize): usize {
  return load<u32>(column, 12);
}
// @ts-ignore: decorator
@inline
export function dataLengthOf(column: usize): usize {
  return load<u32>(column, 16);
}
