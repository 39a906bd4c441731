/** Names a file's format by its first bytes, if it is not a dump: "a 7z archive"; undefined if they match nothing. */
export const foreignFormat = (head: Buffer): string | undefined => {
  const known = SIGNATURES.find(({ at = 0, bytes }) => head.subarray(at, at + bytes.length).equals(bytes));
  if (known !== undefined) return known.name;
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
};

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const SIGNATURES: readonly { readonly name: string; readonly bytes: Buffer; readonly at?: number }[] = [
  { name: 'a ZIP archive', bytes: ascii('PK\x03\x04') },
  { name: 'a gzip file', bytes: hex('1f8b08') },
  { name: 'a 7z archive', bytes: hex('377abcaf271c') },
  { name: 'a RAR archive', bytes: ascii('Rar!\x1a\x07') },
  { name: 'an xz file', bytes: hex('fd377a585a00') },
  { name: 'a bzip2 file', bytes: ascii('BZh') },
  { name: 'a Zstandard file', bytes: hex('28b52ffd') },
  { name: 'an LZ4 file', bytes: hex('04224d18') },
  { name: 'a file of compress (.Z)', bytes: hex('1f9d') },
  { name: 'a tar archive', bytes: ascii('ustar'), at: 257 },
  { name: 'a backup of xtrabackup or mariabackup', bytes: ascii('XBSTCK01') },
  { name: 'a dump of pg_dump', bytes: ascii('PGDMP') },
  { name: 'an SQLite database', bytes: ascii('SQLite format 3\0') },
  { name: 'an age-encrypted file', bytes: ascii('age-encryption.org/') },
  { name: 'a PGP message', bytes: ascii('-----BEGIN PGP MESSAGE') },
  { name: 'a file encrypted by openssl enc', bytes: ascii('Salted__') },
];

const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^(<!doctype html|<html)/i, 'an HTML page'],
  [/^(<\?xml[\s\S]{0,400}?<mysqldump|<mysqldump)/i, 'an XML export (mysqldump --xml)'],
  [/^<\?xml/i, 'an XML file'],
];
