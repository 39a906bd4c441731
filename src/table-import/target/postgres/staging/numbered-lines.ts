/** Behind so many bytes that were handed on, the server has surely read the first of them. */
const REMEMBERED_BYTES = 32 * 1024 * 1024;

interface Piece {
  readonly bytes: Buffer;
  /** Lines that end before it. */
  readonly before: number;
}

/**
 * Passes lines on, each piece as a copy, and tells of the n-th line which number it begins with: the server counts what
 * it was sent, and a line of ours carries its line of the file.
 */
export class NumberedLines {
  private pieces: Piece[] = [];
  private bytes = 0;
  private ended = 0;

  /** The source may use a piece's memory again once it is asked for the next. */
  async *pass(lines: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const line of lines) {
      const bytes = Buffer.from(line);
      this.remember(bytes);
      yield bytes;
    }
  }

  /** The number of the n-th line, counted from 1; undefined where it was passed on too long ago, or not yet. */
  numberOf(nth: number): number | undefined {
    const piece = this.pieces.findLast(({ before }) => before < nth);
    if (piece === undefined || nth > this.ended) return undefined;
    let at = 0;
    for (let count = piece.before + 1; count < nth; count++) at = piece.bytes.indexOf(LINE_END, at) + 1;
    return Number(piece.bytes.toString('latin1', at, piece.bytes.indexOf(TAB, at)));
  }

  private remember(bytes: Buffer): void {
    this.pieces.push({ bytes, before: this.ended });
    this.bytes += bytes.length;
    while (this.bytes > REMEMBERED_BYTES && this.pieces.length > 1)
      this.bytes -= this.pieces.shift()?.bytes.length ?? 0;
    for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) this.ended++;
  }
}

const LINE_END = 10;
const TAB = 9;
