import { instantiateKernel, withRoom } from '../kernel-instance.js';

/** The kernel reads in steps of 16 bytes. */
const PADDING = 32;
/** As many as load tables side by side, and a few. */
const MOST_KEPT = 16;

/** Finds the ends of statements in bytes that it holds a copy of; its answers are those of `scan-bytes.ts`. */
export class ScanKernel {
  private readonly wasm = instantiateKernel(() => false);
  private readonly base = this.wasm.free.value;
  private bytes: Uint8Array = new Uint8Array(this.wasm.memory.buffer);

  /** Copies bytes to the place `at`, behind what stands before it. */
  hold(bytes: Buffer, at: number): void {
    this.bytes = withRoom(this.wasm.memory, this.bytes, this.base + at + bytes.length + PADDING);
    this.bytes.set(bytes, this.base + at);
  }

  /** See `findSpecial` of `scan-bytes.ts`; a dash or slash that begins no comment is none. */
  findSpecial(from: number, limit: number, delimiter: number, escapes: boolean): number {
    return from >= limit
      ? from
      : this.wasm.findSpecial(this.base + from, this.base + limit, delimiter, escapes) - this.base;
  }

  countNewlines(from: number, to: number): number {
    return this.wasm.countNewlines(this.base + from, this.base + to);
  }
}

const kept: ScanKernel[] = [];

/** A dump has many ranges and a kernel a memory of its own, so that kernels go from one scanner to the next. */
export const borrowScanKernel = (): ScanKernel => kept.pop() ?? new ScanKernel();

/** A scanner that is given up without it only costs its kernel. */
export const returnScanKernel = (kernel: ScanKernel): void => {
  if (kept.length < MOST_KEPT) kept.push(kernel);
};
