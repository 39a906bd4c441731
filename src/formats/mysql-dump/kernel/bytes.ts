export const TAB: u8 = 9;
export const NEWLINE: u8 = 10;
export const QUOTE: u8 = 39;
export const OPEN: u8 = 40;
export const CLOSE: u8 = 41;
export const COMMA: u8 = 44;
export const MINUS: u8 = 45;
export const POINT: u8 = 46;
export const BACKSLASH: u8 = 92;

// @ts-ignore: decorator
@inline
export function isDigit(byte: u8): bool {
  return byte - 48 < 10;
}

/** Returns the address after blanks; does not skip comments. */
// @ts-ignore: decorator
@inline
export function behindBlanks(from: usize): usize {
  let at = from;
  let byte = load<u8>(at);
  while (byte == 32 || byte - 9 < 5) byte = load<u8>(++at);
  return at;
}

// @ts-ignore: decorator
@inline
export function behindDigits(from: usize): usize {
  let at = from;
  while (isDigit(load<u8>(at))) at++;
  return at;
}

/** Returns the address after an unquoted number; 0 if there is none. */
export function behindNumber(from: usize): usize {
  const digits = load<u8>(from) == MINUS ? from + 1 : from;
  let at = behindDigits(digits);
  let count = at - digits;
  if (load<u8>(at) == POINT) {
    const fraction = at + 1;
    at = behindDigits(fraction);
    count += at - fraction;
  }
  if (count == 0) return 0;
  if ((load<u8>(at) | 32) == 101) {
    const sign = load<u8>(at + 1);
    const exponent = at + (sign == 43 || sign == MINUS ? 2 : 1);
    at = behindDigits(exponent);
    if (at == exponent) return 0;
  }
  return at;
}

/** Whether `NULL` is here, in capitals as dumps write it. */
// @ts-ignore: decorator
@inline
export function isNull(at: usize): bool {
  return load<u32>(at) == 0x4c4c554e;
}

/** Returns the address of the quote after `_binary `; 0 for anything else. */
// @ts-ignore: decorator
@inline
export function behindBinary(at: usize): usize {
  return load<u64>(at) == 0x207972616e69625f && load<u8>(at + 8) == QUOTE ? at + 8 : 0;
}

/** Returns the address after a string in single quotes, without decoding it; 0 if it does not end before `end`. */
export function behindString(open: usize, end: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  const escapes = i8x16.splat(BACKSLASH);
  let at = open + 1;
  while (at < end) {
    const bytes = v128.load(at);
    const found = i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, escapes)));
    if (found == 0) {
      at += 16;
      continue;
    }
    at += ctz(found);
    if (load<u8>(at) == QUOTE && load<u8>(at + 1) != QUOTE) return at < end ? at + 1 : 0;
    at += 2;
  }
  return 0;
}

/** Returns the value of a hexadecimal digit; 255 for another byte. */
// @ts-ignore: decorator
@inline
function hexDigit(byte: u8): u8 {
  if (isDigit(byte)) return byte - 48;
  const letter = (byte | 32) - 97;
  return letter < 6 ? letter + 10 : 255;
}

/** Returns the address after the whole bytes of a `0x…` literal, starting after its x. */
export function behindHex(from: usize): usize {
  let at = from;
  while (hexDigit(load<u8>(at)) != 255 && hexDigit(load<u8>(at + 1)) != 255) at += 2;
  return at;
}

/** Returns the byte that two hexadecimal digits encode. */
// @ts-ignore: decorator
@inline
export function hexByte(at: usize): u8 {
  return (hexDigit(load<u8>(at)) << 4) | hexDigit(load<u8>(at + 1));
}
