import { ApplicationFailure } from '@temporalio/workflow';
import type { RunFailure } from '../../contracts/runs/run-snapshot.js';
import type { ListedFile } from '../../contracts/table-import/listed-file.js';
import { sumOf } from '../../contracts/table-import/snapshot.js';
import type { Course, TableImport } from './course.js';
import { shownOf } from './course.js';
import { hearCommitted } from './hear-committed.js';

/**
 * Fails the attempt where a file has failed, or `thrown` says that none could go on. The message tells what is live all
 * the same: the files that are done, and the batches of those that are not.
 */
export const failIfAny = async (run: TableImport, course: Course, thrown: Error | undefined): Promise<void> => {
  if (course.failures.size === 0 && thrown === undefined) return;
  await hearCommitted(run, course);
  if (thrown !== undefined) throw thrown;
  // A file that failed may have turned out to be live.
  const failed = sorted(course);
  const [first, ...others] = failed;
  if (first === undefined) return;
  const { file, failure } = first;
  const more = others.length === 0 ? '' : `, and ${others.length} more: ${others.map(named).slice(0, 5).join(', ')}`;
  const alone = course.files.length === 1;
  const message = alone
    ? `${failure.message}${live(course)}`
    : `Cannot import ${failed.length} of ${course.files.length} files: "${file.name}": ${failure.message}${more}${live(course)}`;
  throw ApplicationFailure.create({ type: failure.code, message, nonRetryable: !failure.retryable });
};

interface Failed {
  readonly file: ListedFile;
  readonly failure: RunFailure;
}

/** What another attempt may heal comes first: its code decides whether there is one. */
const sorted = (course: Course): Failed[] =>
  course.files
    .flatMap((file) => {
      const failure = course.failures.get(file.fileNo);
      return failure === undefined ? [] : [{ file, failure }];
    })
    .sort((one, two) => Number(two.failure.retryable) - Number(one.failure.retryable));

const named = ({ file, failure }: Failed): string => `"${file.name}" (${failure.code})`;

const live = (course: Course): string => {
  const shown = course.files.map((file) => shownOf(course, file));
  const { inserted, updated } = sumOf(shown);
  const done = shown.filter(({ state }) => state === 'done').length;
  if (course.dryRun || (done === 0 && inserted + updated === 0)) return '';
  return `; what is live: ${done} files whole, ${inserted} rows inserted and ${updated} updated in all`;
};
