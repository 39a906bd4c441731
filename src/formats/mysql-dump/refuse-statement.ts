import { StevedoreError } from '../../contracts/errors.js';

/** Creates DUMP_STATEMENT_REFUSED for a statement. The message has its line and class (`GRANT`), never its text. */
export const refuseStatement = (line: number, statement: string, why: string): StevedoreError =>
  new StevedoreError(
    'DUMP_STATEMENT_REFUSED',
    `Cannot read the dump: "${statement}" on line ${line} is refused, ${why}; export the database again without it`,
    { details: { line, statement } },
  );

/** Thrown for bytes that cannot be read as the server reads them; the caller adds line and class. */
export class UnreadableSql extends Error {}
