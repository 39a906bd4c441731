import { setImmediate as letOthersGoOn } from 'node:timers/promises';

/**
 * A stream of bytes between a writer and a reader that buffers a few pieces at most. The reader gets large pieces in
 * slices, and between them whoever waits for an answer gets it: what is read is loaded meanwhile.
 */
export class PieceStream implements AsyncIterable<Buffer> {
  private readonly pieces: Buffer[] = [];
  private readonly waiting: (() => void)[] = [];
  private ended = false;
  private abandoned = false;

  /** Resolves when there is room for more; discards pieces after `abandon`. */
  async put(piece: Buffer): Promise<void> {
    if (this.abandoned) return;
    this.pieces.push(piece);
    this.wake();
    while (this.pieces.length >= MOST_PIECES && !this.abandoned) await this.change();
  }

  /** Marks the end of the pieces. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Called by the reader when it stops reading. */
  abandon(): void {
    this.abandoned = this.ended = true;
    this.pieces.length = 0;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (;;) {
        while (this.pieces.length === 0 && !this.ended) await this.change();
        const piece = this.pieces.shift();
        if (piece === undefined) return;
        this.wake();
        for (let at = 0; at < piece.length; at += SLICE_BYTES) {
          if (at > 0) await letOthersGoOn();
          yield piece.subarray(at, at + SLICE_BYTES);
        }
      }
    } finally {
      this.abandon();
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

const MOST_PIECES = 2;
/** Read within a millisecond. */
const SLICE_BYTES = 256 * 1024;
