import { StevedoreError } from '../../../contracts/errors.js';

/**
 * A dump tool writes table after table; a dump that is chopped finer than this would need more memory than its load.
 */
const MAX_PIECES = 300_000;

/** Refuses a dump that changes from table to table too often, as DUMP_SYNTAX; `line` is how far it was read. */
export const assertNotChopped = (pieces: number, line: number): void => {
  if (pieces <= MAX_PIECES) return;
  throw new StevedoreError(
    'DUMP_SYNTAX',
    `read dump: up to line ${line} its statements change their kind or table more than ${MAX_PIECES} times; ` +
      'export it again, table after table',
    { details: { line } },
  );
};
