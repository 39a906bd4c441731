import { StevedoreError } from '../../contracts/errors.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';

/** Throws RECORDS_MISCOUNTED where a record has no fate, or two. */
export const assertAddUp = (table: string, counts: RecordCounts): void => {
  const { records, inserted, updated, unchanged, superseded, rejected } = counts;
  const sum = inserted + updated + unchanged + superseded + rejected;
  if (sum === records) return;
  const told = `${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${superseded} superseded, ${rejected} rejected`;
  throw new StevedoreError(
    'RECORDS_MISCOUNTED',
    `Cannot import into "${table}": of ${records} records ${sum} are accounted for (${told}); if a trigger keeps rows out, let it raise an error instead; nothing was written`,
    { details: { ...counts } },
  );
};
