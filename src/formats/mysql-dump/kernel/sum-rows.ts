import { BACKSLASH, behindBinary, behindBlanks, behindDigits, behindHex, behindNumber, behindString, CLOSE, COMMA, hexByte, isDigit, isNull, MINUS, OPEN, POINT, QUOTE, TAB } from './bytes';
import {
  ASKED, AUTO_INCREMENT, BINARY, CHOICE, COLUMN_BYTES, dataLengthOf, dataOf, DECIMAL, EXACT, flagsOf, GENERATED, kindOf, LEFT_OUT, LONG,
  numberOf, NUMERIC, PATTERN, REAL, TEXT, TRIMMED, WHOLE,
} from './columns';
import { crc32 } from './crc';

/** Whether the text between `from` and `to`, which has no escapes, is what the server would write for this column. */
// @ts-ignore: decorator
@external('caller', 'accepts')
declare function accepts(column: i32, from: usize, to: usize): bool;

/** The count and sum of the last call of `sumRows`. */
export let rows: i32 = 0;
export let sum: u64 = 0;

/** Where the row's next byte goes. */
let out: usize = 0;

/**
 * Counts rows and sums the CRC-32 of their fields, joined by tabs, from the row at `from` on; `room` is where a row's
 * fields are assembled. Returns the start of the first row that it did not count, or `end`.
 */
export function sumRows(from: usize, end: usize, columns: usize, values: i32, room: usize): usize {
  let row = from;
  rows = 0;
  sum = 0;
  while (row < end) {
    out = room;
    const close = addRow(row, end, columns, values);
    if (close == 0) return row;
    let at = behindBlanks(close);
    if (at < end) {
      if (load<u8>(at) != COMMA) return row;
      at = behindBlanks(at + 1);
      // The caller refuses a comma that no row follows.
      if (load<u8>(at) != OPEN) return row;
    }
    rows++;
    sum += crc32(room, out);
    row = at;
  }
  return end;
}

/** Returns the address after the row's parenthesis; 0 if the row is not understood. */
function addRow(row: usize, end: usize, columns: usize, values: i32): usize {
  if (load<u8>(row) != OPEN) return 0;
  let at = row + 1;
  let first = true;
  let column = columns;
  for (let index = 0; index < values; index++) {
    at = behindBlanks(at);
    if (kindOf(column) == LEFT_OUT) at = passOver(column, at, end);
    else {
      if (first) first = false;
      else store<u8>(out++, TAB);
      at = addValue(column, index, at, end);
    }
    if (at == 0) return 0;
    at = behindBlanks(at);
    if (load<u8>(at) != (index == values - 1 ? CLOSE : COMMA)) return 0;
    at++;
    column += COLUMN_BYTES;
  }
  return at;
}

function passOver(column: usize, at: usize, end: usize): usize {
  if (load<u8>(at) == QUOTE) return behindString(at, end);
  if (isNull(at)) return at + 4;
  return flagsOf(column) & GENERATED ? behindNumber(at) : 0;
}

function addValue(column: usize, index: i32, at: usize, end: usize): usize {
  const kind = kindOf(column);
  const byte = load<u8>(at);
  if (byte == QUOTE) {
    if (kind == PATTERN) return addPattern(at + 1, dataOf(column), dataLengthOf(column));
    if (kind == TEXT || kind == TRIMMED || kind == EXACT) return addText(column, kind, at, end);
    if (kind == CHOICE) return addChoice(column, index, at + 1, end);
    return kind == ASKED ? addAsked(index, at + 1, end) : 0;
  }
  if (byte == 78) {
    if (!isNull(at) || flagsOf(column) & AUTO_INCREMENT) return 0;
    store<u16>(out, 0x4e00);
    out += 2;
    return at + 4;
  }
  if (flagsOf(column) & BINARY) {
    if (kind != TEXT && kind != EXACT) return 0;
    if (load<u16>(at) == 0x7830) return addHex(column, kind, at + 2);
    const quote = behindBinary(at);
    return quote == 0 ? 0 : addText(column, kind, quote, end);
  }
  if (kind == WHOLE) return addNumber(column, at, 0);
  if (kind == DECIMAL) return addNumber(column, at, numberOf(column));
  if (kind == REAL) return addReal(column, index, at);
  if (kind != ASKED || !(flagsOf(column) & NUMERIC)) return 0;
  const behind = behindNumber(at);
  if (behind == 0 || !accepts(index, at, behind)) return 0;
  copy(at, behind);
  return behind;
}

function copy(from: usize, to: usize): void {
  for (let at = from; at < to; at += 16) v128.store(out + (at - from), v128.load(at));
  out += to - from;
}

function addText(column: usize, kind: i32, open: usize, end: usize): usize {
  const start = out;
  const behind = addString(open + 1, end);
  if (behind == 0) return 0;
  if (kind == TRIMMED && out > start && load<u8>(out - 1) == 32) return 0;
  return endText(column, kind, start) ? behind : 0;
}

