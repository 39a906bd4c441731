const LF = 10;
const CR = 13;

/** The offset after the line end that follows the mark, undefined if it is none. */
export const endOfMark = (bytes: Buffer, at: number, last: boolean): number | 'more' | undefined => {
  const line = bytes[at] === CR ? at + 1 : at;
  if (line >= bytes.length) return last ? line : 'more';
  return bytes[line] === LF ? line + 1 : undefined;
};

/** The words that begin a function's definition, each as a letter. */
export const FIRST_WORDS: Readonly<Record<string, string>> = {
  create: 'c',
  or: 'o',
  replace: 'r',
  function: 'f',
  procedure: 'p',
};

/** Whether a byte may stand in a word: letters, digits, `_`, all beyond ASCII. */
export const isWord = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || byte === 95 || byte >= 128 || (byte >= 48 && byte <= 57);

/** Line feeds from `from` to before `to`. */
export const linesIn = (bytes: Buffer, from: number, to: number): number => {
  let lines = 0;
  for (let at = from; at < to; at += 1) if (bytes[at] === LF) lines += 1;
  return lines;
};
