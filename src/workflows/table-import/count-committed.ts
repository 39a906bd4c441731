import { patched } from '@temporalio/workflow';
import type { ImportRequest } from '../../activities/table-import/import-context.js';
import type { CommittedCounts } from '../../activities/table-import/record-activities.js';
import { describeFailure } from '../run/failures.js';
import type { Course, TableImport } from './course.js';
import { detailOf, shownOf } from './course.js';
import { lastWords, onHost } from './proxies.js';

/**
 * What was committed of files that ended early is live: the ledger counts it. Where the ledger cannot be read, the
 * counts stay as they are.
 *
 * 1. Of a file that is written batch after batch, its batches are live.
 * 2. A file that goes in as a whole is live where the answer to its COMMIT was lost, by a cancel or a failure: it is
 *    done then, and recorded as imported, so that the next run does not import it once more. Where its source is
 *    asked for what is new, its host says from where the next run asks; one that is gone leaves that as it was.
 */
export const countCommitted = async (run: TableImport, course: Course): Promise<void> => {
  const whole = [...course.publishing.values()].filter(({ file }) => !ENDED.has(shownOf(course, file).state));
  const asked = whole.length > 0 && patched('count-whole-files') ? whole : [];
  const batches = course.files.filter(
    (file) => file.commit === 'batches' && ['writing', 'failed'].includes(shownOf(course, file).state),
  );
  const cut = [...batches, ...asked.map(({ file }) => file)];
  if (cut.length === 0) return;
  for (const connection of new Set(cut.map((file) => file.connection))) {
    const counts: Readonly<Record<number, CommittedCounts>> = await lastWords
      .countTableFiles({ runId: run.runId, connection })
      .catch(() => ({}));
    for (const file of batches) {
      const { done: _, ...counted } = counts[file.fileNo] ?? {};
      if (file.connection === connection) course.shown.set(file.fileNo, { ...shownOf(course, file), ...counted });
    }
    for (const step of asked) {
      const { done, ...counted } = counts[step.file.fileNo] ?? {};
      if (step.file.connection !== connection || done !== true) continue;
      const { error: _, ...shown } = shownOf(course, step.file);
      course.shown.set(step.file.fileNo, { ...shown, ...counted, state: 'done' });
      course.failures.delete(step.file.fileNo);
      await record(run, course, step);
    }
  }
  run.status.tell(detailOf(course));
};

const ENDED: ReadonlySet<string> = new Set(['done', 'skipped', 'changed']);

const record = async (run: TableImport, course: Course, step: ImportRequest): Promise<void> => {
  const { plan } = run;
  const isNews = step.fetched.isNews === true && patched('since-of-committed');
  const next = isNews ? await nextSince(run, course, step) : {};
  try {
    await lastWords.recordTableFile({ ...step, ...next });
    const { fetched: _, ...request } = step;
    if (step.file.replayOf === undefined || course.taskQueue === undefined) return;
    await onHost(plan, course.taskQueue).tidy.settleTableReplay(request);
  } catch (error) {
    const told = describeFailure(error).message;
    course.warnings.push(`Cannot record that "${step.file.name}" is imported, which is in its table: ${told}`);
  }
};

const nextSince = async ({ plan }: TableImport, course: Course, step: ImportRequest) => {
  if (course.taskQueue === undefined) return {};
  try {
    return await onHost(plan, course.taskQueue).tidy.readNextSince(step);
  } catch (error) {
    const told = describeFailure(error).message;
    course.warnings.push(`The next run asks for "${step.file.name}" from where this one did: ${told}`);
    return {};
  }
};
