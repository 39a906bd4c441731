import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { LineReject, Reject } from '../../contracts/table-import/reject.js';
import { assertAddUp } from './assert-add-up.js';
import { MOST_REJECTS } from './most-rejects.js';
import type { Batch } from './table-target.js';

/** What the database made of a batch. */
export interface WrittenBatch extends Pick<RecordCounts, 'inserted' | 'updated' | 'unchanged' | 'superseded'> {
  /** What only the database could find. */
  readonly late: readonly LineReject[];
}

/**
 * The counts of a batch of which the ledger said `before`, and those of its rejects that are kept. Throws
 * RECORDS_MISCOUNTED.
 */
export const settleBatch = async (
  table: string,
  before: RecordCounts,
  batch: Batch,
  { late, ...written }: WrittenBatch,
): Promise<{ readonly counts: RecordCounts; readonly rejects: readonly Reject[] }> => {
  const rejected = batch.rejects.length + late.length;
  const counts = { records: batch.records - before.records, ...written, rejected };
  assertAddUp(table, counts);
  const rejects = [...batch.rejects, ...(late.length === 0 ? [] : await batch.rejectsOf(late))];
  return { counts, rejects: rejects.slice(0, Math.max(0, MOST_REJECTS - before.rejected)) };
};
