import { BACKSLASH, CR, LF, putNumber, TAB } from './bytes';
import { BOOLEAN, booleanDigit, characters, passes, TEXT } from './check-value';

/** Bytes that a column takes in the table of columns: check, flags, most characters (0 is any), nothing, first, second. */
const COLUMN: usize = 32;
const REQUIRED: u32 = 1;
const SKIPPED: u32 = 2;
/** A byte that never occurs in UTF-8. */
const NO_BYTE: u8 = 255;

/** The line that the next record begins on. */
export let line: u32 = 1;
/** Records so far. */
export let records: u32 = 0;
/** Behind the last line that was written. */
export let written: usize = 0;
/** Entries in the list of what was refused: where a record begins, its length, its line, its number. */
export let refused: i32 = 0;
/** The next record is one for the caller: a comment, or longer than it may be. */
export let stuck: bool = false;

let delimiter: usize = 0;
let delimiterBytes: i32 = 1;
let firstOfDelimiter: u8 = 44;
let quote: u8 = NO_BYTE;
let comment: u8 = NO_BYTE;
let crEnds: bool = false;
let columns: usize = 0;
let count: i32 = 0;
let maxRecordBytes: usize = 0;

/** Where the next byte of the line goes. */
let out: usize = 0;
/** Line ends in the record. */
let lines: u32 = 0;
let refuse: bool = false;

/** Sets the dialect and the columns; `-1` is a character that the dialect does not have. */
export function configure(
  delimiterAt: usize,
  bytesOfDelimiter: i32,
  quoteByte: i32,
  commentByte: i32,
  crEndsRecords: bool,
  columnsAt: usize,
  countOfColumns: i32,
  recordBytes: u32,
): void {
  delimiter = delimiterAt;
  delimiterBytes = bytesOfDelimiter;
  firstOfDelimiter = load<u8>(delimiterAt);
  quote = quoteByte < 0 ? NO_BYTE : <u8>quoteByte;
  comment = commentByte < 0 ? NO_BYTE : <u8>commentByte;
  crEnds = crEndsRecords;
  columns = columnsAt;
  count = countOfColumns;
  maxRecordBytes = recordBytes;
}

/** Goes on at this line, behind so many records. */
export function goOn(atLine: u32, behindRecords: u32): void {
  line = atLine;
  records = behindRecords;
}

/**
 * Writes records as lines of COPY and LOAD DATA to `to`, and gives where the first one begins that it did not decide: it is not whole, it is
 * one for the caller (`stuck`), or what was written has reached `limit`, or `most` records were refused.
 */
export function readRecords(from: usize, end: usize, final: bool, to: usize, limit: usize, refusals: usize, most: i32): usize {
  let at = from;
  out = to;
  refused = 0;
  stuck = false;
  while (at < end && out < limit && refused < most) {
    const begin = out;
    stuck = load<u8>(at) == comment;
    if (stuck) break;
    const next = readRecord(at, end, final);
    stuck = next != 0 && next - at >= maxRecordBytes;
    if (next == 0 || stuck) {
      out = begin;
      break;
    }
    const blank = out == begin;
    if (!blank) records++;
    if (refuse) {
      out = begin;
      const entry = refusals + <usize>refused * 16;
      refused++;
      store<u32>(entry, <u32>at);
      store<u32>(entry, <u32>(next - at), 4);
      store<u32>(entry, line, 8);
      store<u32>(entry, records, 12);
    }
    line += lines;
    at = next;
  }
  written = out;
  return at;
}

/** Behind the record's line end; 0 where it is not whole. Writes nothing for a blank line. */
function readRecord(from: usize, end: usize, final: bool): usize {
  const begin = out;
  lines = 0;
  refuse = false;
  out = putNumber(out, line);
  let at = from;
  let fields = 0;
  for (;;) {
    const tab = out;
    store<u8>(out++, TAB);
    const value = out;
    const quoted = at < end && load<u8>(at) == quote;
    const next = quoted ? readQuoted(at + 1, end, final) : readPlain(at, end, final);
    if (next == 0) return 0;
    const empty = !quoted && out == value;
    if (fields < count) takeField(columns + <usize>fields * COLUMN, tab, value, empty);
    fields++;
    at = next;
    if (at < end && startsDelimiter(at, end)) {
      at += delimiterBytes;
      if (at >= end && !final) return 0;
      continue;
    }
    if (at < end) {
      at += load<u8>(at) == CR && at + 1 < end && load<u8>(at + 1) == LF ? 2 : 1;
      lines++;
    }
    if (fields == 1 && empty && count != 1) {
      out = begin;
      refuse = false;
      return at;
    }
    if (fields != count) refuse = true;
    store<u8>(out++, LF);
    return at;
  }
}