/** Checks the text written from `start` on. */
function endText(column: usize, kind: i32, start: usize): bool {
  if (kind == EXACT) return out - start == numberOf(column);
  if (flagsOf(column) & LONG) {
    const crc = crc32(start, out);
    out = start;
    addDecimal(crc);
  }
  return true;
}

function addDecimal(value: u32): void {
  let size: usize = 1;
  for (let left = value / 10; left > 0; left /= 10) size++;
  let left = value;
  for (let at = out + size; at > out; left /= 10) store<u8>(--at, <u8>(48 + (left % 10)));
  out += size;
}

/** Writes the bytes that a string stands for, from after its opening quote to after its closing one. */
function addString(from: usize, end: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  const escapes = i8x16.splat(BACKSLASH);
  let at = from;
  let to = out;
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(to, bytes);
    const found = i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, escapes)));
    if (found == 0) {
      at += 16;
      to += 16;
      continue;
    }
    const before: usize = ctz(found);
    at += before;
    to += before;
    if (at >= end) return 0;
    const next = load<u8>(at + 1);
    if (load<u8>(at) == QUOTE) {
      if (next != QUOTE) {
        out = to;
        return at + 1;
      }
      store<u8>(to++, QUOTE);
    } else {
      if (next == 37 || next == 95) store<u8>(to++, BACKSLASH);
      store<u8>(to++, unescape(next));
    }
    at += 2;
  }
  return 0;
}

function unescape(byte: u8): u8 {
  if (byte == 110) return 10;
  if (byte == 48) return 0;
  if (byte == 114) return 13;
  if (byte == 90) return 26;
  if (byte == 116) return 9;
  return byte == 98 ? 8 : byte;
}

function addHex(column: usize, kind: i32, from: usize): usize {
  const start = out;
  const behind = behindHex(from);
  if (behind == from) return 0;
  for (let at = from; at < behind; at += 2) store<u8>(out++, hexByte(at));
  return endText(column, kind, start) ? behind : 0;
}

function addPattern(from: usize, pattern: usize, length: usize): usize {
  for (let index: usize = 0; index < length; index++) {
    const byte = load<u8>(from + index);
    const wanted = load<u8>(pattern + index);
    if (wanted == 48 ? !isDigit(byte) : byte != wanted) return 0;
  }
  if (load<u8>(from + length) != QUOTE) return 0;
  copy(from, from + length);
  return from + length + 1;
}

/** Writes a number with the given decimals and without redundant zeros. */
function addNumber(column: usize, from: usize, decimals: usize): usize {
  const negative = load<u8>(from) == MINUS;
  const digits = negative ? from + 1 : from;
  let at = behindDigits(digits);
  const isZero = load<u8>(digits) == 48;
  if (at == digits || (isZero && at > digits + 1)) return 0;
  if (isZero && flagsOf(column) & AUTO_INCREMENT) return 0;
  if (decimals > 0) {
    if (load<u8>(at) != POINT) return 0;
    const fraction = at + 1;
    at = behindDigits(fraction);
    if (at - fraction != decimals) return 0;
  }
  // The server stores a negative zero without its sign.
  if (negative && isZero && !hasDigitAboveZero(digits, at)) return 0;
  if (load<u8>(at) == POINT || (load<u8>(at) | 32) == 101) return 0;
  copy(from, at);
  return at;
}

function hasDigitAboveZero(from: usize, to: usize): bool {
  for (let at = from; at < to; at++) if (load<u8>(at) > 48) return true;
  return false;
}

/** A number short enough to come back unchanged; the caller decides about longer ones. */
function addReal(column: usize, index: i32, from: usize): usize {
  const behind = behindNumber(from);
  if (behind == 0) return 0;
  if (!isQuickReal(from, behind, numberOf(column)) && !accepts(index, from, behind)) return 0;
  copy(from, behind);
  return behind;
}

function isQuickReal(from: usize, to: usize, digits: usize): bool {
  const negative = load<u8>(from) == MINUS;
  const start = negative ? from + 1 : from;
  const point = behindDigits(start);
  const whole = point - start;
  if (whole == 0 || (load<u8>(start) == 48 && (whole > 1 || negative))) return false;
  if (point == to) return whole <= digits;
  if (load<u8>(point) != POINT) return false;
  return behindDigits(point + 1) == to && to - start - 1 <= digits && load<u8>(to - 1) != 48 && to > point + 1;
}

function addChoice(column: usize, index: i32, from: usize, end: usize): usize {
  let at = dataOf(column);
  const last = at + dataLengthOf(column);
  while (at < last) {
    const length: usize = load<u32>(at);
    at += 4;
    if (load<u8>(from + length) == QUOTE && memory.compare(from, at, length) == 0) {
      copy(from, from + length);
      return from + length + 1;
    }
    at += length;
  }
  return addAsked(index, from, end);
}

/** A text without escapes that the caller accepts. */
function addAsked(index: i32, from: usize, end: usize): usize {
  let at = from;
  for (let byte = load<u8>(at); byte != QUOTE; byte = load<u8>(++at)) if (byte == BACKSLASH || at >= end) return 0;
  if (load<u8>(at + 1) == QUOTE || !accepts(index, from, at)) return 0;
  copy(from, at);
  return at + 1;
}
