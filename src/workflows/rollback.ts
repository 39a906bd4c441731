import { CancellationScope, sleep, workflowInfo } from '@temporalio/workflow';
import type { RollbackPlan } from '../activities/rollback-activities.js';
import type { RollbackInput, RollbackRunResult, RunFailure } from '../contracts/runs.js';
import { ROLLBACK_REASON } from '../contracts/runs.js';
import { describeFailure } from './failures.js';
import { lastWords, publishing, quick } from './proxies.js';
import type { RunStatus } from './run-status.js';
import { trackStatus } from './run-status.js';

interface Rollback {
  readonly input: RollbackInput;
  readonly runId: string;
  readonly plan: RollbackPlan;
  readonly status: RunStatus;
}

/** A kept generation of a pipeline's databases becomes live again, and the readers' cache is flushed. */
export async function rollback(input: RollbackInput): Promise<RollbackRunResult> {
  const { runId, workflowId } = workflowInfo();
  let databases: readonly string[] = [];
  const status = trackStatus(() => databases);
  const plan = await quick.openRollback.executeWithOptions({ summary: input.pipeline }, [
    { input, runId, workflowId, startedAt: new Date().toISOString() },
  ]);
  databases = plan.databases;
  const run: Rollback = { input, runId, plan, status };
  status.beginAttempt(1, 1);
  try {
    // A cancel comes before the first step or too late: what a try began it ends.
    const result = await CancellationScope.nonCancellable(async (): Promise<RollbackRunResult> => {
      const { generation, from } = await putBack(run);
      const warnings = await flushTwice(run);
      return { outcome: 'rolled_back', reason: ROLLBACK_REASON, generation, from, warnings };
    });
    await close(run, result);
    return result;
  } catch (error) {
    await close(run, undefined, describeFailure(error));
    throw error;
  }
}

const putBack = async ({ input, runId, plan, status }: Rollback): Promise<{ generation: number; from: number }> => {
  const { pipeline, to } = input;
  status.show('rolling_back', 10);
  try {
    return await publishing(plan).rollBack({ pipeline, runId, ...(to === undefined ? {} : { to }) });
  } catch (error) {
    // The commit may have happened before the error: then the run has rolled back, whatever came after.
    const state = await publishing(plan).settleRollback({ pipeline, runId });
    if (state.rolledBack?.runId !== runId || state.generation === undefined) throw error;
    return { generation: state.generation, from: state.rolledBack.from };
  }
};

/** Once more a little later: a reader may have refilled the cache from a lagging replica. Failures are warnings. */
const flushTwice = async ({ input, runId, plan, status }: Rollback): Promise<string[]> => {
  if (!plan.hasCache) return [];
  const request = { pipeline: input.pipeline, runId };
  const warnings: string[] = [];
  const flush = (what: string) =>
    quick.flushCache(request).catch((error: unknown) => {
      warnings.push(`${what}: ${describeFailure(error).message}`);
    });
  status.show('flushing_cache', 90);
  await flush('The cache was not flushed');
  if (plan.flushAgainAfterMs > 0 && warnings.length === 0) {
    await sleep(plan.flushAgainAfterMs, { summary: 'second flush of the cache' });
    await flush('The cache was not flushed a second time');
  }
  return warnings;
};

const close = ({ runId, status }: Rollback, result?: RollbackRunResult, failure?: RunFailure): Promise<void> =>
  CancellationScope.nonCancellable(async () => {
    if (failure === undefined) status.show('cleanup', 100);
    else status.failed(failure);
    status.outcome(result?.outcome ?? (failure?.code === 'CANCELLED' ? 'cancelled' : 'failed'));
    await lastWords.closeRollback({
      runId,
      completedAt: new Date().toISOString(),
      snapshot: status.snapshot(),
      ...(result === undefined ? {} : { result }),
      ...(failure === undefined ? {} : { failure }),
    });
  });
