import { scanSync } from 'libpg-query';

/** A word of a text of SQL or PL/pgSQL: a keyword, or a name as the server understands it. */
export interface ScannedWord {
  readonly word: string;
  readonly isQuoted: boolean;
  /** Before a parenthesis: with the parts before it, `schema.name(`. */
  readonly called: readonly string[] | undefined;
}

/** The server cuts longer names. */
const LONGEST = 63;

/**
 * All words of a text outside of its strings and comments, by PostgreSQL's own scanner, which PL/pgSQL uses, too.
 * Undefined where it cannot be told for sure: what is no SQL, names in `U&"…"` or longer than the server keeps.
 */
export const scanWords = (text: string): ScannedWord[] | undefined => {
  if (text.trim() === '') return [];
  const bytes = Buffer.from(text);
  let tokens: readonly { readonly start: number; readonly end: number }[];
  try {
    ({ tokens } = scanSync(text));
  } catch {
    return undefined;
  }
  const words: ScannedWord[] = [];
  /** Of the name that is being read: `a . b`. */
  let parts: string[] = [];
  let dotted = false;
  for (const { start, end } of tokens) {
    const token = bytes.toString('utf8', start, end);
    if (token.startsWith('--') || token.startsWith('/*')) continue;
    const last = words.length - 1;
    if (token === '(' && parts.length > 0 && !dotted) {
      const word = words[last];
      if (word !== undefined) words[last] = { ...word, called: parts };
    }
    if (token === '.' && parts.length > 0) {
      dotted = true;
      continue;
    }
    const isQuoted = token.startsWith('"');
    if (/^u&"/i.test(token)) return undefined;
    // A string may begin with a letter.
    if (!isQuoted && (!/^[A-Za-z_\u0080-\uffff]/.test(token) || token.includes("'"))) {
      parts = [];
      dotted = false;
      continue;
    }
    // Outside of ASCII the server leaves the case as it is.
    const word = isQuoted
      ? token.slice(1, -1).replaceAll('""', '"')
      : token.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
    if (Buffer.byteLength(word) > LONGEST) return undefined;
    parts = dotted ? [...parts, word] : [word];
    dotted = false;
    words.push({ word, isQuoted, called: undefined });
  }
  return words;
};
