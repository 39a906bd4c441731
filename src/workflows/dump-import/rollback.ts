import { CancellationScope } from '@temporalio/workflow';
import type { RolledBackStep, RollbackPlan } from '../../activities/dump-import/rollback-activities.js';
import type { Recorded, RollbackInput } from '../../contracts/dump-import/input.js';
import type { RollbackRunResult } from '../../contracts/dump-import/result.js';
import { ROLLBACK_REASON } from '../../contracts/dump-import/result.js';
import type { DumpImportDetail } from '../../contracts/dump-import/snapshot.js';
import { afterCommit } from './after-commit.js';
import { filesAtStart } from './import-stages.js';
import { lastWords, publishing, quick } from './proxies.js';
import type { Run } from '../run/conduct-run.js';
import { conductRun } from '../run/conduct-run.js';

type Rollback = Run<RollbackPlan, DumpImportDetail, RollbackInput>;

/** Puts a kept generation of a pipeline's databases live again, and flushes the readers' cache. */
export async function rollback(given: Recorded<RollbackInput>): Promise<RollbackRunResult> {
  const input: RollbackInput = { ...given, kind: 'dump-import', action: 'rollback' };
  return conductRun<RollbackPlan, RollbackRunResult, DumpImportDetail, RollbackInput>({
    input,
    open: (start) => quick.openRollback.executeWithOptions({ summary: input.pipeline }, [{ input, ...start }]),
    attempts: () => ({ maxAttempts: 1, retryDelayMs: 0, deadlineMs: Infinity }),
    detail: filesAtStart,
    logStep: 'import',
    // A cancel comes before the first step or too late: a try completes what it began.
    attempt: (run) => CancellationScope.nonCancellable(() => rollBackOnce(run)),
    close: ({ runId, status }, end, completedAt) =>
      lastWords.closeRollback({
        pipeline: input.pipeline,
        runId,
        completedAt,
        snapshot: status.snapshot(),
        ...end,
      }),
  });
}

const rollBackOnce = async (run: Rollback): Promise<RollbackRunResult> => {
  const { input, runId, plan, status } = run;
  const step = await putBack(run);
  const warnings = await afterCommit({ pipeline: input.pipeline, runId, plan, status, step, record: false });
  return { outcome: 'success', reason: ROLLBACK_REASON, generation: step.generation, from: step.from, warnings };
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
