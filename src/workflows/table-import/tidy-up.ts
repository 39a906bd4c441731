import { describeFailure } from '../run/failures.js';
import { countCommitted } from './count-committed.js';
import type { Course, TableImport } from './course.js';
import { lastWords, onHost } from './proxies.js';

/**
 * Drops what the run has staged, and its files. What cannot be removed now is no fault of the run. Returns what
 * `countCommitted` does.
 */
export const tidyUp = async (run: TableImport, course: Course): Promise<unknown> => {
  const { input, plan, runId, log } = run;
  const { taskQueue } = course;
  if (taskQueue === undefined) return undefined;
  const unheard = await countCommitted(run, course);
  const tidying = [
    ...[...new Set(course.files.map(({ connection }) => connection))].map((connection) =>
      lastWords.cleanTables({ runId, connection }),
    ),
    onHost(plan, taskQueue).tidy.removeTableFiles({ pipeline: input.pipeline, runId }),
  ];
  for (const outcome of await Promise.allSettled(tidying)) {
    if (outcome.status === 'rejected')
      await log
        .warn('cleanup', `Cannot remove all that the run has left: ${describeFailure(outcome.reason).message}`)
        .catch(() => undefined);
  }
  return unheard;
};
