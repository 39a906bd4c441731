import { StevedoreError } from '../../../contracts/errors.js';
import { UnreadableSql } from '../refuse-statement.js';

/**
 * Character sets in which a quote, backslash or delimiter is never part of another character.
 * Excludes big5, cp932, gbk, gb18030, sjis (a second byte can be a backslash), ucs2, utf16, utf16le, utf32, swe7.
 */
const READABLE = new Set(
  (
    'utf8 utf8mb3 utf8mb4 latin1 latin2 latin5 latin7 ascii binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 dec8 hp8 ' +
    'koi8r koi8u greek hebrew macce macroman keybcs2 armscii8 geostd8 tis620 gb2312 euckr ujis eucjpms'
  ).split(' '),
);

/**
 * Non-ASCII bytes that servers treat as a blank or control character (observed on MariaDB 10.11). They separate words
 * and turn two preceding dashes into a comment, so that a quote after them opens no string.
 */
const BLANKS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'latin1 latin2 latin5 dec8 greek armscii8 geostd8'.split(' ').map((charset) => [charset, 'a0']),
  ),
  ...Object.fromEntries('cp850 cp852 cp866 keybcs2'.split(' ').map((charset) => [charset, 'ff'])),
  latin7: '81 83 88 8a 8c 90 98 9a 9c 9f a0 a1 a5',
  cp1250: '80 81 83 88 90 98 a0',
  hebrew: 'a0 fd fe',
  hp8: `${Array.from({ length: 33 }, (_, i) => (128 + i).toString(16)).join(' ')} b1 b2 f2 f3 f4 f5 ff`,
  macroman: '80 cb e5',
};
const BLANK_BYTES = new Map(
  Object.entries(BLANKS).map(([charset, bytes]) => [
    charset,
    new Set(bytes.split(' ').map((byte) => Number.parseInt(byte, 16))),
  ]),
);

/** Returns the non-ASCII bytes that separate words in this character set. */
export const blanksBeyondAscii = (charset: string | undefined): ReadonlySet<number> | undefined =>
  BLANK_BYTES.get(charset ?? DEFAULT_CHARSET);

/** Returns the character set of a connection in lower case. Throws DUMP_CHARSET_UNSUPPORTED. */
export const checkCharset = (charset: string, line: number): string => {
  const name = charset.toLowerCase();
  if (READABLE.has(name)) return name;
  throw new StevedoreError(
    'DUMP_CHARSET_UNSUPPORTED',
    `Cannot read the dump: the character set "${name}" on line ${line} cannot be read safely; ` +
      'export it again with --default-character-set=utf8mb4',
    { details: { line, charset: name } },
  );
};

/** The character set of a dump without SET NAMES. */
export const DEFAULT_CHARSET = 'utf8mb4';

/** Whether two names mean the same character set: `utf8` is the old name of `utf8mb3`. */
export const isSameCharset = (a: string, b: string): boolean => withoutAlias(a) === withoutAlias(b);

const withoutAlias = (charset: string): string => (charset === 'utf8' ? 'utf8mb3' : charset);

/** The character set that a collation belongs to. */
export const charsetOfCollation = (collation: string): string => collation.toLowerCase().split('_')[0] ?? '';

/** Decodes a name as the dump writes it (latin1, one character per byte). Throws `UnreadableSql`. */
export const decodeName = (name: string, characterSetClient: string | undefined): string => {
  if (!/[\x80-\xff]/.test(name)) return name;
  const charset = characterSetClient ?? DEFAULT_CHARSET;
  const encoding = { utf8: 'utf-8', utf8mb3: 'utf-8', utf8mb4: 'utf-8', binary: 'utf-8', latin1: 'windows-1252' }[
    charset
  ];
  if (encoding === undefined)
    throw new UnreadableSql(`a name in it is not plain ASCII, in the character set ${charset}`);
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(Buffer.from(name, 'latin1'));
  } catch (error) {
    throw new UnreadableSql(`a name in it is not valid ${charset}`, { cause: error });
  }
};
