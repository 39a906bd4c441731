import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../../../contracts/errors.js';
import type { Reject } from '../../../../contracts/table-import/reject.js';
import { encodeLine } from '../../../../formats/csv/records/encode-line.js';
import { REJECTS } from '../control/control-tables.js';
import type { LedgerKey } from '../../ledger-row.js';
import { LINES } from '../staging/staging.js';

const LOAD = `LOAD DATA LOCAL INFILE 'rejects' INTO TABLE ${REJECTS} ${LINES}
  (line, run_id, file_no, number, reasons, @raw, raw_bytes) SET raw = UNHEX(@raw)`;
const PIECE = 1 << 18;

/** Adds rejects to those that are kept, in the transaction that runs. */
export const keepRejects = async (
  connection: MysqlConnection,
  { runId }: LedgerKey,
  rejects: AsyncIterable<Reject> | Iterable<Reject>,
): Promise<void> => {
  const { warnings, skipped } = await connection.loadLocal(LOAD, encoded(runId, rejects), 'Cannot keep the rejects');
  if (warnings + skipped === 0) return;
  throw new StevedoreError('MYSQL_STATEMENT_FAILED', 'Cannot keep the rejects: the server did not take all of them');
};

export const forgetRejects = async (connection: MysqlConnection, { runId, fileNo }: LedgerKey): Promise<void> => {
  const sql = `DELETE FROM ${REJECTS} WHERE run_id = ? AND file_no = ?`;
  await connection.query(sql, [runId, fileNo], 'Cannot replace the rejects');
};

async function* encoded(
  runId: string,
  rejects: AsyncIterable<Reject> | Iterable<Reject>,
): AsyncGenerator<Buffer, void, undefined> {
  let text = '';
  for await (const { fileNo, line, number, reasons, raw, rawBytes } of rejects) {
    const values = [runId, `${fileNo}`, `${number}`, JSON.stringify(reasons), raw.toString('hex'), `${rawBytes}`];
    text += encodeLine(line, values);
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
