import type { ReportRequest } from '../../activities/table-import/report-activities.js';
import type { TableImportResult } from '../../contracts/table-import/result.js';
import type { RunEnd } from '../run/conduct-run.js';
import { describeFailure } from '../run/failures.js';
import type { Course, TableImport } from './course.js';
import { detailOf } from './course.js';
import { callingBack, quick } from './proxies.js';

/**
 * Tells of the end of a run that was asked to: its job is over, and whoever wants to know is called back, at most three
 * times. Nothing of it makes the run a failure: what cannot be told is a warning.
 */
export const reportEnd = async (
  { input, runId, status, log }: TableImport,
  course: Course,
  end: RunEnd<TableImportResult>,
  times: { readonly startedAt: string; readonly completedAt: string },
): Promise<void> => {
  const { definition, job, reportsEnd = false } = input;
  if (!reportsEnd || definition === undefined) return;
  const { files } = detailOf(course);
  const request: ReportRequest = {
    definition,
    runId,
    attempt: status.snapshot().attempt,
    outcome: end.outcome,
    ...times,
    ...('failure' in end ? { failure: { code: end.failure.code, message: end.failure.message } } : {}),
    files,
    warnings: course.warnings,
    connections: [...new Set(course.files.map(({ connection }) => connection))],
    ...(job === undefined ? {} : { job }),
  };
  try {
    const { callsBack } = await quick.recordJobEnd(request);
    if (callsBack) await callingBack.sendJobCallback(request);
  } catch (error) {
    const warning = `Cannot tell of the end of the import: ${describeFailure(error).message}`;
    course.warnings.push(warning);
    await log.warn('cleanup', warning).catch(() => undefined);
  }
};
