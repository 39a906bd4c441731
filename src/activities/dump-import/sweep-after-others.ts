import { pipelinesOf } from '../../contracts/kinds.js';
import type { Settings } from '../../contracts/settings.js';
import { targetOf } from '../../contracts/settings.js';
import type { Orphans } from '../../dump-import/control/find-orphans.js';
import { describeOrphans } from '../../dump-import/control/find-orphans.js';
import { sweepOrphans } from '../../dump-import/clean-up/sweep-orphans.js';
import type { ActivityDeps } from '../activity-deps.js';
import { createStepLog } from '../run/step-log.js';

/**
 * Removes what ended runs of the pipeline left on the target, and tells it in the run's log. Never fails the step: a
 * run that a later one has overtaken learns of it where it writes.
 */
export const sweepAfterOthers = async (deps: ActivityDeps, pipeline: string, runId: string): Promise<void> => {
  const log = createStepLog(deps, runId, 0, 'initialization');
  try {
    const told = describeOrphans(await sweepTarget(deps.settings, pipeline, runId));
    if (told !== undefined) await log.warn(`Removed what an ended run had left: ${told}`);
  } catch (error) {
    const reason = deps.redact(error instanceof Error ? error.message : String(error));
    await log.warn('What ended runs left cannot be removed; going on', reason);
  }
};

/** `runId`: the run that is open, or WORKER_START where none is. Throws FENCED and `MYSQL_…` codes. */
export const sweepTarget = (settings: Settings, pipeline: string, runId: string): Promise<Orphans> => {
  const databasesOf = (isWanted: (name: string) => boolean) =>
    pipelinesOf(settings, 'dump-import')
      .filter(({ name }) => isWanted(name))
      .flatMap(({ databases }) => databases.map(({ name }) => name));
  return sweepOrphans(targetOf(settings), {
    pipeline,
    runId,
    foreign: databasesOf((name) => name !== pipeline),
    ...(settings.retentionMs > 0 ? { keepEpochsMs: settings.retentionMs } : {}),
  });
};
