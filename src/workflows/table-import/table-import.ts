import { isCancellation, workflowInfo } from '@temporalio/workflow';
import type { ListedFile } from '../../contracts/table-import/listed-file.js';
import type { TableImportInput } from '../../contracts/table-import/input.js';
import type { TableImportPlan } from '../../contracts/table-import/plan.js';
import type { TableImportResult } from '../../contracts/table-import/result.js';
import type { TableImportDetail } from '../../contracts/table-import/snapshot.js';
import { hostTaskQueue } from '../../contracts/temporal-names.js';
import { numberFiles } from '../../table-import/source/number-files-rules.js';
import { describeRecords } from './describe-records.js';
import { conductRun } from '../run/conduct-run.js';
import { recorded } from '../run/recorded.js';
import { sideBySide } from '../run/side-by-side.js';
import type { Course, TableImport } from './course.js';
import { beginCourse, closeReplaced, detailOf, isOpen, resultOf } from './course.js';
import { failIfAny } from './fail-if-any.js';
import { endUnheard } from './hear-committed.js';
import { importFile } from './import-file.js';
import { beginSync, endSync } from './note-sync.js';
import { onHost, quick } from './proxies.js';
import { reportEnd } from './report-end.js';
import { tidyUp } from './tidy-up.js';

/**
 * The files of a source go into their tables, several at a time.
 *
 * 1. Files of one table go in one after the other, in the order of their names: what a later one says of a row stands.
 *    Where one of them may go in by another attempt, those behind it wait for that.
 * 2. A file that cannot go in keeps no other from going live. The run fails once all others have ended, and another
 *    attempt takes up only what is not done.
 */
export async function tableImport(input: TableImportInput): Promise<TableImportResult> {
  const course = beginCourse(input);
  const records = recorded<TableImportPlan, TableImportResult, TableImportDetail, TableImportInput>(input);
  return conductRun<TableImportPlan, TableImportResult, TableImportDetail, TableImportInput>({
    ...records,
    detail: () => detailOf(course),
    describe: describeRecords,
    logStep: 'import',
    attempt: (run, attempt) => importFiles(run, course, attempt),
    close: async (run, known, completedAt) => {
      const end = endUnheard(run, course, known, await tidyUp(run, course));
      if (!course.isAnothers) {
        await endSync(run, course, end);
        await reportEnd(run, course, end, { startedAt: workflowInfo().startTime.toISOString(), completedAt });
      }
      return records.close(run, end, completedAt);
    },
  });
}

const importFiles = async (run: TableImport, course: Course, attempt: number): Promise<TableImportResult> => {
  const { input, plan, runId, status } = run;
  const { pipeline, files, to, replay, definition, force = false, dryRun = false } = input;
  const { taskQueue } = input.host === undefined ? await quick.claimHost() : { taskQueue: hostTaskQueue(input.host) };
  course.taskQueue = taskQueue;
  course.isAnothers = !(await beginSync(run));
  if (course.isAnothers)
    return { ...resultOf(course), outcome: 'skipped', reason: 'another run of the sync has begun' };
  const host = onHost(plan, taskQueue);
  status.show('listing', 1);
  const listing = await host.source.listTableFiles({
    pipeline,
    runId,
    attempt,
    all: force || dryRun,
    ...(files === undefined ? {} : { files }),
    ...(to === undefined ? {} : { to }),
    ...(replay === undefined ? {} : { replay }),
    ...(definition === undefined ? {} : { definition }),
  });
  course.files = numberFiles(course.files, listing.files);
  closeReplaced(course);
  if (course.files.length === 0) return skipped(course, listing.seen);

  status.show('importing', 2, detailOf(course));
  const open = course.files.filter((file) => isOpen(course, file));
  const ended = await sideBySide(byTable(open), plan.filesAtOnce, async (ofTable) => {
    for (const file of ofTable) {
      const { fileNo } = await importFile({ run, course, host, attempt }, file);
      if (course.failures.get(fileNo)?.retryable === true) return;
    }
  }).then(
    () => undefined,
    (error: unknown) => {
      if (isCancellation(error) || !(error instanceof Error)) throw error;
      return error;
    },
  );
  await failIfAny(run, course, ended);
  return resultOf(course);
};

const byTable = (files: readonly ListedFile[]): ListedFile[][] => {
  const groups = new Map<string, ListedFile[]>();
  for (const file of files) {
    const table = `${file.connection} ${file.table}`;
    groups.set(table, [...(groups.get(table) ?? []), file]);
  }
  return [...groups.values()];
};

const skipped = (course: Course, seen: number): TableImportResult => ({
  ...resultOf(course),
  outcome: 'skipped',
  reason:
    course.replay !== undefined
      ? 'no reject is open'
      : seen > 0
        ? 'every file was imported before, and has not changed since'
        : 'there is no file to import',
});
