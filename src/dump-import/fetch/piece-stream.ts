/** Bytes that one side writes and the other reads, a few pieces apart at most. */
export class PieceStream implements AsyncIterable<Buffer> {
  private readonly pieces: Buffer[] = [];
  private readonly waiting: (() => void)[] = [];
  private ended = false;
  private abandoned = false;

  /** Resolves when there is room for more; what nobody reads any more is passed over. */
  async put(piece: Buffer): Promise<void> {
    if (this.abandoned) return;
    this.pieces.push(piece);
    this.wake();
    while (this.pieces.length >= MOST_PIECES && !this.abandoned) await this.change();
  }

  /** Behind the last piece. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Nobody reads on. */
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
        yield piece;
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
