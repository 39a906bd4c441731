/** What the caller says of each value of a row, in words of 32 bits: kind, flags, number, data, data's length. `row-kernel.ts` writes it. */
export const COLUMN_BYTES: usize = 20;

export const TEXT: i32 = 1;
/** Text without blanks at its end. */
export const TRIMMED: i32 = 2;
/** So many bytes as the number says. */
export const EXACT: i32 = 3;
export const WHOLE: i32 = 4;
/** With so many decimals as the number says. */
export const DECIMAL: i32 = 5;
/** Digits where the data has a 0, else its own bytes. */
export const PATTERN: i32 = 6;
/** At most so many digits as the number says. */
export const REAL: i32 = 7;
/** One of the data's texts, each behind its length. */
export const CHOICE: i32 = 8;
/** The caller is asked. */
export const ASKED: i32 = 9;
/** It does not enter the sum. */
export const LEFT_OUT: i32 = 10;

export const AUTO_INCREMENT: i32 = 1;
export const BINARY: i32 = 2;
/** It enters the row by its own CRC-32. */
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
