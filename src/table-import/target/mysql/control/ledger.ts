import type { MysqlConnection, Row } from '../../../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../../../contracts/errors.js';
import type { RecordCounts } from '../../../../contracts/table-import/record-counts.js';
import type { LedgerEntry } from '../../table-target.js';
import { LEDGER, readControl } from './control-tables.js';

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

/** The files of a run, in their order. */
export const readLedger = async (connection: MysqlConnection, runId: string): Promise<LedgerRow[]> => {
  const sql = `SELECT * FROM ${LEDGER} WHERE run_id = ? ORDER BY file_no`;
  return (await readControl(connection, sql, [runId], 'Cannot read the ledger')).map(ledgerRow);
};

/**
 * Locks the row until the transaction ends, and reads it. Throws FENCED where a later epoch has taken over, or the run
 * was forgotten.
 */
export const lockLedger = async (connection: MysqlConnection, key: LedgerKey): Promise<LedgerRow> => {
  const sql = `SELECT * FROM ${LEDGER} WHERE run_id = ? AND file_no = ? AND epoch = ? FOR UPDATE`;
  const [row] = await connection.query(sql, [key.runId, key.fileNo, key.epoch], 'Cannot lock the ledger');
  if (row !== undefined) return ledgerRow(row);
  throw new StevedoreError('FENCED', `Cannot write: epoch ${key.epoch} of this file was taken over by a later one`, {
    details: { runId: key.runId, fileNo: key.fileNo, epoch: key.epoch },
  });
};

export type LedgerChange = Partial<RecordCounts> & Partial<Pick<LedgerRow, 'phase' | 'stagedRows'>>;

/** Writes the row, which the transaction has locked. */
export const writeLedger = async (
  connection: MysqlConnection,
  { runId, fileNo }: LedgerKey,
  change: LedgerChange,
): Promise<void> => {
  const { stagedRows, phase, ...counts } = change;
  const columns = { ...counts, reached: phase, staged_rows: stagedRows };
  const changes = Object.entries(columns).filter(([, value]) => value !== undefined);
  const sets = [...changes.map(([name]) => `${name} = ?`), 'updated_at = CURRENT_TIMESTAMP(6)'];
  const sql = `UPDATE ${LEDGER} SET ${sets.join(', ')} WHERE run_id = ? AND file_no = ?`;
  await connection.query(sql, [...changes.map(([, value]) => value), runId, fileNo], 'Cannot write the ledger');
};

const ledgerRow = (row: Row): LedgerRow => ({
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
