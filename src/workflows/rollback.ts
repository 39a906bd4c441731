import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { RolledBackStep, RollbackPlan } from '../activities/rollback-activities.js';
import type { RollbackInput, RollbackRunResult, RunFailure } from '../contracts/runs.js';
import { ROLLBACK_REASON } from '../contracts/runs.js';
import { afterCommit } from './after-commit.js';
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
  let result: RollbackRunResult;
  try {
    // A cancel comes before the first step or too late: what a try began it ends.
    result = await CancellationScope.nonCancellable(async (): Promise<RollbackRunResult> => {
      const step = await putBack(run);
      const warnings = await afterCommit({ pipeline: input.pipeline, runId, plan, status, step, record: false });
      return { outcome: 'rolled_back', reason: ROLLBACK_REASON, generation: step.generation, from: step.from, warnings };
    });
  } catch (error) {
    await close(run, undefined, describeFailure(error));
    throw error;
  }
  // What is live is live, whether or not it can be written down.
  const unwritten = await close(run, result).then(
    () => undefined,
    (error: unknown) => `The end of the rollback was not recorded: ${describeFailure(error).message}`,
  );
  return unwritten === undefined ? result : { ...result, warnings: [...result.warnings, unwritten] };
}

const putBack = async ({ input, runId, plan, status }: Rollback): Promise<RolledBackStep> => {
  const { pipeline, to } = input;
  status.show('rolling_back', 10);
  try {
    return await publishing(plan).rollBack({ pipeline, runId, ...(to === undefined ? {} : { to }) });
  } catch (error) {
    // The commit may have happened before the error: then the run has rolled back, whatever came after.
    const state = await publishing(plan).settleRollback({ pipeline, runId });
    if (state.rolledBack?.runId !== runId || state.generation === undefined) throw error;
    return { generation: state.generation, from: state.rolledBack.from, warnings: state.warnings };
  }
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
