import { StevedoreError } from '../../../contracts/errors.js';

/** `mysqldump: [Warning] Using a password …`, and what tools before 5.7 wrote of it. */
const MESSAGE = /^(?:(?:mysqldump|mariadb-dump|mysqlpump|mysql|mariadb)(?:\.exe)?: |Warning: Using a password )/;

/** The error for a line of a dump tool's own messages where a statement should begin; undefined for anything else. */
export const messageOfTool = (statement: Buffer, line: number): StevedoreError | undefined => {
  const first = statement[0];
  // "I" and "m" or "W" are apart, and almost every statement is an INSERT.
  if (first !== 109 && first !== 87) return undefined;
  if (!MESSAGE.test(statement.toString('latin1', 0, 40))) return undefined;
  return new StevedoreError(
    'DUMP_SYNTAX',
    `read dump: line ${line} is a message of the dump tool itself, which was written into the dump; export it again and keep ` +
      'standard error apart ("2> errors.txt" in place of "2>&1"), and see what it says',
    { details: { line } },
  );
};
