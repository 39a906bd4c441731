import { StevedoreError } from '../../contracts/errors.js';
import type { CsvFormat } from '../../contracts/table-import/file-format.js';
import type { CsvDialect } from '../../formats/csv/csv-dialect.js';
import { dialectProblems } from '../../formats/csv/csv-dialect.js';

/** Throws CONFIG_INVALID for a dialect that cannot be read. */
export const csvDialectOf = ({ delimiter, quote, escape, comment, skipLines, header }: CsvFormat): CsvDialect => {
  const dialect: CsvDialect = {
    delimiter,
    quote,
    skipLines,
    header,
    ...(escape !== undefined && { escape }),
    ...(comment !== undefined && { comment }),
  };
  const problems = dialectProblems(dialect);
  if (problems.length === 0) return dialect;
  throw new StevedoreError('CONFIG_INVALID', `Cannot read CSV: ${problems.join('; ')}`);
};
