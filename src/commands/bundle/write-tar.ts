import { gzipSync } from 'node:zlib';

export interface PackedFile {
  /** With slashes; at most 155 characters of folders and 100 of a name. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** A tar archive (ustar, which every tar reads), packed by gzip. Only its owner may read what is in it. */
export const writeTar = (files: readonly PackedFile[], at: Date): Buffer => {
  const blocks = files.flatMap(({ name, content }) => [
    headerOf(name, content.length, at),
    Buffer.from(content),
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
};

const BLOCK = 512;

const headerOf = (path: string, size: number, at: Date): Buffer => {
  const cut = path.length > 100 ? path.lastIndexOf('/', 155) : -1;
  const header = Buffer.alloc(BLOCK);
  header.write(path.slice(cut + 1), 0, 100, 'utf8');
  header.write(octal(0o600, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(Math.floor(at.getTime() / 1_000), 11), 136);
  // The sum counts itself as blanks.
  header.fill(' ', 148, 156);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  header.write(path.slice(0, Math.max(cut, 0)), 345, 155, 'utf8');
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
};

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
