/** A statement is held in memory while it is sent, so its length is bounded; servers take 16 or 64 MB by default. */
export const MAX_STATEMENT_BYTES = 64 * 1024 * 1024;
