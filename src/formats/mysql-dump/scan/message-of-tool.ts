import { StevedoreError } from '../../../contracts/errors.js';

/** `mysqldump: [Warning] Using a password …`, and what tools before 5.7 wrote instead. */
const MESSAGE = /^(?:(?:mysqldump|mariadb-dump|mysqlpump|mysql|mariadb)(?:\.exe)?: |Warning: Using a password )/;

/** Returns an error if a dump tool's own message stands where a statement should begin; otherwise undefined. */
export const messageOfTool = (statement: Buffer, line: number): StevedoreError | undefined => {
  const first = statement[0];
  // Rules out almost all statements, which are INSERTs, by their first letter.
  if (first !== 109 && first !== 87) return undefined;
  if (!MESSAGE.test(statement.toString('latin1', 0, 40))) return undefined;
  return new StevedoreError(
    'DUMP_SYNTAX',
    `Cannot read the dump: line ${line} is a message of the dump tool itself, which was written into the dump; export it again, keep ` +
      'standard error apart ("2> errors.txt" in place of "2>&1"), and read what it says',
    { details: { line } },
  );
};
