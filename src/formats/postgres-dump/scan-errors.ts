import { StevedoreError } from '../../contracts/errors.js';

/** Creates DUMP_STATEMENT_REFUSED; `what` is a statement's class (`COPY FROM PROGRAM`), never its text. */
export const refuse = (line: number, what: string, why: string): StevedoreError =>
  new StevedoreError(
    'DUMP_STATEMENT_REFUSED',
    `Cannot import the file: ${what} on line ${line} is refused, ${why}; export the database again without it`,
    { details: { line, statement: what } },
  );

export const truncated = (line: number, inside: string): StevedoreError =>
  new StevedoreError(
    'DUMP_TRUNCATED',
    `Cannot import the file: it ends inside ${inside} that begins on line ${line}; export the database again`,
    { details: { line } },
  );

export const tooLarge = (line: number, limit: number): StevedoreError =>
  new StevedoreError(
    'DUMP_STATEMENT_TOO_LARGE',
    `Cannot import the file: the statement on line ${line} is longer than ${limit} bytes; export the database again with COPY, or with fewer rows an INSERT, and take a longer definition out of the file`,
    { details: { line, limit } },
  );

export const tooManyDefinitions = (line: number, limit: number): StevedoreError =>
  new StevedoreError(
    'DUMP_STATEMENT_TOO_LARGE',
    `Cannot import the file: its definitions and the places of its rows take more than ${limit} bytes of memory up to line ${line}; export the database again with COPY, and split its large objects from it`,
    { details: { line, limit } },
  );

export const notSql = (line: number, message: string): StevedoreError =>
  new StevedoreError(
    'DUMP_SYNTAX',
    `Cannot import the file: the statement on line ${line} is no SQL of PostgreSQL, ${message}`,
    {
      details: { line },
    },
  );
