const FIRST_BYTES = 96 * 1024;

/** Collects bytes in memory that grows, and hands them on. */
export class ByteWriter {
  /** Room for what a caller has reserved; `at` is where it writes. */
  bytes = Buffer.allocUnsafe(FIRST_BYTES);
  at = 0;

  /** Makes room for so many more bytes. */
  reserve(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + more));
    this.bytes.copy(grown, 0, 0, this.at);
    this.bytes = grown;
  }

  put(byte: number): void {
    this.reserve(1);
    this.bytes[this.at++] = byte;
  }

  /** Of ASCII. */
  putText(text: string): void {
    this.reserve(text.length);
    this.at += this.bytes.write(text, this.at, 'latin1');
  }

  putBytes(bytes: Buffer, from: number, to: number): void {
    this.reserve(to - from);
    // A call for each of many short values would cost more than they do.
    if (to - from > 48) bytes.copy(this.bytes, this.at, from, to);
    else for (let place = this.at, next = from; next < to; next++) this.bytes[place++] = bytes[next] as number;
    this.at += to - from;
  }

  take(): Buffer {
    const taken = this.bytes.subarray(0, this.at);
    this.bytes = Buffer.allocUnsafe(FIRST_BYTES);
    this.at = 0;
    return taken;
  }
}
