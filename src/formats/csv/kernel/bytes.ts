export const TAB: u8 = 9;
export const LF: u8 = 10;
export const CR: u8 = 13;
export const MINUS: u8 = 45;
export const POINT: u8 = 46;
export const AT: u8 = 64;
export const BACKSLASH: u8 = 92;

// @ts-ignore: decorator
@inline
export function isDigit(byte: u8): bool {
  return <u8>(byte - 48) < 10;
}

// @ts-ignore: decorator
@inline
export function isLetter(byte: u8): bool {
  return <u8>((byte | 32) - 97) < 26;
}

// @ts-ignore: decorator
@inline
export function isHex(byte: u8): bool {
  return isDigit(byte) || <u8>((byte | 32) - 97) < 6;
}

/** The number that so many digits from `at` on are; -1 if one of them is not a digit. */
// @ts-ignore: decorator
@inline
export function digitsAt(at: usize, count: i32): i32 {
  let value: i32 = 0;
  for (let index: i32 = 0; index < count; index++) {
    const byte = load<u8>(at + index);
    if (!isDigit(byte)) return -1;
    value = value * 10 + (byte - 48);
  }
  return value;
}

/** Writes a number in decimal digits and gives where they end. */
export function putNumber(to: usize, value: u32): usize {
  let digits = 1;
  for (let rest = value; rest >= 10; rest /= 10) digits++;
  let at = to + digits;
  let rest = value;
  do {
    store<u8>(--at, <u8>(48 + (rest % 10)));
    rest /= 10;
  } while (rest > 0);
  return to + digits;
}
