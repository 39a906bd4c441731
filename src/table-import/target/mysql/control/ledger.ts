import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import { changedColumns, fenced, ledgerRow } from '../../ledger-row.js';
import type { LedgerChange, LedgerKey, LedgerRow } from '../../ledger-row.js';
import { LEDGER, readControl } from './control-tables.js';

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
  throw fenced(key);
};

/** Writes the row, which the transaction has locked. */
export const writeLedger = async (
  connection: MysqlConnection,
  { runId, fileNo }: LedgerKey,
  change: LedgerChange,
): Promise<void> => {
  const changes = changedColumns(change);
  const sets = [...changes.map(([name]) => `${name} = ?`), 'updated_at = CURRENT_TIMESTAMP(6)'];
  const sql = `UPDATE ${LEDGER} SET ${sets.join(', ')} WHERE run_id = ? AND file_no = ?`;
  await connection.query(sql, [...changes.map(([, value]) => value), runId, fileNo], 'Cannot write the ledger');
};
