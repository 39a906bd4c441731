import { charsetOfCollation } from './session-charsets.js';
import type { Token } from '../tokens/tokenize.js';

/** A place where a statement names a character set or a collation. */
export interface CharsetName {
  readonly kind: 'charset' | 'collation';
  /** In lower case; of a collation the whole name wherever its character set is known (`fullCollation`). */
  readonly name: string;
  /** Of a collation: the character set that it is used with, as far as the statement says right before it. */
  readonly charset?: string;
  /** Of the name itself, without its quotes. */
  readonly start: number;
  readonly end: number;
}

/**
 * All places of a statement that name a character set or a collation, in their order: of columns, tables, databases,
 * expressions, types of routines, introducers before strings. What strings, comments and other names hold is none.
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
    // `CHARSET x DEFAULT COLLATE y`, `CONVERT(… USING x) COLLATE y`, `_x'…' COLLATE y`: at most one token between.
    if (collation)
      found.push(named('collation', collation, last && index - last.index <= 2 ? last.charset : undefined));
  });
  return found;
};

/**
 * A collation's whole name. MariaDB shortens those of several character sets, as `uca1400_ai_ci`, beside their
 * character set.
 */
export const fullCollation = (collation: string, charset: string | undefined): string =>
  charset !== undefined && SHORT.test(collation)
    ? `${charset === 'utf8' ? 'utf8mb3' : charset}_${collation}`
    : collation;

/** The character set that a collation's name says it is of; undefined where it says none. */
export const charsetIn = (collation: string): string | undefined => {
  const charset = charsetOfCollation(collation);
  return CHARSETS.has(charset) ? charset : undefined;
};

const SHORT = /^uca\d+_/i;

/** Of MariaDB and of MySQL, so that no other word behind `charset` or `using` is taken for one. */
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

/** The token that names a character set, where the token at `index` says that one follows or is one itself. */
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

/** The name at `index`, or behind the `=` there. */
const plainName = (tokens: readonly Token[], index: number): Token | undefined => {
  const token = tokens[tokens[index]?.text === '=' ? index + 1 : index];
  if (!token || token.kind === 'punct' || token.text === 'default' || !/^\w+$/.test(token.value)) return undefined;
  // A name with escapes in it has another length than its value.
  return token.end - token.start === token.value.length + (token.kind === 'word' ? 0 : 2) ? token : undefined;
};
