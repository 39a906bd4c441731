/** What a backslash makes of the next byte, if that is not the byte itself. */
const ESCAPED = new Map([
  [48, 0],
  [98, 8],
  [110, 10],
  [114, 13],
  [116, 9],
  [90, 26],
]);

/** By byte: what `\x` stands for, or -1 for `\%` and `\_`, which keep their backslash. */
export const UNESCAPED = Int16Array.from({ length: 256 }, (_, byte) =>
  byte === 37 || byte === 95 ? -1 : (ESCAPED.get(byte) ?? byte),
);

/** Returns the bytes that a quoted piece stands for; `from` and `to` enclose what is between its quotes. */
export const unquote = (bytes: Buffer, from: number, to: number, quote: number, escapes: boolean): Buffer => {
  const out = Buffer.allocUnsafe(to - from);
  let length = 0;
  for (let at = from; at < to; at++) {
    let byte = bytes[at] as number;
    if (byte === 92 && escapes && at + 1 < to) {
      byte = UNESCAPED[bytes[++at] as number] as number;
      if (byte < 0) {
        out[length++] = 92;
        byte = bytes[at] as number;
      }
    } else if (byte === quote) at++;
    out[length++] = byte;
  }
  return out.subarray(0, length);
};

/**
 * Writes a text as an SQL string that reads the same with and without NO_BACKSLASH_ESCAPES; it must not hold a
 * backslash.
 */
export const quoteWord = (text: string): string => `'${text.replaceAll("'", "''")}'`;
