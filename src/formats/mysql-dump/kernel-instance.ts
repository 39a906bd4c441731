import { compileKernel } from '../compile-kernel.js';

/** What `kernel/` exports; addresses are offsets in its memory. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  /** The first address that the caller may use. */
  readonly free: WebAssembly.Global<number>;
  readonly rows: WebAssembly.Global<number>;
  readonly sum: WebAssembly.Global<bigint>;
  readonly written: WebAssembly.Global<number>;
  readonly sumRows: (from: number, end: number, columns: number, values: number, room: number) => number;
  readonly encodeRows: (from: number, end: number, skipped: number, values: number, to: number) => number;
  readonly findSpecial: (from: number, limit: number, delimiter: number, escapes: boolean) => number;
  readonly countNewlines: (from: number, to: number) => number;
}

const PAGE = 65_536;
let module: WebAssembly.Module | undefined;

/** Creates a kernel with its own memory. `npm run build` compiles the module. */
export const instantiateKernel = (accepts: (column: number, from: number, to: number) => boolean): KernelExports => {
  module ??= compileKernel(new URL('./kernel/row-kernel.wasm', import.meta.url));
  return new WebAssembly.Instance(module, { caller: { accepts } }).exports as unknown as KernelExports;
};

/** Grows the memory to at least the given size and returns its bytes; `bytes` is the current view. */
export const withRoom = (memory: WebAssembly.Memory, bytes: Uint8Array, least: number): Uint8Array => {
  if (bytes.length >= least) return bytes;
  memory.grow(Math.ceil((least - bytes.length) / PAGE));
  return new Uint8Array(memory.buffer);
};
