import { StevedoreError } from '../../contracts/errors.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { LedgerEntry } from './table-target.js';

/** The row of the ledger that a writer writes. */
export interface LedgerKey {
  readonly runId: string;
  readonly fileNo: number;
  readonly epoch: number;
}

/** An entry with what only the staging needs. */
export interface LedgerRow extends LedgerEntry {
  readonly stagedRows: number;
}

export type LedgerChange = Partial<RecordCounts> & Partial<Pick<LedgerRow, 'phase' | 'stagedRows'>>;

/** The columns that a change writes, each with its value. */
export const changedColumns = ({ stagedRows, phase, ...counts }: LedgerChange): [string, string | number][] =>
  Object.entries({ ...counts, reached: phase, staged_rows: stagedRows }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );

/** A row of the table as an entry; numbers may come as text. */
export const ledgerRow = (row: Readonly<Record<string, unknown>>): LedgerRow => ({
  fileNo: Number(row['file_no']),
  epoch: Number(row['epoch']),
  phase: row['reached'] as LedgerEntry['phase'],
  records: Number(row['records']),
  inserted: Number(row['inserted']),
  updated: Number(row['updated']),
  unchanged: Number(row['unchanged']),
  superseded: Number(row['superseded']),
  rejected: Number(row['rejected']),
  stagedRows: Number(row['staged_rows']),
});

/** A later epoch has taken over, or the run was forgotten. */
export const fenced = ({ runId, fileNo, epoch }: LedgerKey): StevedoreError =>
  new StevedoreError('FENCED', `Cannot write: epoch ${epoch} of this file was taken over by a later one`, {
    details: { runId, fileNo, epoch },
  });
