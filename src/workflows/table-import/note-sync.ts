import type { TableImportResult } from '../../contracts/table-import/result.js';
import type { RunEnd } from '../run/conduct-run.js';
import { describeFailure } from '../run/failures.js';
import type { Course, TableImport } from './course.js';
import { detailOf } from './course.js';
import { lastWords, quick } from './proxies.js';

/** Tells a sync that its run has begun, where it is one. */
export const beginSync = async ({ input, runId }: TableImport): Promise<void> => {
  const { sync } = input;
  if (sync !== undefined) await quick.beginSync({ sync, runId });
};

/** Tells a sync how its run has ended. What cannot be told is a warning: the API finds it out by itself. */
export const endSync = async (
  { input, runId, log }: TableImport,
  course: Course,
  end: RunEnd<TableImportResult>,
): Promise<void> => {
  const { sync } = input;
  if (sync === undefined) return;
  const request = {
    sync,
    runId,
    outcome: end.outcome,
    ...('failure' in end ? { failure: end.failure } : {}),
    counts: detailOf(course).counts,
    warnings: [
      ...course.warnings,
      ...('result' in end && end.result.reason !== undefined ? [`The sync did nothing: ${end.result.reason}`] : []),
    ],
    connections: [...new Set(course.files.map(({ connection }) => connection))],
  };
  await lastWords.endSync(request).catch(async (error: unknown) => {
    const warning = `Cannot record the end of the sync: ${describeFailure(error).message}`;
    course.warnings.push(warning);
    await log.warn('cleanup', warning).catch(() => undefined);
  });
};
