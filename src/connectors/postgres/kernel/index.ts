/**
 * The hot loop over the CopyData frames of a COPY in text format, each of which is a row, compiled to WebAssembly by
 * AssemblyScript. An instance is for one COPY at a time.
 *
 * It reads at most 16 bytes past the bytes that it is given, and uses nothing of them.
 */
export { begin, bytes, forgetSums, left, pack, rowEnd, rows, sum, walk, written } from './frames';

/** The first address where the caller may put bytes. */
export const free: usize = __heap_base;
