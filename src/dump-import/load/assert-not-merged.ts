import type { ExecuteResult } from '../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { MergeKind, TableIndex } from '../../formats/mysql-dump/dump-index.js';

/**
 * Throws LOAD_ROWS_LOST if a statement replaced or skipped a row whose key already existed: the table then does not
 * hold the rows of the dump, and the dump does not say which of them won. `offset` is the statement's.
 */
export const assertNotMerged = (table: TableIndex, merges: MergeKind, result: ExecuteResult, offset: number): void => {
  const merged =
    result.duplicates ??
    (merges === 'INSERT IGNORE' ? Number(result.affectedRows === 0) : Number(result.affectedRows > 1));
  if (merged > 0) throw rowsMerged(table.name, merges, `byte ${offset} of the dump`, { offset });
};

/** The refusal of a table with rows whose keys already existed. */
export const rowsMerged = (
  table: string,
  merges: MergeKind,
  place: string,
  details: { readonly offset?: number; readonly line?: number },
): StevedoreError =>
  new StevedoreError(
    'LOAD_ROWS_LOST',
    `Cannot load table "${table}" (${place}): ${WHAT[merges]}, so the dump does not say which rows the table ends with, and nothing can be proved; ` +
      'export the table again with plain INSERT statements',
    { details: { table, statement: merges, ...details } },
  );

const WHAT: Readonly<Record<MergeKind, string>> = {
  REPLACE: 'REPLACE replaced an earlier row with the same key',
  'INSERT IGNORE': 'INSERT IGNORE left out a row whose key an earlier one has',
  'ON DUPLICATE KEY UPDATE': 'ON DUPLICATE KEY UPDATE overwrote an earlier row with the same key',
};
