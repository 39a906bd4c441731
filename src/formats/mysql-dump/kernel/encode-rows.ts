import { BACKSLASH, behindBinary, behindBlanks, behindHex, behindNumber, behindString, CLOSE, COMMA, hexByte, isNull, NEWLINE, OPEN, QUOTE, TAB } from './bytes';

/** The address after the last line. */
export let written: usize = 0;

/** Where the value's next byte goes. */
let out: usize = 0;

/**
 * Writes rows as lines for LOAD DATA to `to`, from the row at `from` on. Returns the start of the first row that it did
 * not write, or `end`. `skipped` has a byte per value: 1 means that it is not a field.
 */
export function encodeRows(from: usize, end: usize, skipped: usize, values: i32, to: usize): usize {
  let row = from;
  written = to;
  while (row < end) {
    out = written;
    const close = encodeRow(row, end, skipped, values);
    if (close == 0) return row;
    let at = behindBlanks(close);
    if (at < end) {
      if (load<u8>(at) != COMMA) return row;
      at = behindBlanks(at + 1);
      // The caller refuses a comma that no row follows.
      if (load<u8>(at) != OPEN) return row;
    }
    written = out;
    row = at;
  }
  return end;
}

/** Returns the address after the row's parenthesis; 0 if the row is not understood. */
function encodeRow(row: usize, end: usize, skipped: usize, values: i32): usize {
  if (load<u8>(row) != OPEN) return 0;
  let at = row + 1;
  let first = true;
  for (let index = 0; index < values; index++) {
    at = behindBlanks(at);
    if (load<u8>(skipped + index)) at = passOver(at, end);
    else {
      if (first) first = false;
      else store<u8>(out++, TAB);
      at = encodeValue(at, end);
    }
    if (at == 0) return 0;
    at = behindBlanks(at);
    if (load<u8>(at) != (index == values - 1 ? CLOSE : COMMA)) return 0;
    at++;
  }
  store<u8>(out++, NEWLINE);
  return at;
}

function passOver(at: usize, end: usize): usize {
  const byte = load<u8>(at);
  if (byte == QUOTE) return behindString(at, end);
  return isNull(at) ? at + 4 : behindNumber(at);
}

function encodeValue(at: usize, end: usize): usize {
  const byte = load<u8>(at);
  if (byte == QUOTE) return encodeString(at + 1, end);
  if (byte == 78) {
    if (!isNull(at)) return 0;
    store<u16>(out, 0x4e5c);
    out += 2;
    return at + 4;
  }
  if (byte == 95) {
    const quote = behindBinary(at);
    return quote == 0 ? 0 : encodeString(quote + 1, end);
  }
  if (load<u16>(at) == 0x7830) return encodeHex(at + 2);
  const behind = behindNumber(at);
  if (behind == 0) return 0;
  for (let from = at; from < behind; from += 16) v128.store(out + (from - at), v128.load(from));
  out += behind - at;
  return behind;
}

/** Reads from after the opening quote to after the closing one. */
function encodeString(from: usize, end: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  const escapes = i8x16.splat(BACKSLASH);
  const tabs = i8x16.splat(TAB);
  const newlines = i8x16.splat(NEWLINE);
  let at = from;
  let to = out;
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(to, bytes);
    const found = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, escapes)),
        v128.or(i8x16.eq(bytes, tabs), i8x16.eq(bytes, newlines)),
      ),
    );
    if (found == 0) {
      at += 16;
      to += 16;
      continue;
    }
    const before: usize = ctz(found);
    at += before;
    to += before;
    if (at >= end) return 0;
    const byte = load<u8>(at);
    if (byte == QUOTE) {
      if (load<u8>(at + 1) != QUOTE) {
        out = to;
        return at + 1;
      }
      store<u8>(to++, QUOTE);
      at += 2;
    } else if (byte == BACKSLASH) {
      const escaped = load<u8>(at + 1);
      if (!isSameEscape(escaped)) return 0;
      store<u8>(to, BACKSLASH);
      store<u8>(to + 1, escaped);
      to += 2;
      at += 2;
    } else {
      store<u8>(to, BACKSLASH);
      store<u8>(to + 1, byte);
      to += 2;
      at++;
    }
  }
  return 0;
}

/** Whether a backslash before the byte means the same in a dump and in the lines: `0 b n r t Z \ ' "`. */
// @ts-ignore: decorator
@inline
function isSameEscape(byte: u8): bool {
  return (
    byte == BACKSLASH || byte == QUOTE || byte == 34 || byte == 110 || byte == 48 || byte == 114 || byte == 90 || byte == 116 || byte == 98
  );
}

function encodeHex(from: usize): usize {
  const behind = behindHex(from);
  let to = out;
  for (let at = from; at < behind; at += 2) {
    const byte = hexByte(at);
    if (byte == BACKSLASH || byte == TAB || byte == NEWLINE) store<u8>(to++, BACKSLASH);
    store<u8>(to++, byte);
  }
  out = to;
  return behind;
}
