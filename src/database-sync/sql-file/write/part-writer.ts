import { crc32 } from 'node:zlib';
import { Deflater } from './deflater.js';

/** A part ends after so much text, at the end of a row or a statement. */
export const PART_BYTES = 64 * 1024 * 1024;
/** What is not compressed is held as it is. */
export const PLAIN_PART_BYTES = 16 * 1024 * 1024;

/** Of the compressions that run at a time for one part; they run beside this thread. */
const AT_ONCE = 3;
/** The first byte of a member to the last before its data: gzip, deflate, the fastest level. */
const MEMBER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
/** A last block without data. */
const LAST_BLOCK = Buffer.from([3, 0]);
/** Those that are free, for the next part. */
const idle: Deflater[] = [];

/** A part of a dump, ready to be written. */
export interface WrittenPart {
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
  readonly textBytes: number;
  /** The CRC-32 of its text. */
  readonly crc: number;
  /** Line feeds of its text. */
  readonly lines: number;
}

/**
 * Makes a part of pieces of text: a member of gzip, or the text as it is.
 *
 * 1. Pieces are compressed on their own, several at a time in zlib's threads, and follow each other in the member as
 *    they came; any program that reads gzip reads them. What is lost are matches across pieces: keep them large.
 * 2. `add` waits while enough pieces are being compressed; it must not be called again before. A piece is not copied.
 */
export class PartWriter {
  readonly #compressed: boolean;
  readonly #pieces: Promise<Buffer>[] = [];
  #textBytes = 0;
  #crc = 0;
  #lines = 0;

  constructor(compressed: boolean) {
    this.#compressed = compressed;
  }

  get textBytes(): number {
    return this.#textBytes;
  }

  /**
   * `lines` are the piece's line feeds, where the caller knows them; `release` is called when its memory is not needed
   * any more, which is never where nothing is compressed.
   */
  async add(piece: Buffer, lines = linesIn(piece), release: () => void = () => undefined): Promise<void> {
    this.#lines += lines;
    this.#textBytes += piece.length;
    this.#crc = crc32(piece, this.#crc);
    if (!this.#compressed) {
      this.#pieces.push(Promise.resolve(piece));
      return;
    }
    const deflater = idle.pop() ?? new Deflater();
    const packed = deflater.pack(piece);
    packed.then(
      () => {
        idle.push(deflater);
        release();
      },
      () => undefined,
    );
    this.#pieces.push(packed);
    await this.#pieces[this.#pieces.length - AT_ONCE];
  }

  async finish(): Promise<WrittenPart> {
    const pieces = await Promise.all(this.#pieces);
    if (this.#compressed) {
      const end = Buffer.alloc(8);
      end.writeUInt32LE(this.#crc, 0);
      end.writeUInt32LE(this.#textBytes % 2 ** 32, 4);
      pieces.unshift(MEMBER);
      pieces.push(LAST_BLOCK, end);
    }
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    return { pieces, bytes, textBytes: this.#textBytes, crc: this.#crc, lines: this.#lines };
  }
}

const linesIn = (piece: Buffer): number => {
  let lines = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines += 1;
  return lines;
};
