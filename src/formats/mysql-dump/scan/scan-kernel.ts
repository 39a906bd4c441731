import { Spares } from '../../spares.js';
import { instantiateKernel, withRoom } from '../kernel-instance.js';

/** The kernel reads in steps of 16 bytes. */
const PADDING = 32;
/** Enough for the tables that load at the same time, and a few more. */
const MOST_KEPT = 16;

/** Finds the ends of statements in its own copy of the bytes; returns the same as `scan-bytes.ts`. */
export class ScanKernel {
  private readonly wasm = instantiateKernel(() => false);
  private readonly base = this.wasm.free.value;
  private bytes: Uint8Array = new Uint8Array(this.wasm.memory.buffer);

  /** Copies bytes to `at`, after what is already there. */
  hold(bytes: Buffer, at: number): void {
    this.bytes = withRoom(this.wasm.memory, this.bytes, this.base + at + bytes.length + PADDING);
    this.bytes.set(bytes, this.base + at);
  }

  /** See `findSpecial` in `scan-bytes.ts`. A dash or slash that begins no comment is not special. */
  findSpecial(from: number, limit: number, delimiter: number, escapes: boolean): number {
    return from >= limit
      ? from
      : this.wasm.findSpecial(this.base + from, this.base + limit, delimiter, escapes) - this.base;
  }

  countNewlines(from: number, to: number): number {
    return this.wasm.countNewlines(this.base + from, this.base + to);
  }
}

const spares = new Spares<ScanKernel>(MOST_KEPT);

/** A dump has many ranges and each kernel its own memory, so scanners reuse kernels. */
export const borrowScanKernel = (): ScanKernel => spares.take() ?? new ScanKernel();

/** A scanner that is abandoned without this call only loses its kernel. */
export const returnScanKernel = (kernel: ScanKernel): void => spares.give(kernel);
