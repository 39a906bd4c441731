/** A second of a machine that does little else, on one that runs all tests; what a worker does not answer takes ten. */
export const SECOND_AT_LOAD_MS = 4_000;
