import { patched } from '@temporalio/workflow';
import type { ImportRequest } from '../../activities/table-import/import-context.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import { describeFailure } from '../run/failures.js';
import type { Course, TableImport } from './course.js';
import { detailOf, shownOf } from './course.js';
import { lastWords, onHost } from './proxies.js';

/**
 * What was committed of files that ended early is live: the ledger counts it. Where the ledger cannot be read, the
 * counts stay as they are; returns why it cannot, where a file may be live that nobody has heard of.
 *
 * 1. Of a file that is written batch after batch, its batches are live.
 * 2. A file is done where the answer to its COMMIT was lost, by a cancel or a failure: all of one that goes in as a
 *    whole, or the last batch. It is recorded as imported, so that the next run does not import it once more. Where its
 *    source is asked for what is new, its host says from where the next run asks; one that is gone leaves that as it
 *    was.
 */
export const countCommitted = async (run: TableImport, course: Course): Promise<unknown> => {
  const whole = [...course.publishing.values()].filter(({ file }) => !ENDED.has(shownOf(course, file).state));
  const asked = whole.length > 0 && patched('count-whole-files') ? whole : [];
  const batches = course.files.filter(
    (file) => file.commit === 'batches' && ['writing', 'failed'].includes(shownOf(course, file).state),
  );
  const cut = [...batches, ...asked.map(({ file }) => file)];
  if (cut.length === 0) return undefined;
  let why: unknown;
  for (const connection of new Set(cut.map((file) => file.connection))) {
    const counts = await lastWords.countTableFiles({ runId: run.runId, connection }).catch((error: unknown) => {
      why = error;
      return undefined;
    });
    if (counts === undefined) continue;
    for (const file of batches.filter((each) => each.connection === connection)) {
      const { done, ...counted } = counts[file.fileNo] ?? {};
      course.shown.set(file.fileNo, { ...shownOf(course, file), ...counted });
      course.unheard.delete(file.fileNo);
      const step = course.writing.get(file.fileNo);
      if (step !== undefined && done === true && patched('outcome-heard')) await end(run, course, step, counted);
    }
    for (const step of asked.filter(({ file }) => file.connection === connection)) {
      const { done, ...counted } = counts[step.file.fileNo] ?? {};
      course.unheard.delete(step.file.fileNo);
      if (done === true) await end(run, course, step, counted);
    }
  }
  run.status.tell(detailOf(course));
  return course.unheard.size === 0 ? undefined : why;
};

const end = (run: TableImport, course: Course, step: ImportRequest, counted: Partial<RecordCounts>): Promise<void> => {
  const { error: _, ...shown } = shownOf(course, step.file);
  course.shown.set(step.file.fileNo, { ...shown, ...counted, state: 'done' });
  course.failures.delete(step.file.fileNo);
  return record(run, course, step);
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
