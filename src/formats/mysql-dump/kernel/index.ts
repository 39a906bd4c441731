/**
 * The hot loops over the rows of INSERT statements, compiled to WebAssembly by AssemblyScript. They know only the forms
 * that nearly all values have, and stop before the first row with any other. `sum-rows.ts` and `encode-rows.ts` read
 * that row.
 *
 * 1. They read at most 32 bytes past the statement. Those are 0, which ends every form.
 * 2. A row that is not understood to its last byte changes nothing: neither count, nor sum, nor output.
 */
export { encodeRows, written } from './encode-rows';
export { countNewlines, findSpecial } from './scan';
export { rows, sum, sumRows } from './sum-rows';

/** The first address where the caller may put bytes. */
export const free: usize = __heap_base;
