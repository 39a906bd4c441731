import type { ErrorText } from './error-text.js';

export const TABLES_ERRORS = {
  TEXT_ENCODING_INVALID: {
    means: 'A CSV or NDJSON file has bytes that its encoding does not have. The message names the first one.',
    todo: 'Set `encoding` to that of the file, such as `windows-1252`; `stevedore preview FILE.csv` guesses it.',
  },
  FILE_FORBIDDEN: {
    means:
      'A file of a table import, or the folder of `run --from`, lies outside of `files.allow`, or is not a file. Nothing was read.',
    todo: 'Add its folder to `files.allow`, or move the file there. Links that lead out are refused too.',
  },
  FILE_MISSING: {
    means: 'A file of a table import, or the folder of `run --from`, is not there.',
    todo: 'Put it there; with workers on several hosts, on each. The next attempt looks again.',
  },
  FILE_CHANGED: {
    means: 'A file changed while it was read. Nothing of it was written.',
    todo: 'Write files under another name and rename them when they are complete. The next attempt reads it again.',
  },
  FILE_EMPTY: {
    means: 'A file has no record. Nothing was written.',
    todo: 'If that is intended, set `on_empty_file: accept`.',
  },
  FILE_HEADER_INVALID: {
    means:
      'The header cannot be read, has a name twice or an empty one, or has columns that the table does not have. The message names them.',
    todo: 'Correct `delimiter`, `skiprows` or `column_mapping`, or say by `on_new_columns` what becomes of new columns.',
  },
  COLUMN_MISSING: {
    means: 'The file lacks a column that the mapping, the key or the table needs. Nothing was written.',
    todo: 'Correct the file or `column_mapping`; the message names the column.',
  },
  RESOURCE_UNKNOWN: {
    means: 'There is no such entry in `resources:`.',
    todo: 'Correct the name, or declare the resource.',
  },
  TABLE_UNKNOWN: {
    means: 'The table is not there.',
    todo: 'Create it, or let the import create it: `target_table` with `primary_key` (on the command line `--key`). Look at `db_schema` too.',
  },
  TABLE_UNSUITABLE: {
    means:
      'Records cannot go into the table as it is: it is a view, its key has no unique index, or a declared type is not what its column holds.',
    todo: 'The message says what to change in the table or in the declaration.',
  },
  TOO_MANY_REJECTS: {
    means: 'More records were refused than `max_rejects` allows. With `commit: once` nothing was written.',
    todo: '`stevedore rejects RUN` shows them by reason. Mend the file or the rules, or raise `max_rejects`.',
  },
  RECORDS_MISCOUNTED: {
    means:
      'The counts of a file do not add up, for example because a trigger kept rows out. The transaction was rolled back.',
    todo: 'Look for triggers and rules on the table that change how many rows a statement writes.',
  },
} satisfies Record<string, ErrorText>;
