import { StevedoreError } from '../../contracts/errors.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { Resource } from '../../contracts/table-import/resource.js';

/** Throws TOO_MANY_REJECTS where the resource does not accept so many of so many records. */
export const refuseTooMany = (
  { maxRejects, table, commit }: Resource,
  { records, rejected }: Pick<RecordCounts, 'records' | 'rejected'>,
): void => {
  if (maxRejects === undefined) return;
  const most = 'count' in maxRejects ? maxRejects.count : (records * maxRejects.percent) / 100;
  if (rejected <= most) return;
  const limit = 'count' in maxRejects ? `${maxRejects.count}` : `${maxRejects.percent} %`;
  const left = commit === 'once' ? 'nothing was written' : 'batches that were committed stay';
  throw new StevedoreError(
    'TOO_MANY_REJECTS',
    `Cannot import into "${table}": ${rejected} of ${records} records were refused, and max_rejects is ${limit}; ${left}; look at the rejects, then mend the file or the rules`,
  );
};
