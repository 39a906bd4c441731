import type { RowSums } from './row-sums.js';
import { FrameKernel, ROOM_BYTES } from '../arrival/frame-kernel.js';
import { inRooms } from './copy-frames.js';

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

type Piece = ReturnType<typeof Buffer.allocUnsafeSlow>;

/** One has room for what comes when it is nearly full. */
const newPiece = (): Piece => Buffer.allocUnsafeSlow(PIECE_BYTES + ROOM_BYTES);

/**
 * Takes the text of rows out of the bytes that a server sends in a COPY OUT in text format, where each CopyData frame
 * is a row, and sums them.
 *
 * 1. A frame may end anywhere in a chunk, its header too. Notices and the like between the rows are dropped.
 * 2. The first message that ends the rows and all after it are the driver's: `push` returns them.
 * 3. A piece ends with a row, unless the row alone is longer than a piece: what is held is one piece.
 */
export class RowPacker {
  readonly #kernel = FrameKernel.take();
  readonly #free: Piece[] = [];
  readonly #give: (piece: RowPiece) => void;
  #piece = newPiece();
  #length = 0;
  /** Where the last whole row of the piece ends. */
  #rowEnd = 0;

  constructor(give: (piece: RowPiece) => void) {
    this.#give = give;
  }

  /** Where the bytes of the next chunk are best. */
  get room(): Buffer {
    return this.#kernel.room(0);
  }

  push(chunk: Buffer): Buffer | undefined {
    const pack = (length: number) => this.#kernel.pack(0, length, this.#add);
    const rest = this.#kernel.roomOf(chunk) === undefined ? inRooms(this.#kernel, chunk, pack) : pack(chunk.length);
    if (rest === undefined) return undefined;
    this.#flush(this.#length);
    return rest;
  }

  /** To be called when no more chunks come, and none can come into the room. */
  end(): void {
    this.#kernel.giveBack();
  }

  readonly #add = (text: Buffer, rowEnd: number): void => {
    text.copy(this.#piece, this.#length);
    if (rowEnd > 0) this.#rowEnd = this.#length + rowEnd;
    this.#length += text.length;
    // What is left of a long row behind a short one may be a piece, too.
    while (this.#length >= PIECE_BYTES) this.#flush(this.#rowEnd === 0 ? this.#length : this.#rowEnd);
  };

  /** Gives what stands before `end`; the rest begins the next piece. */
  #flush(end: number): void {
    if (end === 0) return;
    const whole = this.#piece;
    this.#piece = this.#free.pop() ?? newPiece();
    whole.copy(this.#piece, 0, end, this.#length);
    this.#length -= end;
    const release = (): void => void this.#free.push(whole);
    const endsRow = end === this.#rowEnd;
    this.#rowEnd = 0;
    this.#give({ bytes: whole.subarray(0, end), endsRow, sums: this.#kernel.takeSums(), release });
  }
}
