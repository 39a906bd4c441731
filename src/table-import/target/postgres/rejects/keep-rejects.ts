import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import type { Reason } from '../../../../contracts/table-import/reason.js';
import type { Reject } from '../../../../contracts/table-import/reject.js';
import { encodeLine } from '../../../../formats/csv/records/encode-line.js';
import { REJECTS } from '../control/control-tables.js';
import type { LedgerKey } from '../../ledger-row.js';

const COPY = `copy ${REJECTS} (line, run_id, file_no, number, reasons, raw, raw_bytes) from stdin`;
const PIECE = 1 << 18;

/** Adds rejects to those that are kept, in the transaction that runs; returns how many. */
export const keepRejects = (
  connection: PostgresConnection,
  { runId }: LedgerKey,
  rejects: AsyncIterable<Reject> | Iterable<Reject>,
): Promise<number> => connection.copyIn(COPY, encoded(runId, rejects), 'Cannot keep the rejects');

export const forgetRejects = async (connection: PostgresConnection, { runId, fileNo }: LedgerKey): Promise<void> => {
  const sql = `delete from ${REJECTS} where run_id = $1 and file_no = $2`;
  await connection.execute(sql, [runId, fileNo], 'Cannot replace the rejects');
};

async function* encoded(
  runId: string,
  rejects: AsyncIterable<Reject> | Iterable<Reject>,
): AsyncGenerator<Buffer, void, undefined> {
  let text = '';
  for await (const { fileNo, line, number, reasons, raw, rawBytes } of rejects) {
    const values = [runId, `${fileNo}`, `${number}`, json(reasons), `\\x${raw.toString('hex')}`, `${rawBytes}`];
    text += encodeLine(line, values);
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** The server takes neither NUL nor half a surrogate pair; the bytes of the record have them as they are. */
const json = (reasons: readonly Reason[]): string =>
  JSON.stringify(reasons, (_, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value.replaceAll('\0', '\ufffd')).toString() : value,
  );
