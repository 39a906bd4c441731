import { charsetOfCollation } from './session-charsets.js';
import type { Token } from '../tokens/tokenize.js';

/** A place in a statement that names a character set or a collation. */
export interface CharsetName {
  readonly kind: 'charset' | 'collation';
  /** In lower case. A collation has its full name if its character set is known (`fullCollation`). */
  readonly name: string;
  /** For a collation: its character set, if the statement states it right before. */
  readonly charset?: string;
  /** Of the name without its quotes. */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds all places in a statement that name a character set or a collation, in order: for columns, tables, databases,
 * expressions, routine types, and introducers before strings. Ignores strings, comments and other names.
 */
export const findCharsetNames = (tokens: readonly Token[]): CharsetName[] => {
  const found: CharsetName[] = [];
  let last: { readonly index: number; readonly charset: string } | undefined;
  tokens.forEach((token, index) => {
    const charset = charsetAt(tokens, index);
    if (charset) {
      found.push(named('charset', charset));
      last = {
        index: tokens.indexOf(charset, index),
        charset: charset.kind === 'word' ? withoutDash(charset.text) : charset.value.toLowerCase(),
      };
      return;
    }
    const collation = collationAt(tokens, index);
    // `CHARSET x DEFAULT COLLATE y`, `CONVERT(… USING x) COLLATE y`, `_x'…' COLLATE y`: at most one token between them.
    if (collation)
      found.push(named('collation', collation, last && index - last.index <= 2 ? last.charset : undefined));
  });
  return found;
};

/**
 * Returns a collation's full name. MariaDB shortens collations that exist for several character sets (`uca1400_ai_ci`)
 * next to their character set.
 */
export const fullCollation = (collation: string, charset: string | undefined): string =>
  charset !== undefined && SHORT.test(collation)
    ? `${charset === 'utf8' ? 'utf8mb3' : charset}_${collation}`
    : collation;

/** Returns the character set in a collation's name; undefined if there is none. */
export const charsetIn = (collation: string): string | undefined => {
  const charset = charsetOfCollation(collation);
  return CHARSETS.has(charset) ? charset : undefined;
};

const SHORT = /^uca\d+_/i;

/** Those of MariaDB and MySQL, so that no other word after `charset` or `using` is mistaken for one. */
const CHARSETS = new Set(
  (
    'armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr gb18030 gb2312 gbk geostd8 greek ' +
    'hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce macroman sjis swe7 tis620 ucs2 ujis utf16 utf16le utf32 utf8 ' +
    'utf8mb3 utf8mb4'
  ).split(' '),
);

const named = (kind: CharsetName['kind'], token: Token, before?: string): CharsetName => {
  const quote = token.kind === 'word' ? 0 : 1;
  const introducer = kind === 'charset' && token.text.startsWith('_') ? 1 : 0;
  const name = token.value.toLowerCase().slice(introducer);
  const span = { start: token.start + quote + introducer, end: token.end - quote };
  if (kind === 'charset') return { kind, name, ...span };
  const full = fullCollation(name, before);
  const charset = charsetIn(full) ?? before;
  return { kind, name: full, ...(charset !== undefined && { charset }), ...span };
};

const withoutDash = (text: string): string => text.replace(/^_/, '');

/** Returns the token that names a character set, if the token at `index` announces or is one. */
const charsetAt = (tokens: readonly Token[], index: number): Token | undefined => {
  const { kind, text } = tokens[index] as Token;
  if (kind !== 'word' || tokens[index - 1]?.text === '.') return undefined;
  const next = tokens[index + 1];
  if (text.startsWith('_')) {
    const introduces = next?.kind === 'string' || (next?.kind === 'number' && /^0[xb]/i.test(next.value));
    return introduces && CHARSETS.has(withoutDash(text)) ? tokens[index] : undefined;
  }
  if (text === 'character' && next?.text === 'set') return plainName(tokens, index + 2);
  if (text === 'names' && tokens[index - 1]?.text !== 'set') return undefined;
  if (text !== 'charset' && text !== 'using' && text !== 'names') return undefined;
  const name = plainName(tokens, index + 1);
  return name && CHARSETS.has(name.value.toLowerCase()) ? name : undefined;
};

const collationAt = (tokens: readonly Token[], index: number): Token | undefined => {
  const { kind, text } = tokens[index] as Token;
  if (kind !== 'word') return undefined;
  if (text === 'collate' && tokens[index - 1]?.text !== '.') return plainName(tokens, index + 1);
  if (text !== 'collation_connection') return undefined;
  const equals = tokens[index + 1]?.text === ':' ? index + 2 : index + 1;
  return tokens[equals]?.text === '=' ? plainName(tokens, equals) : undefined;
};

/** Returns the name at `index`, or after the `=` there. */
const plainName = (tokens: readonly Token[], index: number): Token | undefined => {
  const token = tokens[tokens[index]?.text === '=' ? index + 1 : index];
  if (!token || token.kind === 'punct' || token.text === 'default' || !/^\w+$/.test(token.value)) return undefined;
  // A name with escapes differs in length from its value.
  return token.end - token.start === token.value.length + (token.kind === 'word' ? 0 : 2) ? token : undefined;
};
