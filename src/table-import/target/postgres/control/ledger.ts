import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import { changedColumns, fenced, ledgerRow } from '../../ledger-row.js';
import type { LedgerChange, LedgerKey, LedgerRow } from '../../ledger-row.js';
import { LEDGER, readControl } from './control-tables.js';

/** The files of a run, in their order. */
export const readLedger = async (connection: PostgresConnection, runId: string): Promise<LedgerRow[]> => {
  const sql = `select * from ${LEDGER} where run_id = $1 order by file_no`;
  return (await readControl(connection, sql, [runId], 'Cannot read the ledger')).map(ledgerRow);
};

/**
 * Locks the row until the transaction ends, and reads it. Throws FENCED where a later epoch has taken over, or the run
 * was forgotten.
 */
export const lockLedger = async (connection: PostgresConnection, key: LedgerKey): Promise<LedgerRow> => {
  const sql = `select * from ${LEDGER} where run_id = $1 and file_no = $2 and epoch = $3 for update`;
  const [row] = await connection.query(sql, [key.runId, key.fileNo, key.epoch], 'Cannot lock the ledger');
  if (row !== undefined) return ledgerRow(row);
  throw fenced(key);
};

/** Writes the row, which the transaction has locked. */
export const writeLedger = async (
  connection: PostgresConnection,
  { runId, fileNo }: LedgerKey,
  change: LedgerChange,
): Promise<void> => {
  const changes = changedColumns(change);
  const sets = changes.map(([name], at) => `${name} = $${at + 3}`);
  const sql = `update ${LEDGER} set ${[...sets, 'updated_at = now()'].join(', ')} where run_id = $1 and file_no = $2`;
  await connection.execute(sql, [runId, fileNo, ...changes.map(([, value]) => value)], 'Cannot write the ledger');
};
