/**
 * Splits, checks and writes the records of a CSV file, compiled to WebAssembly by AssemblyScript. It says yes to what surely passes, and leaves
 * everything else to `records/record-reader.ts` and its caller.
 *
 * 1. A record that it does not say yes to is not written: it stands in the list of refused ones, or is not passed.
 * 2. It reads up to 16 bytes behind the input, whatever they are, and writes up to 16 behind the output.
 */
export { configure, goOn, line, readRecords, records, refused, stuck, written } from './read-records';

/** Where the caller may put bytes. */
export const free: usize = __heap_base;
