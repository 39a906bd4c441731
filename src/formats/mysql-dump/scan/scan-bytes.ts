/** The hot loops over a dump's bytes. Each returns where it stopped. */

const SINGLE = 39;
const BACKSLASH = 92;
const BACKTICK = 96;
/** Short strings are faster byte by byte, long ones by `indexOf`. */
const SHORT = 40;

/** Whether a byte is a blank of SQL: tab, line feed, vertical tab, form feed, carriage return, space. */
export const isBlank = (byte: number | undefined): boolean =>
  byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);

export const isAllBlank = (bytes: Buffer): boolean => {
  for (let at = 0; at < bytes.length; at++) if (!isBlank(bytes[at])) return false;
  return true;
};

/** The bytes that have a meaning outside strings and comments: quotes, comment starts, the delimiter's first byte. */
export const specialBytes = (delimiter: Buffer): Uint8Array => {
  const special = new Uint8Array(256);
  for (const character of '\'"`#-/') special[character.charCodeAt(0)] = 1;
  special[delimiter[0] ?? 59] = 1;
  return special;
};

/**
 * Returns the next special byte at or after `from`, or `limit`. Skips strings in single quotes that end before `limit`,
 * since rows consist of them.
 */
export const findSpecial = (
  bytes: Buffer,
  from: number,
  limit: number,
  special: Uint8Array,
  escapes: boolean,
): number => {
  let at = from;
  for (;;) {
    while (at < limit && special[bytes[at] as number] === 0) at++;
    if (at >= limit || bytes[at] !== SINGLE) return at;
    const near = at + SHORT < limit ? at + SHORT : limit;
    let inside = at + 1;
    while (inside < near) {
      const byte = bytes[inside] as number;
      if (byte === SINGLE) break;
      inside += byte === BACKSLASH && escapes ? 2 : 1;
    }
    // A long string, or one not closed here, is read more carefully by the caller.
    if (inside >= near) return at;
    at = inside + 1;
  }
};

/**
 * Returns the offset after a quoted piece's closing quote, or -1 if it is not within `length`; `resumeInsideQuotes`
 * then says where to continue when more bytes arrive. `opened` is the first byte inside the quotes.
 */
export const findClosingQuote = (
  bytes: Buffer,
  opened: number,
  from: number,
  length: number,
  quote: number,
  escapes: boolean,
): number => {
  const near = from + SHORT < length ? from + SHORT : length;
  let at = from;
  while (at < near) {
    const byte = bytes[at] as number;
    if (byte === quote) return at + 1;
    at += byte === BACKSLASH && escapes ? 2 : 1;
  }
  // A long string: search quotes and count the backslashes before each.
  for (;;) {
    at = at < length ? bytes.indexOf(quote, at) : -1;
    if (at < 0 || at >= length) return -1;
    if (!escapes || !isEscaped(bytes, opened, at)) return at + 1;
    at++;
  }
};

/** Whether an odd number of backslashes precedes the byte at `at`. */
const isEscaped = (bytes: Buffer, opened: number, at: number): boolean => {
  let before = at - 1;
  while (before >= opened && bytes[before] === BACKSLASH) before--;
  return (at - 1 - before) % 2 === 1;
};

/**
 * Where to continue the search for a closing quote after the bytes ended: never between a backslash and what it
 * escapes.
 */
export const resumeInsideQuotes = (bytes: Buffer, opened: number, length: number, escapes: boolean): number =>
  escapes && length > opened && isEscaped(bytes, opened, length) ? length - 1 : length;

export const isQuote = (byte: number): boolean => byte === SINGLE || byte === 34 || byte === BACKTICK;

/** `-- ` and `#` extend to the line's end; `--` counts only before a blank, a control byte or the end. */
export const startsLineComment = (bytes: Buffer, at: number, length: number): boolean => {
  if (bytes[at] === 35) return true;
  if (bytes[at] !== 45 || at + 1 >= length || bytes[at + 1] !== 45) return false;
  if (at + 2 >= length) return true;
  const next = bytes[at + 2] as number;
  return next <= 32 || next === 127;
};

/** `/*` that is not `/*!` or `/*M!`. Optimizer hints count as comments, since they change no data. */
export const startsPlainComment = (bytes: Buffer, at: number, length: number): boolean =>
  bytes[at] === 47 && at + 1 < length && bytes[at + 1] === 42 && !startsExecutableComment(bytes, at, length);

export const startsExecutableComment = (bytes: Buffer, at: number, length: number): boolean =>
  bytes[at] === 47 &&
  at + 2 < length &&
  bytes[at + 1] === 42 &&
  (bytes[at + 2] === 33 || (bytes[at + 2] === 77 && at + 3 < length && bytes[at + 3] === 33));

export const countNewlines = (bytes: Buffer, from: number, to: number): number => {
  let lines = 0;
  if (to - from < 200) {
    for (let at = from; at < to; at++) if (bytes[at] === 10) lines++;
    return lines;
  }
  // Bounds the search: a dump without line feeds would otherwise be searched to its end for every statement.
  const piece = bytes.subarray(from, to);
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
  return lines;
};
