import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { Course, TableImport } from './course.js';
import { detailOf, shownOf } from './course.js';
import { lastWords } from './proxies.js';

/**
 * Of a file that is written batch after batch, what was committed before it ended early is live: the ledger counts it.
 * Where the ledger cannot be read, the counts stay as they are.
 */
export const countBatches = async ({ runId, status }: TableImport, course: Course): Promise<void> => {
  const cut = course.files.filter(
    (file) => file.commit === 'batches' && ['writing', 'failed'].includes(shownOf(course, file).state),
  );
  if (cut.length === 0) return;
  for (const connection of new Set(cut.map((file) => file.connection))) {
    const counts: Readonly<Record<number, RecordCounts>> = await lastWords
      .countTableFiles({ runId, connection })
      .catch(() => ({}));
    for (const file of cut) {
      const counted = counts[file.fileNo];
      if (file.connection === connection && counted !== undefined)
        course.shown.set(file.fileNo, { ...shownOf(course, file), ...counted });
    }
  }
  status.tell(detailOf(course));
};
