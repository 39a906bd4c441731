import { crc32 } from 'node:zlib';

const LINE_FEED = 10;

/** Tells of each row of a COPY text that comes in pieces: its bytes with the line end, and their CRC-32. */
export class RowSummer {
  #crc = 0;
  #bytes = 0;
  readonly #row: (bytes: number, crc: number) => void;

  constructor(row: (bytes: number, crc: number) => void) {
    this.#row = row;
  }

  /** Whether the last row has ended. */
  get isWhole(): boolean {
    return this.#bytes === 0;
  }

  push(piece: Buffer): void {
    let at = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, at)) {
      const bytes = end + 1 - at;
      this.#row(this.#bytes + bytes, crc32(piece.subarray(at, end + 1), this.#crc));
      this.#crc = 0;
      this.#bytes = 0;
      at = end + 1;
    }
    if (at >= piece.length) return;
    this.#crc = crc32(piece.subarray(at), this.#crc);
    this.#bytes += piece.length - at;
  }
}
