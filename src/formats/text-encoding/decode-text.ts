import { StevedoreError } from '../../contracts/errors.js';
import { Utf8Check } from './utf8-check.js';
import { WINDOWS_1252 } from './windows-1252.js';

/**
 * Gives a file's pieces in UTF-8, without a byte order mark. Of UTF-8 itself nothing is copied. Throws
 * TEXT_ENCODING_INVALID for bytes that the encoding does not have.
 */
export async function* decodeText(pieces: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decode = encoding === 'utf-8' ? valid() : converted(encoding);
  for await (const piece of pieces) {
    const text = decode(piece, false);
    if (text.length > 0) yield text;
  }
  const rest = decode(Buffer.alloc(0), true);
  if (rest.length > 0) yield rest;
}

type Decode = (piece: Buffer, final: boolean) => Buffer;

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Pieces go on as they are; the readers behind hold a character together that is cut. */
const valid = (): Decode => {
  const check = new Utf8Check();
  let head: Buffer | undefined = Buffer.alloc(0);
  return (piece, final) => {
    check.push(piece);
    if (final) check.end();
    if (check.invalidAt !== undefined) {
      throw new StevedoreError(
        'TEXT_ENCODING_INVALID',
        `Cannot read the file as UTF-8: the byte at offset ${check.invalidAt} is not valid; set "encoding" to the encoding of the file`,
      );
    }
    if (head === undefined) return piece;
    head = Buffer.concat([head, piece]);
    if (head.length < MARK.length && !final) return Buffer.alloc(0);
    const begin = head.subarray(0, MARK.length).equals(MARK) ? head.subarray(MARK.length) : head;
    head = undefined;
    return begin;
  };
};

/** Encodings of one byte a character by a table, which is several times as quick as the decoder of others. */
const converted = (encoding: string): Decode => {
  const table = singleBytes(encoding);
  if (table !== undefined) return (piece) => byTable(piece, table);
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (piece, final) => {
    try {
      return Buffer.from(decoder.decode(piece, { stream: !final }));
    } catch {
      throw new StevedoreError(
        'TEXT_ENCODING_INVALID',
        `Cannot read the file as ${encoding}: it has bytes that this encoding does not have; set "encoding" to the encoding of the file`,
      );
    }
  };
};

/** The bytes in UTF-8 of each byte from 0x80 on; undefined for an encoding with longer characters. */
const singleBytes = (encoding: string): readonly Buffer[] | undefined => {
  if (encoding === 'windows-1252') return WINDOWS_1252.map((text) => Buffer.from(text));
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    const texts = Array.from({ length: 128 }, (_, index) => decoder.decode(Uint8Array.of(128 + index)));
    return texts.every((text) => text.length === 1) ? texts.map((text) => Buffer.from(text)) : undefined;
  } catch {
    return undefined;
  }
};

const byTable = (piece: Buffer, table: readonly Buffer[]): Buffer => {
  const out = Buffer.allocUnsafe(piece.length * 3);
  let to = 0;
  for (const byte of piece) {
    if (byte < 128) out[to++] = byte;
    else for (const one of table[byte - 128] as Buffer) out[to++] = one;
  }
  return out.subarray(0, to);
};
