import { StevedoreError } from '../../../contracts/errors.js';

export const statementTooLarge = (line: number, bytes: number, limit: number): StevedoreError =>
  new StevedoreError(
    'DUMP_STATEMENT_TOO_LARGE',
    `Cannot read the dump: the statement on line ${line} is longer than ${limit} bytes; ` +
      'raise max_allowed_packet on the target, or export with a smaller --net-buffer-length',
    { details: { line, bytes, limit } },
  );

export const dumpTruncated = (
  line: number,
  offset: number,
  inside: 'a statement' | 'a comment' | 'a string',
): StevedoreError =>
  new StevedoreError(
    'DUMP_TRUNCATED',
    `Cannot read the dump: it ends at byte ${offset} inside ${inside} that begins on line ${line}; export it again`,
    { details: { line, offset } },
  );
