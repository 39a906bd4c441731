import { CancellationScope } from '@temporalio/workflow';
import type { RolledBackStep, RollbackPlan } from '../../activities/dump-import/rollback-activities.js';
import type { RollbackInput } from '../../contracts/dump-import/input.js';
import type { RollbackRunResult } from '../../contracts/dump-import/result.js';
import { ROLLBACK_REASON } from '../../contracts/dump-import/result.js';
import { afterCommit } from '../run/after-commit.js';
import { lastWords, publishing, quick } from './proxies.js';
import type { Run } from '../run/conduct-run.js';
import { conductRun } from '../run/conduct-run.js';
import { trackStatus } from '../run/run-status.js';

interface Rollback extends Run<RollbackPlan> {
  readonly input: RollbackInput;
}

/** A kept generation of a pipeline's databases becomes live again, and the readers' cache is flushed. */
export async function rollback(input: RollbackInput): Promise<RollbackRunResult> {
  let databases: readonly string[] = [];
  return conductRun<RollbackPlan, RollbackRunResult>(
    trackStatus(() => databases),
    {
      open: async (about) => {
        const plan = await quick.openRollback.executeWithOptions({ summary: input.pipeline }, [{ input, ...about }]);
        databases = plan.databases;
        return plan;
      },
      attempts: () => ({ maxAttempts: 1, retryDelayMs: 0, deadlineMs: Infinity }),
      // A cancel comes before the first step or too late: what a try began it ends.
      attempt: (run) => CancellationScope.nonCancellable(() => rollBackOnce({ ...run, input })),
      close: ({ runId, status }, end, completedAt) =>
        lastWords.closeRollback({ runId, completedAt, snapshot: status.snapshot(), ...end }),
    },
  );
}

const rollBackOnce = async (run: Rollback): Promise<RollbackRunResult> => {
  const { input, runId, plan, status } = run;
  const step = await putBack(run);
  const warnings = await afterCommit({ pipeline: input.pipeline, runId, plan, status, step, record: false });
  return { outcome: 'rolled_back', reason: ROLLBACK_REASON, generation: step.generation, from: step.from, warnings };
};

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
