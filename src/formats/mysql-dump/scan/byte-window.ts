import { countNewlines, findSpecial } from './scan-bytes.js';
import { borrowScanKernel, returnScanKernel } from './scan-kernel.js';
import type { ScanKernel } from './scan-kernel.js';

const MOST_MIRRORED = 8 * 1024 * 1024;
const ROOM_BYTES = 4 * 1024 * 1024;

/**
 * The bytes of a stream from the first one that is still needed, in one buffer, with a copy in the kernel while that
 * pays off. Positions are offsets in `bytes`. Overwrites bytes that it gave out only if it `reuses` its memory, and
 * then not before the next chunk: a dump of any size then leaves no garbage.
 */
export class ByteWindow {
  bytes: Buffer = Buffer.alloc(0);
  /** Number of valid bytes; `bytes` may have room after them. */
  length = 0;
  /** Offset in the stream of `bytes[0]`. */
  base: number;
  private readonly kernelFrom: number;
  private readonly reuses: boolean;
  private kernel: ScanKernel | undefined;
  /** Whether the kernel holds the same bytes. */
  private mirrored = false;

  /** The kernel scans from `kernelFrom` bytes on. */
  constructor(base: number, kernelFrom: number, reuses = false) {
    this.base = base;
    this.kernelFrom = kernelFrom;
    this.reuses = reuses;
  }

  /**
   * Appends a copy of the chunk, and returns by how much positions move back: bytes before `start` may be given up.
   * `most` is the largest number of bytes that can be needed at once.
   */
  append(chunk: Buffer, start: number, most: number): number {
    const moved = this.bytes.length - this.length < chunk.length ? this.makeRoom(chunk.length, start, most) : 0;
    chunk.copy(this.bytes, this.length);
    const at = this.length;
    this.length += chunk.length;
    this.mirror(at);
    return moved;
  }

  /** Returns the position of the first special byte from `at` on, or `limit`. */
  findSpecial(at: number, limit: number, special: Uint8Array, delimiter: number, escapes: boolean): number {
    return this.mirrored && this.kernel
      ? this.kernel.findSpecial(at, limit, delimiter, escapes)
      : findSpecial(this.bytes, at, limit, special, escapes);
  }

  countNewlines(start: number, end: number): number {
    return this.mirrored && this.kernel ? this.kernel.countNewlines(start, end) : countNewlines(this.bytes, start, end);
  }

  /** Returns the kernel to its pool. */
  close(): void {
    if (this.kernel) returnScanKernel(this.kernel);
    this.kernel = undefined;
    this.mirrored = false;
  }

  /** Moves the bytes that are still needed, to new memory with room for many chunks from the second one on. */
  private makeRoom(chunk: number, start: number, most: number): number {
    const rest = this.length - start;
    const isEnough = this.reuses && rest <= chunk && this.bytes.length >= rest + chunk;
    const bytes = isEnough
      ? this.bytes
      : Buffer.allocUnsafeSlow(
          this.bytes.length === 0 ? chunk : Math.max(roomFor(rest, chunk, most), Math.min(ROOM_BYTES, 4 * chunk)),
        );
    this.bytes.copy(bytes, 0, start, this.length);
    this.bytes = bytes;
    this.base += start;
    this.length = rest;
    this.mirrored = false;
    return start;
  }

  /** Copies the bytes from `at` on to the kernel, unless they are too few or too many to pay off. */
  private mirror(at: number): void {
    const isWorth = this.length >= this.kernelFrom && this.length <= MOST_MIRRORED;
    const from = this.mirrored ? at : 0;
    this.mirrored = isWorth;
    if (!isWorth) return;
    this.kernel ??= borrowScanKernel();
    this.kernel.hold(this.bytes.subarray(from, this.length), from);
  }
}

/** Doubles, so that a statement of many chunks is not copied once per chunk. Never exceeds `most`. */
const roomFor = (rest: number, chunk: number, most: number): number => {
  const needed = rest + chunk;
  return rest > chunk ? Math.max(needed, Math.min(2 * needed, most + chunk)) : needed;
};
