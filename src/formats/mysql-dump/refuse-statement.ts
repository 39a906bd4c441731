import { StevedoreError } from '../../contracts/errors.js';

/** DUMP_STATEMENT_REFUSED for one statement: names its line and its class (`GRANT`), never its text. */
export const refuseStatement = (line: number, statement: string, why: string): StevedoreError =>
  new StevedoreError(
    'DUMP_STATEMENT_REFUSED',
    `read dump: "${statement}" on line ${line} is refused, ${why}; export the database again without it`,
    { details: { line, statement } },
  );

/** Bytes that cannot be read as SQL the way the server reads them; the caller adds line and class. */
export class UnreadableSql extends Error {}
