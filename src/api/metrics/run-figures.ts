import { addCounts, countsOf, NO_RECORDS } from '../../contracts/table-import/record-counts.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';

/** What a run that has ended has moved, as far as its snapshot has it. */
export interface RunFigures {
  /** Of rows, or of a file. */
  readonly bytes?: number;
  /** Of all tables. @default what the tables have together */
  readonly rows?: number;
  /** By table: `schema.table`, or the name that an import gives it. Cut to those that a snapshot holds. */
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
  /** What became of the records of imports. */
  readonly records?: RecordCounts;
}

/** Rows by table, of which several files, or parts, may go into one. */
export const rowsByTable = (
  parts: readonly { readonly table: string; readonly rows: number }[],
): RunFigures['tables'] => {
  const sums = new Map<string, number>();
  for (const { table, rows } of parts) sums.set(table, (sums.get(table) ?? 0) + rows);
  return [...sums].map(([table, rows]) => ({ table, rows }));
};

/** The figures of an import's files. */
export const figuresOfFiles = (files: readonly (RecordCounts & { readonly table: string })[]): RunFigures => ({
  tables: rowsByTable(
    files.map(({ table, inserted, updated, unchanged }) => ({ table, rows: inserted + updated + unchanged })),
  ),
  records: files.map(countsOf).reduce(addCounts, NO_RECORDS),
});