/** Checks a field that was written from `value` on, and takes it out of the line again where nobody wants it. */
function takeField(column: usize, tab: usize, value: usize, empty: bool): void {
  const flags = load<u32>(column, 4);
  if (flags & SKIPPED) {
    out = tab;
    return;
  }
  if (flags & REQUIRED && out == value) refuse = true;
  if (empty) {
    store<u16>(out, 0x4e5c);
    out += 2;
    return;
  }
  const most = load<u32>(column, 8);
  if (most != 0 && out - value > most && characters(value, out) > most) refuse = true;
  const check = load<u32>(column);
  if (check == TEXT) return;
  if (!passes(check, value, out, load<i64>(column, 16), load<i64>(column, 24))) refuse = true;
  else if (check == BOOLEAN) {
    store<u8>(value, booleanDigit(value));
    out = value + 1;
  }
}

/** Writes what stands from behind a quote on, and gives where what is behind the closing one begins; 0 where none is seen. */
function readQuoted(from: usize, end: usize, final: bool): usize {
  const quotes = i8x16.splat(quote);
  const linesBefore = lines;
  let at = from;
  let to = out;
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(to, bytes);
    const found = meaningful(bytes, quotes);
    const step: usize = found == 0 ? 16 : ctz(found);
    if (at + step >= end) break;
    at += step;
    to += step;
    if (found == 0) continue;
    const byte = load<u8>(at++);
    if (byte == quote) {
      const ended = at < end && load<u8>(at) == quote ? 2 : endsField(at, end, final);
      if (ended < 0) return 0;
      if (ended == 1) {
        out = to;
        return at;
      }
      // Behind a line end it may open a field of another record, which is not for the kernel to say.
      if (ended == 0 && lines != linesBefore) return 0;
      store<u8>(to++, quote);
      at += <usize>(ended == 2);
    } else {
      if (byte == LF) lines++;
      else if (byte == CR && crEnds) {
        if (at >= end && !final) return 0;
        if (at >= end || load<u8>(at) != LF) lines++;
      }
      to = putEscaped(to, byte);
    }
  }
  // What is left has no quote that closes.
  return 0;
}

/** Writes a field without quotes, and gives where it ends; 0 where that is not seen. */
function readPlain(from: usize, end: usize, final: bool): usize {
  const delimiters = i8x16.splat(firstOfDelimiter);
  let at = from;
  let to = out;
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(to, bytes);
    const found = meaningful(bytes, delimiters);
    const step: usize = found == 0 ? 16 : ctz(found);
    if (at + step >= end) {
      to += end - at;
      at = end;
      break;
    }
    at += step;
    to += step;
    if (found == 0) continue;
    const byte = load<u8>(at);
    if (byte == firstOfDelimiter || byte == LF || byte == CR) {
      const ended = endsField(at, end, final);
      if (ended < 0) return 0;
      if (ended == 1) {
        out = to;
        return at;
      }
    }
    to = putEscaped(to, byte);
    at++;
  }
  out = to;
  return final ? at : 0;
}

/** A bit for each of sixteen bytes that may mean something: the one that is given, a backslash, and what is not above CR. */
// @ts-ignore: decorator
@inline
function meaningful(bytes: v128, special: v128): i32 {
  const written = v128.or(i8x16.eq(bytes, special), i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
  return i8x16.bitmask(v128.or(written, i8x16.le_u(bytes, i8x16.splat(CR))));
}

/** Whether a field ends before `at`: 1 or 0; -1 where more bytes decide. */
// @ts-ignore: decorator
@inline
function endsField(at: usize, end: usize, final: bool): i32 {
  if (at >= end) return final ? 1 : -1;
  const byte = load<u8>(at);
  if (byte == LF) return 1;
  if (byte == CR) {
    if (at + 1 >= end) return final ? 1 : -1;
    return crEnds || load<u8>(at + 1) == LF ? 1 : 0;
  }
  if (byte != firstOfDelimiter) return 0;
  if (delimiterBytes == 1 || startsDelimiter(at, end)) return 1;
  return at + delimiterBytes > end && !final ? -1 : 0;
}

// @ts-ignore: decorator
@inline
function startsDelimiter(at: usize, end: usize): bool {
  if (load<u8>(at) != firstOfDelimiter || at + delimiterBytes > end) return false;
  for (let index = 1; index < delimiterBytes; index++) {
    if (load<u8>(at + index) != load<u8>(delimiter + index)) return false;
  }
  return true;
}

/** Writes a byte that may mean something to the server, and refuses the record for a NUL. */
// @ts-ignore: decorator
@inline
function putEscaped(to: usize, byte: u8): usize {
  const letter: u8 = byte == LF ? 110 : byte == CR ? 114 : byte == TAB ? 116 : byte == BACKSLASH ? BACKSLASH : 0;
  if (letter == 0) {
    if (byte == 0) refuse = true;
    store<u8>(to, byte);
    return to + 1;
  }
  store<u8>(to, BACKSLASH);
  store<u8>(to + 1, letter);
  return to + 2;
}
