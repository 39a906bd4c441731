import { isUtf8 } from 'node:buffer';

/** Finds the first byte of a stream that is not valid UTF-8. */
export class Utf8Check {
  /** Offset in the stream of that byte; undefined while all is valid. */
  invalidAt: number | undefined;
  private passed = 0;
  private held: Buffer = Buffer.alloc(0);

  /** Takes the next bytes. A character that is cut at their end is judged with the bytes that follow. */
  push(piece: Buffer): void {
    if (this.invalidAt !== undefined) return;
    const bytes = this.held.length === 0 ? piece : Buffer.concat([this.held, piece]);
    const whole = bytes.length - cutBytes(bytes);
    this.judge(bytes.subarray(0, whole));
    this.held = Buffer.from(bytes.subarray(whole));
  }

  /** The end of the stream: a character that is cut there is invalid. */
  end(): void {
    if (this.invalidAt === undefined) this.judge(this.held);
  }

  private judge(bytes: Buffer): void {
    if (isUtf8(bytes)) this.passed += bytes.length;
    else this.invalidAt = this.passed + firstInvalid(bytes);
  }
}

/** Bytes at the end that begin a character which the next bytes may complete. */
const cutBytes = (bytes: Buffer): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    return lengthFrom(byte) > back ? back : 0;
  }
  return 0;
};

const lengthFrom = (first: number): number =>
  first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;

/** By halves: a beginning that ends between two characters is valid up to the first invalid byte. */
const firstInvalid = (bytes: Buffer): number => {
  let valid = 0;
  let end = bytes.length;
  while (end - valid > 4) {
    let middle = valid + Math.ceil((end - valid) / 2);
    middle -= cutBytes(bytes.subarray(valid, middle));
    if (middle <= valid) break;
    if (isUtf8(bytes.subarray(valid, middle))) valid = middle;
    else end = middle;
  }
  for (let at = valid; at < end; ) {
    const length = lengthFrom(bytes[at] as number);
    if (!isUtf8(bytes.subarray(at, at + length)) || at + length > bytes.length) return at;
    at += length;
  }
  return end;
};
