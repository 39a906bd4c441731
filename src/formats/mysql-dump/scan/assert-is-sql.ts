import { StevedoreError } from '../../../contracts/errors.js';
import type { ErrorCode } from '../../../contracts/errors.js';

interface Kind {
  /** The first bytes, as hexadecimal digits. */
  readonly begins: string;
  readonly code: ErrorCode;
  readonly what: string;
}

const packed = (begins: string, name: string): Kind => ({
  begins,
  code: 'DUMP_SYNTAX',
  what: `it is ${name} and not SQL; unpack it first, or offer it under its own ending`,
});

const UTF16 = (mark: string): string =>
  `it is in UTF-16 (byte order mark ${mark}), as PowerShell's ">" writes it; export it again with --result-file=dump.sql, which writes UTF-8`;
const XML = 'it is XML (mysqldump --xml) and not SQL; export it again without --xml';

const KINDS: readonly Kind[] = [
  { begins: 'fffe', code: 'DUMP_CHARSET_UNSUPPORTED', what: UTF16('FF FE') },
  { begins: 'feff', code: 'DUMP_CHARSET_UNSUPPORTED', what: UTF16('FE FF') },
  packed('1f8b', 'a gzip file'),
  packed('504b0304', 'a ZIP archive'),
  packed('377abcaf271c', 'a 7z archive'),
  packed('fd377a585a00', 'an xz file'),
  packed('28b52ffd', 'a Zstandard file'),
  packed('425a68', 'a bzip2 file'),
];

/**
 * Checks the first bytes of a dump. If they are not SQL, throws DUMP_CHARSET_UNSUPPORTED or DUMP_SYNTAX and says what
 * the file is.
 */
export const assertIsSql = (first: Buffer): void => {
  const found = kindOf(first);
  if (found) throw new StevedoreError(found.code, `Cannot read the dump: ${found.what}`, { details: { line: 1 } });
};

const kindOf = (first: Buffer): Pick<Kind, 'code' | 'what'> | undefined => {
  const begin = first.toString('hex', 0, 8);
  const known = KINDS.find(({ begins }) => begin.startsWith(begins));
  if (known) return known;
  const text = first
    .toString('latin1', 0, 64)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (/^<(\?xml|mysqldump|resultset)\b/.test(text)) return { code: 'DUMP_SYNTAX', what: XML };
  // UTF-16 without a mark: in ASCII text every other byte is 0.
  if (
    /^(?:[\t\r\n -~]\0){8}/.test(first.toString('latin1', 0, 16)) ||
    /^(?:\0[\t\r\n -~]){8}/.test(first.toString('latin1', 0, 16))
  ) {
    return {
      code: 'DUMP_CHARSET_UNSUPPORTED',
      what: 'it is in UTF-16; export it again with --result-file=dump.sql, which writes UTF-8',
    };
  }
  return undefined;
};
