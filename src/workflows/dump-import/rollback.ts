import { CancellationScope } from '@temporalio/workflow';
import type { RolledBackStep, RollbackPlan } from '../../activities/dump-import/rollback-activities.js';
import type { Recorded, RollbackInput } from '../../contracts/dump-import/input.js';
import type { RollbackRunResult } from '../../contracts/dump-import/result.js';
import { ROLLBACK_REASON } from '../../contracts/dump-import/result.js';
import type { DumpImportDetail } from '../../contracts/dump-import/snapshot.js';
import { afterCommit } from './after-commit.js';
import { filesAtStart } from './import-stages.js';
import { asking, lastWords, publishing, quick } from './proxies.js';
import type { PipelineState } from './unheard.js';
import { orUnheard } from './unheard.js';
import type { Hearing } from '../run/outcome/hear-outcome.js';
import { hearOutcome, seenInGenerations, Unheard } from '../run/outcome/hear-outcome.js';
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
    attempt: rollBackOnce,
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

/** A cancel comes before the first step or too late, but while nobody knows whether it has happened. */
const rollBackOnce = async (run: Rollback): Promise<RollbackRunResult> => {
  const { input, runId, plan, status } = run;
  const step = await putBack(run);
  const warnings = await CancellationScope.nonCancellable(() =>
    afterCommit({ pipeline: input.pipeline, runId, plan, status, step, record: false }),
  );
  return { outcome: 'success', reason: ROLLBACK_REASON, generation: step.generation, from: step.from, warnings };
};

const putBack = async (run: Rollback): Promise<RolledBackStep> => {
  const { runId, plan, status, input } = run;
  const hearing: Hearing<RolledBackStep> = {
    run,
    logStep: 'import',
    what: 'the rollback',
    seenBy: seenInGenerations(input.pipeline),
    ask: async () => putBackBy(runId, await asking(plan).settleRollback({ pipeline: input.pipeline, runId })),
  };
  for (;;) {
    status.show('rolling_back', 10);
    try {
      return await CancellationScope.nonCancellable(() => putBackOnce(run));
    } catch (error) {
      if (!(error instanceof Unheard)) throw error;
      const live = await hearOutcome(hearing, error.cause);
      if (live !== undefined) return live;
    }
  }
};

/** A try completes what it began. */
const putBackOnce = async ({ input: { pipeline, to }, runId, plan }: Rollback): Promise<RolledBackStep> => {
  try {
    return await publishing(plan).rollBack({ pipeline, runId, ...(to === undefined ? {} : { to }) });
  } catch (error) {
    // The commit may have happened before the error: then the run has rolled back, whatever came after.
    const settling = publishing(plan).settleRollback({ pipeline, runId });
    const live = putBackBy(runId, await orUnheard(error, settling));
    if (live === undefined) throw error;
    return live;
  }
};

const putBackBy = (runId: string, state: PipelineState): RolledBackStep | undefined =>
  state.rolledBack?.runId !== runId || state.generation === undefined
    ? undefined
    : { generation: state.generation, from: state.rolledBack.from, warnings: state.warnings };
