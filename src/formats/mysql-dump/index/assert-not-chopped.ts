import { StevedoreError } from '../../../contracts/errors.js';

/**
 * Dump tools write table after table. A dump with more pieces than this would need more memory than the load allows.
 */
const MAX_PIECES = 300_000;

/** Throws DUMP_SYNTAX if a dump switches between tables too often; `line` is the last line read. */
export const assertNotChopped = (pieces: number, line: number): void => {
  if (pieces <= MAX_PIECES) return;
  throw new StevedoreError(
    'DUMP_SYNTAX',
    `Cannot read the dump: up to line ${line} its statements change their kind or table more than ${MAX_PIECES} times; ` +
      'export it again, table after table',
    { details: { line } },
  );
};
