import type { RecordCounts } from '../../../../contracts/table-import/record-counts.js';
import { addCounts } from '../../../../contracts/table-import/record-counts.js';
import { settleBatch } from '../../settle-batch.js';
import type { Batch } from '../../table-target.js';
import { writeLedger } from '../control/ledger.js';
import type { LedgerKey } from '../../ledger-row.js';
import { keepRejects } from '../rejects/keep-rejects.js';
import { checkSets } from '../staging/check-sets.js';
import { loadLines } from '../staging/load-lines.js';
import type { StagedRecords } from '../staging/staging.js';
import { publishStaged } from './publish-staged.js';

/**
 * Writes one batch, its rejects and the ledger, which said `before`, in the transaction that runs, by a staging that is
 * empty; gives the counts of the batch. Throws RECORDS_MISCOUNTED.
 */
export const addBatch = async (
  staged: StagedRecords,
  key: LedgerKey,
  before: RecordCounts,
  batch: Batch,
): Promise<RecordCounts> => {
  const { connection, staging, plan } = staged;
  const { rows, refused: found } = await loadLines(staged, onePiece(batch.lines));
  if (found.length > 0) {
    const sql = `DELETE FROM ${staging.table} WHERE line IN (?)`;
    await connection.query(sql, [found.map(({ line }) => line)], 'Cannot take refused records out of a batch');
  }
  const sets = await checkSets(staged, { isFresh: true });
  const count = rows - found.length - sets.rejectedCount - sets.superseded;
  const { refused, ...written } = await publishStaged(staged, count);
  const late = [...found, ...sets.rejected, ...refused];
  const { superseded } = sets;
  const { counts, rejects } = await settleBatch(plan.name.table, before, batch, { ...written, superseded, late });
  if (rejects.length > 0) await keepRejects(connection, key, rejects);
  await writeLedger(connection, key, { phase: 'staging', ...addCounts(before, counts) });
  return counts;
};

async function* onePiece(lines: Buffer): AsyncGenerator<Buffer, void, undefined> {
  await Promise.resolve();
  if (lines.length > 0) yield lines;
}
