/** Behind so many bytes that were handed on, the server has surely read the first of them. */
const REMEMBERED_BYTES = 32 * 1024 * 1024;

interface Piece {
  readonly bytes: number;
  /** Lines that end before it. */
  readonly before: number;
  /** The number of its first line. */
  readonly first: number;
  /** By line, how much its number is above that of the line before it; of the first it is 0. */
  readonly steps: Uint8Array | Float64Array;
}

/**
 * Passes lines on, each piece as a copy, and tells of the n-th line which number it begins with: the server counts what
 * it was sent, and a line of ours carries its line of the file. Of what was passed on it keeps the numbers only, a byte
 * a line where that is enough.
 */
export class NumberedLines {
  private readonly pieces: Piece[] = [];
  private bytes = 0;
  private ended = 0;
  private steps = new Float64Array(4_096);

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
    let number = piece.first;
    for (const step of piece.steps.subarray(0, nth - piece.before)) number += step;
    return number;
  }

  private remember(bytes: Buffer): void {
    let lines = 0;
    let first = 0;
    let before = 0;
    let fitsByte = true;
    for (let at = 0, end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, at)) {
      const number = numberAt(bytes, at, end);
      if (lines === 0) first = before = number;
      const step = number - before;
      fitsByte &&= step >= 0 && step <= MOST_OF_A_BYTE;
      if (lines === this.steps.length) this.steps = twice(this.steps);
      this.steps[lines++] = step;
      before = number;
      at = end + 1;
    }
    const told = this.steps.subarray(0, lines);
    const steps = fitsByte ? Uint8Array.from(told) : told.slice();
    this.pieces.push({ bytes: bytes.length, before: this.ended, first, steps });
    this.ended += lines;
    this.bytes += bytes.length;
    while (this.bytes > REMEMBERED_BYTES && this.pieces.length > 1) this.bytes -= this.pieces.shift()?.bytes ?? 0;
  }
}

const numberAt = (bytes: Buffer, from: number, end: number): number => {
  let number = 0;
  for (let at = from; at < end && bytes[at] !== TAB; at++) number = number * 10 + (bytes[at] as number) - ZERO;
  return number;
};

const twice = (numbers: Float64Array): Float64Array<ArrayBuffer> => {
  const more = new Float64Array(2 * numbers.length);
  more.set(numbers);
  return more;
};

const MOST_OF_A_BYTE = 255;
const LINE_END = 10;
const TAB = 9;
const ZERO = 48;
