import { describeOrphans } from '../../dump-import/control/find-orphans.js';
import { sweepTarget } from '../../dump-import/clean-up/sweep-target.js';
import type { ActivityDeps } from '../activity-deps.js';
import { createStepLog } from '../run/step-log.js';

/**
 * Removes what ended runs of the pipeline left on the target, and tells it in the run's log. Never fails the step: a
 * run that a later one has overtaken learns of it where it writes.
 */
export const sweepAfterOthers = async (
  deps: ActivityDeps,
  { pipeline, runId, attempt }: { readonly pipeline: string; readonly runId: string; readonly attempt: number },
): Promise<void> => {
  const log = createStepLog(deps, runId, attempt, 'initialization');
  try {
    const told = describeOrphans(await sweepTarget(deps.settings, pipeline, runId));
    if (told !== undefined) await log.warn(`Removed what an ended run had left: ${told}`);
  } catch (error) {
    const reason = deps.redact(error instanceof Error ? error.message : String(error));
    await log.warn('What ended runs left cannot be removed; going on', reason);
  }
};
