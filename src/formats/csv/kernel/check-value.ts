import { AT, BACKSLASH, digitsAt, isDigit, isHex, isLetter, MINUS, POINT } from './bytes';

/** The checks that the kernel knows; `kernel-columns.ts` has the same numbers. */
export const TEXT: u32 = 0;
export const INTEGER: u32 = 1;
export const DECIMAL: u32 = 2;
export const DATE: u32 = 3;
export const TIMESTAMP: u32 = 4;
export const BOOLEAN: u32 = 5;
export const EMAIL: u32 = 6;
export const UUID: u32 = 7;
export const SLUG: u32 = 8;

/**
 * Whether a value, as it stands in the line, surely passes. `first` and `second` are the least and the greatest
 * integer; of a decimal how many digits may stand before and behind the point; of a timestamp whether it may (bit 1)
 * and must (bit 2) name its offset.
 */
export function passes(check: u32, from: usize, to: usize, first: i64, second: i64): bool {
  switch (check) {
    case TEXT:
      return true;
    case INTEGER:
      return isInteger(from, to, first, second);
    case DECIMAL:
      return isDecimal(from, to, <i32>first, <i32>second);
    case DATE:
      return to - from == 10 && isDate(from);
    case TIMESTAMP:
      return isTimestamp(from, to, <i32>first);
    case BOOLEAN:
      return isBoolean(from, to);
    case EMAIL:
      return isEmail(from, to);
    case UUID:
      return isUuid(from, to);
    case SLUG:
      return isSlug(from, to);
  }
  return false;
}

/**
 * Characters of a value that stands in the line: a backslash and what it escapes are one, and so are the bytes of one
 * in UTF-8.
 */
export function characters(from: usize, to: usize): u32 {
  let count: u32 = 0;
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    if ((byte & 0xc0) == 0x80) continue;
    count++;
    if (byte == BACKSLASH) at++;
  }
  return count;
}

function isInteger(from: usize, to: usize, least: i64, most: i64): bool {
  const negative = load<u8>(from) == MINUS;
  let at = negative ? from + 1 : from;
  // Eighteen digits fit, whatever they are.
  if (at >= to || to - at > 18) return false;
  let value: i64 = 0;
  for (; at < to; at++) {
    const byte = load<u8>(at);
    if (!isDigit(byte)) return false;
    value = value * 10 + (byte - 48);
  }
  if (negative) value = -value;
  return value >= least && value <= most;
}

function isDecimal(from: usize, to: usize, before: i32, behind: i32): bool {
  let at = load<u8>(from) == MINUS ? from + 1 : from;
  const digits = at;
  while (at < to && isDigit(load<u8>(at))) at++;
  const whole = <i32>(at - digits);
  if (whole == 0 || whole > before) return false;
  if (at == to) return true;
  if (load<u8>(at) != POINT) return false;
  const fraction = ++at;
  while (at < to && isDigit(load<u8>(at))) at++;
  return at == to && at > fraction && <i32>(at - fraction) <= behind;
}

/** Of the ten bytes of `2026-01-31`, in the calendar of ISO 8601. */
function isDate(at: usize): bool {
  if (load<u8>(at + 4) != MINUS || load<u8>(at + 7) != MINUS) return false;
  const year = digitsAt(at, 4);
  const month = digitsAt(at + 5, 2);
  const day = digitsAt(at + 8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month == 2) return day == 29 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0);
  return day <= (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31);
}

function isTimestamp(from: usize, to: usize, offsets: i32): bool {
  if (to - from < 19 || !isDate(from)) return false;
  const between = load<u8>(from + 10);
  if ((between != 84 && between != 32) || load<u8>(from + 13) != 58 || load<u8>(from + 16) != 58) return false;
  const hours = digitsAt(from + 11, 2);
  const minutes = digitsAt(from + 14, 2);
  const seconds = digitsAt(from + 17, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return false;
  let at = from + 19;
  if (at < to && load<u8>(at) == POINT) {
    const fraction = ++at;
    while (at < to && isDigit(load<u8>(at))) at++;
    if (at == fraction || at - fraction > 6) return false;
  }
  if (at == to) return (offsets & 2) == 0;
  if ((offsets & 1) == 0) return false;
  const sign = load<u8>(at);
  if (sign == 90) return at + 1 == to;
  if (sign != 43 && sign != MINUS) return false;
  // `+00`, as PostgreSQL writes it.
  if (to - at == 3) return isHoursAway(digitsAt(at + 1, 2));
  if (to - at != 6 || load<u8>(at + 3) != 58) return false;
  const minutesAway = digitsAt(at + 4, 2);
  return isHoursAway(digitsAt(at + 1, 2)) && minutesAway >= 0 && minutesAway <= 59;
}

function isHoursAway(hours: i32): bool {
  return hours >= 0 && hours <= 14;
}

/** `true`, `false`, `1` or `0`. */
function isBoolean(from: usize, to: usize): bool {
  const length = to - from;
  if (length == 1) return <u8>(load<u8>(from) - 48) < 2;
  if (length == 4) return load<u32>(from) == 0x65757274;
  return length == 5 && load<u32>(from) == 0x736c6166 && load<u8>(from + 4) == 101;
}

/** `1` or `0`, which both PostgreSQL and MySQL read as a boolean; the value has passed. */
export function booleanDigit(from: usize): u8 {
  const byte = load<u8>(from);
  return byte == 116 ? 49 : byte == 102 ? 48 : byte;
}

/** The usual form: letters, digits and `._%+-` before the sign, labels of letters, digits and hyphens behind it. */
function isEmail(from: usize, to: usize): bool {
  if (to - from > 254) return false;
  let at = from;
  let last: u8 = POINT;
  for (; at < to; at++) {
    const byte = load<u8>(at);
    if (byte == AT) break;
    if (byte == POINT ? last == POINT : !isLetter(byte) && !isDigit(byte) && byte != 95 && byte != 37 && byte != 43 && byte != MINUS) return false;
    last = byte;
  }
  if (at == to || at == from || at - from > 64 || last == POINT) return false;
  let label = ++at;
  let labels = 0;
  for (; at <= to; at++) {
    const byte: u8 = at == to ? POINT : load<u8>(at);
    if (byte == POINT) {
      const length = at - label;
      if (length == 0 || length > 63 || load<u8>(label) == MINUS || load<u8>(at - 1) == MINUS) return false;
      labels++;
      if (at < to) label = at + 1;
    } else if (!isLetter(byte) && !isDigit(byte) && byte != MINUS) return false;
  }
  if (labels < 2 || to - label < 2) return false;
  for (at = label; at < to; at++) if (!isLetter(load<u8>(at))) return false;
  return true;
}

function isUuid(from: usize, to: usize): bool {
  if (to - from != 36) return false;
  for (let index: usize = 0; index < 36; index++) {
    const byte = load<u8>(from + index);
    const hyphen = index == 8 || index == 13 || index == 18 || index == 23;
    if (hyphen ? byte != MINUS : !isHex(byte)) return false;
  }
  return true;
}

/** Small letters, digits, and single hyphens between them. */
function isSlug(from: usize, to: usize): bool {
  let last: u8 = MINUS;
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    if (byte == MINUS ? last == MINUS : !isDigit(byte) && <u8>(byte - 97) >= 26) return false;
    last = byte;
  }
  return last != MINUS;
}
