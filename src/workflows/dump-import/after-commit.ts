import type { PublishedStep } from '../../activities/dump-import/publish-activities.js';
import type { DumpImportPlan } from '../../contracts/dump-import/plan.js';
import type { DumpImportDetail } from '../../contracts/dump-import/snapshot.js';
import { describeFailure } from '../run/failures.js';
import { startFlushAgain } from './flush-again.js';
import { completing, lastWords, quick } from './proxies.js';
import type { RunStatus } from '../run/run-status.js';

export interface Committed {
  readonly pipeline: string;
  readonly runId: string;
  readonly plan: Pick<
    DumpImportPlan,
    'heartbeatTimeoutMs' | 'hasCache' | 'flushAgainAfterMs' | 'completeForMs' | 'sideBySide'
  >;
  readonly status: RunStatus<DumpImportDetail>;
  /** What the commit itself returned. */
  readonly step: Pick<PublishedStep, 'warnings' | 'unfinished' | 'displaced'>;
  /** Whether to write the generation to the store and the metadata file. */
  readonly record: boolean;
}

/**
 * Does what follows a commit: the rest of it if the target went away, the cache, whose second flush outlives the run,
 * and the record. Never fails the run; returns what could not be done.
 */
export const afterCommit = async ({ pipeline, runId, plan, status, step, record }: Committed): Promise<string[]> => {
  const request = { pipeline, runId, attempt: status.snapshot().attempt };
  const warnings = [...(step.warnings ?? [])];
  status.warned(warnings);
  const warn = (what: string) => async (error: unknown) => {
    const warning = `${what}: ${describeFailure(error).message}`;
    warnings.push(warning);
    status.warned([warning]);
    await note(runId, status, warning);
  };
  if (step.unfinished === true) {
    await completing(plan)
      .completePublish(request)
      .then((completed) => {
        warnings.push(...completed.warnings);
        status.warned(completed.warnings);
      })
      .catch(warn('Cannot complete what is live; the next run or the next start of a worker does it'));
  }
  const { displaced } = step;
  const dropping =
    displaced &&
    completing(plan)
      .dropDisplaced({ ...request, displaced })
      .then((dropped) => {
        warnings.push(...dropped.warnings);
        status.warned(dropped.warnings);
      })
      .catch(warn('Cannot drop the generation that is one too many; the next publish does it'));
  const recordIt = () => quick.recordGeneration(request).catch(warn('Cannot record the generation'));
  const recording = record && plan.sideBySide === true ? recordIt() : undefined;
  let again = plan.hasCache && plan.flushAgainAfterMs > 0;
  if (plan.hasCache) {
    status.show('flushing_cache', record ? 95 : 90);
    await quick.flushCache(request).catch((error: unknown) => {
      again = false;
      return warn('Cannot flush the cache')(error);
    });
  }
  await Promise.all([
    ...(dropping === undefined ? [] : [dropping]),
    ...(record ? [recording ?? recordIt()] : []),
    ...(again ? [startFlushAgain({ ...request, afterMs: plan.flushAgainAfterMs })] : []),
  ]);
  return warnings;
};

/** Writes a line to the run's log; a failure must not fail a run that is live. */
const note = (runId: string, status: RunStatus<DumpImportDetail>, message: string): Promise<void> =>
  lastWords
    .note({ runId, snapshot: status.snapshot(), line: { level: 'WARN', step: 'cleanup', message } })
    .catch(() => undefined);
