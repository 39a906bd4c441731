/** Rejects beyond so many of a file are counted and not kept. */
export const MOST_REJECTS = 100_000;
