import { Spares } from '../../spares.js';
import { countNewlines, findSpecial } from './scan-bytes.js';
import { borrowScanKernel, returnScanKernel } from './scan-kernel.js';
import type { ScanKernel } from './scan-kernel.js';

const MOST_MIRRORED = 8 * 1024 * 1024;
const ROOM_BYTES = 4 * 1024 * 1024;
/** Room for two statements of the megabyte that dump tools write, and some more. */
const REUSED_BYTES = 2.5 * 1024 * 1024;
/** Less is not worth such a block. */
const FEW_BYTES = 64 * 1024;
/** Enough for the scan of a dump and the tables that load meanwhile. */
const MOST_KEPT = 5;

/**
 * The bytes of a stream from the first one that is still needed, in one buffer, with a copy in the kernel while that
 * pays off. Positions are offsets in `bytes`. Overwrites bytes that it gave out only if it `reuses` its memory, and
 * then not before the next chunk or `close`: a dump of any size then leaves no garbage, and another window takes over
 * its memory.
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

  /** Returns the kernel and the memory to their pools. */
  close(): void {
    if (this.kernel) returnScanKernel(this.kernel);
    this.kernel = undefined;
    this.mirrored = false;
    this.takeMemory(Buffer.alloc(0));
    this.length = 0;
  }

  /** Moves the bytes that are still needed, to memory with room for many chunks from the second one on. */
  private makeRoom(chunk: number, start: number, most: number): number {
    const rest = this.length - start;
    const bytes = this.memoryFor(chunk, rest, most);
    this.bytes.copy(bytes, 0, start, this.length);
    this.takeMemory(bytes);
    this.base += start;
    this.length = rest;
    this.mirrored = false;
    return start;
  }

  private memoryFor(chunk: number, rest: number, most: number): Buffer {
    const room = roomFor(rest, chunk, most);
    if (!this.reuses) {
      const isFirst = this.bytes.length === 0;
      return Buffer.allocUnsafeSlow(isFirst ? chunk : Math.max(room, Math.min(ROOM_BYTES, 4 * chunk)));
    }
    // What one long statement needed is given up behind it.
    if (this.bytes.length >= room && this.bytes.length <= Math.max(REUSED_BYTES, 2 * room)) return this.bytes;
    if (room <= FEW_BYTES || room > REUSED_BYTES) return Buffer.allocUnsafeSlow(room + (room >> 3));
    return spares.take() ?? Buffer.allocUnsafeSlow(REUSED_BYTES);
  }

  private takeMemory(bytes: Buffer): void {
    if (bytes === this.bytes) return;
    if (this.reuses && this.bytes.length === REUSED_BYTES) spares.give(this.bytes);
    this.bytes = bytes;
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

const spares = new Spares<Buffer>(MOST_KEPT);

/** Doubles, so that a statement of many chunks is not copied once per chunk. Never exceeds `most`. */
const roomFor = (rest: number, chunk: number, most: number): number => {
  const needed = rest + chunk;
  return rest > chunk ? Math.max(needed, Math.min(2 * rest, most + chunk)) : needed;
};
