/**
 * The hot loops over the rows of INSERT statements, compiled to WebAssembly by AssemblyScript. They know only the forms that nearly all
 * values of a dump have, and stop before the first row with anything else, which `sum-rows.ts` and `encode-rows.ts` then read.
 *
 * 1. Nothing is read beyond 32 bytes behind the statement; those are 0, which ends every form.
 * 2. A row that is not understood to its last byte changes nothing: neither the count nor the sum nor what was written.
 */
export { encodeRows, written } from './encode-rows';
export { countNewlines, findSpecial } from './scan';
export { rows, sum, sumRows } from './sum-rows';

/** Where the caller may put bytes. */
export const free: usize = __heap_base;
