import { StevedoreError } from '../../contracts/errors.js';

const RESTORE = 'make a plain one of it: pg_restore --file=dump.sql';

/** What a file is that is no plain SQL, by its first bytes in hexadecimal digits. */
const KINDS: readonly (readonly [begins: string, what: string])[] = [
  ['5047444d50', `it is in pg_dump's custom format; ${RESTORE} FILE, or export with pg_dump --format=plain`],
  [
    Buffer.from('toc.dat\0').toString('hex'),
    `it is in pg_dump's tar format; ${RESTORE} FILE, or export with pg_dump --format=plain`,
  ],
  ['504b0304', 'it is a ZIP archive; unpack it first'],
  ['28b52ffd', 'it is compressed by zstd; unpack it first: zstd -d FILE'],
  ['04224d18', 'it is compressed by lz4; unpack it first: lz4 -d FILE'],
  ['fd377a585a00', 'it is compressed by xz; unpack it first: xz -d FILE'],
  ['425a68', 'it is compressed by bzip2; unpack it first: bzip2 -d FILE'],
  ['fffe', 'it is in UTF-16; export it to a file by pg_dump --file, which writes UTF-8'],
  ['feff', 'it is in UTF-16; export it to a file by pg_dump --file, which writes UTF-8'],
];

/** Throws DUMP_SYNTAX, saying what the file is and how it becomes plain SQL, by its first bytes, unpacked. */
export const assertIsPlain = (first: Buffer): void => {
  const begins = first.toString('hex', 0, 16);
  const found = KINDS.find(([each]) => begins.startsWith(each));
  if (found === undefined && !first.subarray(0, 512).includes(0)) return;
  const what = found?.[1] ?? 'it is no text; export the database with pg_dump --format=plain';
  throw new StevedoreError('DUMP_SYNTAX', `Cannot import the file: ${what}`, { details: { line: 1 } });
};
