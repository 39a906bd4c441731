import type { ExecuteResult } from '../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { MergeKind, TableIndex } from '../../formats/mysql-dump/dump-index.js';

/**
 * Throws LOAD_ROWS_LOST where a statement put a row in the place of an earlier one of the same key, or left it out:
 * what the table then holds is not the rows of the dump, and nothing in the dump says which of them won. `offset` is
 * that of the statement.
 */
export const assertNotMerged = (table: TableIndex, merges: MergeKind, result: ExecuteResult, offset: number): void => {
  const merged =
    result.duplicates ??
    (merges === 'INSERT IGNORE' ? Number(result.affectedRows === 0) : Number(result.affectedRows > 1));
  if (merged > 0) throw rowsMerged(table.name, merges, `byte ${offset} of the dump`, { offset });
};

/** The refusal of a table whose rows met others of the same key. */
export const rowsMerged = (
  table: string,
  merges: MergeKind,
  place: string,
  details: { readonly offset?: number; readonly line?: number },
): StevedoreError =>
  new StevedoreError(
    'LOAD_ROWS_LOST',
    `Cannot load table "${table}" (${place}): ${WHAT[merges]}, so that the dump does not say which rows the table ends with, and nothing can be proved; ` +
      'export the table again with plain INSERT statements',
    { details: { table, statement: merges, ...details } },
  );

const WHAT: Readonly<Record<MergeKind, string>> = {
  REPLACE: 'REPLACE put a row in the place of an earlier one with the same key',
  'INSERT IGNORE': 'INSERT IGNORE left out a row whose key an earlier one has',
  'ON DUPLICATE KEY UPDATE': 'ON DUPLICATE KEY UPDATE wrote a row over an earlier one with the same key',
};
