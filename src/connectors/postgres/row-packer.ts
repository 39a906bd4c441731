import type { RowSums } from './row-sums.js';
import { rowCrc, RowTally } from './row-sums.js';

/** Text of rows, one after the other, without the frames of the protocol. */
export interface RowPiece {
  readonly bytes: Buffer;
  /** Otherwise the next piece begins with the rest of a row. */
  readonly endsRow: boolean;
  /** Of the rows that end in it, with their whole text. */
  readonly sums: RowSums;
  /** Gives its memory back for another piece, which saves much work; without that it is its reader's. */
  readonly release: () => void;
}

/** Pieces have about this many bytes. */
const PIECE_BYTES = 1024 * 1024;

const COPY_DATA = 0x64; // d
const HEADER = 5;

/**
 * Takes the text of rows out of the bytes that a server sends in a COPY OUT in text format, where each CopyData frame
 * is a row, and sums them.
 *
 * 1. A frame may end anywhere in a chunk, its header too. Notices and the like between the rows are dropped.
 * 2. The first message that ends the rows and all after it are the driver's: `push` returns them.
 * 3. A piece ends with a row, unless the row alone is longer than a piece: what is held is one piece.
 */
export class RowPacker {
  #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  readonly #free: ReturnType<typeof Buffer.allocUnsafeSlow>[] = [];
  #length = 0;
  #tally = new RowTally();
  #header: Buffer | undefined;
  /** Of the open frame: the bytes that have not come, whether it is a row, what came of the row. */
  #left = 0;
  #isRow = false;
  #crc = 0;
  #bytes = 0;
  readonly #give: (piece: RowPiece) => void;

  constructor(give: (piece: RowPiece) => void) {
    this.#give = give;
  }

  push(chunk: Buffer): Buffer | undefined {
    const data = this.#header === undefined ? chunk : Buffer.concat([this.#header, chunk]);
    this.#header = undefined;
    let at = this.#left > 0 ? this.#continue(data, 0) : 0;
    while (at < data.length) {
      if (data.length - at < HEADER) {
        this.#header = Buffer.from(data.subarray(at));
        return undefined;
      }
      const kind = data[at] ?? 0;
      if (ENDS.has(kind)) {
        this.#flush();
        return data.subarray(at);
      }
      this.#isRow = kind === COPY_DATA;
      this.#crc = 0;
      this.#bytes = 0;
      this.#left = data.readUInt32BE(at + 1) - 4;
      at = this.#continue(data, at + HEADER);
    }
    return undefined;
  }

  /** Takes of the open frame what `data` has of it; returns where it ends. */
  #continue(data: Buffer, from: number): number {
    const end = Math.min(from + this.#left, data.length);
    this.#left -= end - from;
    if (!this.#isRow) return end;
    this.#crc = rowCrc(data, from, end, this.#crc);
    this.#bytes += end - from;
    for (let at = from; at < end; ) {
      if (this.#length + end - at > PIECE_BYTES && this.#length > 0) this.#flush();
      const taken = Math.min(end - at, PIECE_BYTES - this.#length);
      data.copy(this.#buffer, this.#length, at, at + taken);
      this.#length += taken;
      at += taken;
    }
    if (this.#left > 0) return end;
    this.#tally.add(this.#bytes, this.#crc);
    this.#bytes = 0;
    return end;
  }

  #flush(): void {
    if (this.#length === 0) return;
    // Nothing of a row has been taken that is not in the piece.
    const endsRow = this.#buffer[this.#length - 1] === 0x0a;
    const whole = this.#buffer;
    const release = (): void => void this.#free.push(whole);
    this.#give({ bytes: whole.subarray(0, this.#length), endsRow, sums: this.#tally.sums, release });
    this.#buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
    this.#length = 0;
    this.#tally = new RowTally();
  }
}

/** CopyDone, ErrorResponse, CommandComplete, ReadyForQuery. */
const ENDS: ReadonlySet<number> = new Set([0x63, 0x45, 0x43, 0x5a]);
