import { BACKSLASH, NEWLINE, QUOTE } from './bytes';

/**
 * Returns the next byte at or after `from` that has a meaning outside strings and comments, or `limit`: a quote, `#`,
 * `--`, a comment's opening, the delimiter's first byte. Skips strings in single quotes that end before `limit`, since
 * rows consist of them.
 */
export function findSpecial(from: usize, limit: usize, delimiter: u8, escapes: bool): usize {
  const quotes = i8x16.splat(QUOTE);
  const doubles = i8x16.splat(34);
  const backticks = i8x16.splat(96);
  const hashes = i8x16.splat(35);
  const dashes = i8x16.splat(45);
  const slashes = i8x16.splat(47);
  const delimiters = i8x16.splat(delimiter);
  let at = from;
  while (at < limit) {
    const bytes = v128.load(at);
    let found = i8x16.bitmask(
      v128.or(
        v128.or(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, doubles)), v128.or(i8x16.eq(bytes, backticks), i8x16.eq(bytes, hashes))),
        v128.or(v128.or(i8x16.eq(bytes, dashes), i8x16.eq(bytes, slashes)), i8x16.eq(bytes, delimiters)),
      ),
    );
    if (found == 0) {
      at += 16;
      continue;
    }
    at += ctz(found);
    if (at >= limit) return limit;
    const byte = load<u8>(at);
    if (byte == QUOTE) {
      const behind = behindString(at + 1, limit, escapes);
      if (behind == 0) return at;
      at = behind;
    } else if (byte != delimiter && isHarmless(byte, load<u8>(at + 1))) at++;
    else return at;
  }
  return limit;
}

/** A dash not followed by a dash, or a slash not followed by a star. */
// @ts-ignore: decorator
@inline
function isHarmless(byte: u8, next: u8): bool {
  return (byte == 45 && next != 45) || (byte == 47 && next != 42);
}

/**
 * Returns the address after a string's closing quote, starting after its opening one; 0 if it does not end before
 * `limit`.
 */
function behindString(from: usize, limit: usize, escapes: bool): usize {
  const quotes = i8x16.splat(QUOTE);
  const backslashes = i8x16.splat(escapes ? BACKSLASH : QUOTE);
  let at = from;
  while (at < limit) {
    const bytes = v128.load(at);
    const found = i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)));
    if (found == 0) {
      at += 16;
      continue;
    }
    at += ctz(found);
    if (load<u8>(at) == QUOTE) return at < limit ? at + 1 : 0;
    at += 2;
  }
  return 0;
}

/** Counts the line feeds between `from` and `to`. */
export function countNewlines(from: usize, to: usize): i32 {
  const newlines = i8x16.splat(NEWLINE);
  let lines = 0;
  let at = from;
  for (; at + 16 <= to; at += 16) lines += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), newlines)));
  for (; at < to; at++) if (load<u8>(at) == NEWLINE) lines++;
  return lines;
}
