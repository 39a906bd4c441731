import type { RowSums } from './row-sums.js';
import { rowCrc, RowTally } from './row-sums.js';

export type { RowSums } from './row-sums.js';

const COPY_DATA = 0x64; // d
const HEADER = 5;

/** Of a chunk: what goes on unchanged, and what belongs to the driver again because the COPY is over. */
export interface Walked {
  /** CopyData frames, or parts of one. */
  readonly frames: readonly Buffer[];
  readonly rest?: Buffer;
}

/**
 * Walks the bytes that a server sends in a COPY OUT in text format, where each CopyData frame is a row.
 *
 * 1. A frame may end anywhere in a chunk, its header too; what is forwarded joins to whole frames.
 * 2. Notices and the like between the rows are dropped: they are not data, and the other server did not ask.
 * 3. The first message that ends the rows (CopyDone, ErrorResponse) and all after it are the driver's.
 */
export class CopyFrames {
  readonly #tally = new RowTally();
  /** Of the open frame's text. */
  #bytes = 0;
  /** Bytes of the open frame that have not come. */
  #left = 0;
  /** Whether the open frame is forwarded, and the CRC of what came of it. */
  #isRow = false;
  #crc = 0;
  #header: Buffer | undefined;

  get sums(): RowSums {
    return this.#tally.sums;
  }

  /** Whether what was forwarded ends with a row; otherwise nothing but the rest of it may follow. */
  get isWhole(): boolean {
    return this.#left === 0 || !this.#isRow;
  }

  walk(chunk: Buffer): Walked {
    const data = this.#header === undefined ? chunk : Buffer.concat([this.#header, chunk]);
    this.#header = undefined;
    const frames: Buffer[] = [];
    // What is forwarded and not yet in `frames` begins here.
    let start = 0;
    let at = 0;
    const forward = (end: number): void => {
      if (end > start) frames.push(data.subarray(start, end));
    };
    if (this.#left > 0) {
      at = this.#continue(data, 0);
      if (!this.#isRow) start = at;
    }
    while (at < data.length) {
      if (data.length - at < HEADER) {
        forward(at);
        this.#header = data.subarray(at);
        return { frames };
      }
      const kind = data[at];
      if (kind !== COPY_DATA && ENDS.has(kind ?? 0)) {
        forward(at);
        return { frames, rest: data.subarray(at) };
      }
      this.#isRow = kind === COPY_DATA;
      this.#crc = 0;
      this.#left = data.readUInt32BE(at + 1) - 4;
      const end = at + HEADER + this.#left;
      if (this.#isRow && end <= data.length) {
        // Nearly every row.
        this.#tally.add(this.#left, rowCrc(data, at + HEADER, end));
        this.#left = 0;
        at = end;
        continue;
      }
      if (!this.#isRow) forward(at);
      at = this.#continue(data, at + HEADER);
      if (!this.#isRow) start = at;
    }
    forward(at);
    return { frames };
  }

  /** Takes of the open frame what `data` has of it; returns where it ends. */
  #continue(data: Buffer, at: number): number {
    const end = Math.min(at + this.#left, data.length);
    this.#left -= end - at;
    if (!this.#isRow) return end;
    this.#crc = rowCrc(data, at, end, this.#crc);
    this.#bytes += end - at;
    if (this.#left > 0) return end;
    this.#tally.add(this.#bytes, this.#crc);
    this.#bytes = 0;
    return end;
  }
}

/** CopyDone, ErrorResponse, CommandComplete, ReadyForQuery. */
const ENDS: ReadonlySet<number> = new Set([0x63, 0x45, 0x43, 0x5a]);
