import { postgresErrorState } from '../../../../connectors/postgres/errors.js';
import { isStevedoreError } from '../../../../contracts/errors.js';
import type { RecordCounts } from '../../../../contracts/table-import/record-counts.js';
import { addCounts } from '../../../../contracts/table-import/record-counts.js';
import type { LineReject } from '../../../../contracts/table-import/reject.js';
import type { Batch } from '../../table-target.js';
import { writeLedger } from '../control/ledger.js';
import type { LedgerKey } from '../../ledger-row.js';
import { keepRejects } from '../rejects/keep-rejects.js';
import { checkSets } from '../staging/check-sets.js';
import type { StagedRecords } from '../staging/staged-records.js';
import { NumberedLines } from '../staging/numbered-lines.js';
import { analyzeStaging, copyStatement, goesIn } from '../staging/staging.js';
import { settleBatch } from '../../settle-batch.js';
import { lockTarget, publishStaged } from './publish-staged.js';
import { refusedReason } from './refused-reason.js';

/**
 * Writes one batch, its rejects and the ledger, which said `before`, in the transaction that runs; gives the counts of
 * the batch. Throws RECORDS_MISCOUNTED.
 */
export const addBatch = async (
  staged: StagedRecords,
  key: LedgerKey,
  before: RecordCounts,
  batch: Batch,
  isFirst: boolean,
): Promise<RecordCounts> => {
  const { connection, staging, shape, plan } = staged;
  await lockTarget(staged);
  const { rows, found } = await copyBatch(staged, batch.lines);
  if (isFirst) await analyzeStaging(connection, staging, shape);
  const sets = await checkSets(staged);
  const out = sets.rejectedCount + sets.superseded;
  const { refused, ...written } = await publishStaged(staged, { count: rows - out, where: goesIn(staging, out > 0) });
  const late = [...found, ...sets.rejected, ...refused];
  const { superseded } = sets;
  const { counts, rejects } = await settleBatch(plan.name.table, before, batch, { ...written, superseded, late });
  if (rejects.length > 0) await keepRejects(connection, key, rejects);
  await writeLedger(connection, key, { phase: 'staging', ...addCounts(before, counts) });
  return counts;
};

/** Leaves out, one after the other, the lines that the server cannot read. */
const copyBatch = async (
  { connection, staging, shape }: StagedRecords,
  lines: Buffer,
): Promise<{ readonly rows: number; readonly found: readonly LineReject[] }> => {
  const found: LineReject[] = [];
  for (let left = lines; ; ) {
    const numbered = new NumberedLines();
    await connection.execute('savepoint stevedore_copy');
    try {
      const rows = await connection.copyIn(
        copyStatement(staging, shape),
        numbered.pass([left]),
        'Cannot stage a batch',
      );
      await connection.execute('release savepoint stevedore_copy');
      return { rows, found };
    } catch (error) {
      const nth = isStevedoreError(error) ? Number(error.details['line']) : NaN;
      const line = numbered.numberOf(nth);
      if (!isStevedoreError(error) || line === undefined || !isUnreadable(error)) throw error;
      await connection.execute('rollback to savepoint stevedore_copy; release savepoint stevedore_copy');
      found.push({ line, reasons: [refusedReason(error)] });
      left = withoutLine(left, nth);
    }
  }
};

/** Whether a COPY failed by what stands in one of its lines. */
export const isUnreadable = (error: unknown): boolean => postgresErrorState(error)?.startsWith('22') === true;

const withoutLine = (lines: Buffer, nth: number): Buffer => {
  let from = 0;
  for (let count = 1; count < nth; count++) from = lines.indexOf(LINE_END, from) + 1;
  return Buffer.concat([lines.subarray(0, from), lines.subarray(lines.indexOf(LINE_END, from) + 1)]);
};

const LINE_END = 10;
