import type { TableImportInput } from '../../contracts/table-import/input.js';
import type { TableImportResult } from '../../contracts/table-import/result.js';
import type { RunEnd } from '../run/conduct-run.js';
import { describeFailure } from '../run/failures.js';
import type { Course, TableImport } from './course.js';
import { detailOf } from './course.js';
import { lastWords, quick } from './proxies.js';

/** Tells a sync that its run has begun, where it is one. False where another run of it does it already. */
export const beginSync = async ({ input, runId }: TableImport): Promise<boolean> => {
  const { sync } = input;
  // What version 0.5.0 recorded says nothing.
  return sync === undefined || (await quick.beginSync({ sync, runId, ...retryOf(input) })) !== false;
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
    ...retryOf(input),
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

const retryOf = ({ retryOf: runId }: TableImportInput) => (runId === undefined ? {} : { retryOf: runId });
