import { StevedoreError } from '../../contracts/errors.js';
import type { RunPlan } from '../../contracts/dump-import/plan.js';
import type { RollbackInput } from '../../contracts/dump-import/input.js';
import type { RollbackRunResult } from '../../contracts/dump-import/result.js';
import type { RunFailure, RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { ROLLBACK_REASON } from '../../contracts/dump-import/result.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { rollbackGeneration } from '../../dump-import/publish/rollback/rollback-generation.js';
import { watchBlockers } from '../../dump-import/publish/watch-blockers.js';
import type { PipelineState } from '../../dump-import/clean-up/settle-pipeline.js';
import { settlePipeline } from '../../dump-import/clean-up/settle-pipeline.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { PublishedStep } from './publish-activities.js';
import { TARGET_LEFT, tellSettled, withoutSecrets } from './publish-activities.js';
import { createStepLog } from '../run/step-log.js';
import { countOf } from '../run/count-of.js';
import { again, originOf } from '../run/origin-of.js';
import { withProgress } from '../run/with-progress.js';

export interface OpenRollbackRequest {
  readonly input: RollbackInput;
  readonly runId: string;
  readonly workflowId: string;
  readonly startedAt: string;
}

export type RollbackPlan = Pick<
  RunPlan,
  'databases' | 'heartbeatTimeoutMs' | 'hasCache' | 'flushAgainAfterMs' | 'completeForMs'
>;

export interface RollbackStepRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly to?: number;
}

export interface RolledBackStep extends PublishedStep {
  readonly from: number;
}

export interface CloseRollbackRequest {
  readonly runId: string;
  readonly outcome: 'rolled_back' | 'failed' | 'cancelled';
  readonly completedAt: string;
  readonly snapshot: RunSnapshot;
  readonly result?: RollbackRunResult;
  readonly failure?: RunFailure;
}

export const createRollbackActivities = (deps: ActivityDeps) => ({
  /**
   * Opens the record of a rollback and tells the workflow what the configuration says.
   * Key: run id. Heartbeat: none. Left behind: at most an open record. Terminal: PIPELINE_UNKNOWN.
   */
  openRollback: async ({ input, runId, workflowId, startedAt }: OpenRollbackRequest): Promise<RollbackPlan> => {
    const { databases, publish } = settingsOf(deps, input.pipeline);
    const { worker, redis } = deps.settings;
    await deps.store.runs.open({
      runId,
      pipeline: input.pipeline,
      workflowId,
      trigger: input.trigger,
      startedBy: input.by,
      startedAt,
      status: 'running',
      attempts: 1,
      reason: ROLLBACK_REASON,
      warnings: [],
      ...originOf(input),
    });
    const where = input.to === undefined ? 'the generation before' : `generation ${input.to}`;
    await createStepLog(deps, runId, 1, 'initialization').info(
      `Rollback to ${where} started by ${input.by} (${input.trigger})${again(input)}`,
    );
    return {
      databases: databases.map(({ name }) => name),
      heartbeatTimeoutMs: worker.heartbeatTimeoutMs,
      hasCache: redis !== undefined,
      flushAgainAfterMs: redis?.flushAgainAfterMs ?? 0,
      completeForMs: publish.completeForMs,
    };
  },

  /**
   * Puts a kept generation live again in one statement.
   * Key: run id, kept by the token that moves with the tables. Heartbeat: who holds the locks. Left behind: a journal
   * that the next try settles. Terminal: ROLLBACK_IMPOSSIBLE, FENCED, ORIGINAL_ALREADY_PINNED, PARTITIONED_TABLE,
   * OBJECT_INVALID.
   */
  rollBack: ({ pipeline, runId, to }: RollbackStepRequest): Promise<RolledBackStep> =>
    withProgress('rolling_back', '', async ({ report }) => {
      const settings = settingsOf(deps, pipeline);
      const watch = watchBlockers(deps.settings.mysql, { settings, tell: (line) => report(0, 0, line) });
      const started = Date.now();
      // No signal: a try is finished or fails by itself, it is never torn.
      const { generation, from, already, warnings, unfinished } = await rollbackGeneration(deps.settings.mysql, {
        settings,
        runId,
        watch,
        ...(to === undefined ? {} : { to }),
      });
      const what = generation === 0 ? 'What was there before the first import' : `Generation ${generation}`;
      const how = already ? 'was live again after an earlier try' : 'is live again';
      const log = createStepLog(deps, runId, 1, 'import');
      await log.info(`${what} ${how}, in the place of generation ${from}`, { durationMs: Date.now() - started });
      for (const warning of warnings) await log.warn(warning);
      if (unfinished) await log.warn(TARGET_LEFT);
      return { generation, from, warnings: withoutSecrets(deps, warnings), unfinished };
    }),

  /**
   * Ends a rollback that was left in the middle, done or undone, and tells what is live.
   * Key: the journal. Heartbeat: liveness only. Left behind: a journal that the next call settles. Terminal: FENCED,
   * PUBLISH_TORN.
   */
  settleRollback: ({ pipeline, runId }: RollbackStepRequest): Promise<PipelineState> =>
    withProgress('rolling_back', '', async () => {
      const state = await settlePipeline(deps.settings.mysql, settingsOf(deps, pipeline), runId);
      await tellSettled(createStepLog(deps, runId, 1, 'import'), state);
      return state;
    }),

  /**
   * Closes the record of a rollback.
   * Key: run id. Heartbeat: liveness only. Left behind: an open record, which the API corrects by asking Temporal.
   * Terminal: none.
   */
  closeRollback: ({ runId, outcome, completedAt, snapshot, result, failure }: CloseRollbackRequest): Promise<void> =>
    withProgress('cleanup', '', async () => {
      const logger = deps.runLogger(runId, 1);
      const warned = result?.warnings.length ?? 0;
      if (warned > 0) logger.warn('cleanup', `Rollback completed, with ${countOf(warned, 'warning')}`, {});
      else if (failure === undefined) logger.info('cleanup', 'Rollback completed', {});
      else if (outcome === 'cancelled') logger.warn('cleanup', 'Rollback cancelled', {});
      else logger.error('cleanup', 'Rollback failed', { error: `${failure.code}: ${failure.message}` });
      await logger.flush();
      await deps.store.runs.close(runId, {
        completedAt,
        status: outcome === 'rolled_back' ? 'success' : outcome,
        attempts: 1,
        snapshot,
        reason: ROLLBACK_REASON,
        warnings: result?.warnings ?? [],
        ...(result === undefined ? {} : { generation: result.generation }),
        ...(failure === undefined ? {} : { errorCode: failure.code, error: deps.redact(failure.message) }),
      });
    }),
});

/**
 * Also of a pipeline that is switched off: that is what keeps the next scheduled run from importing anew after a
 * rollback.
 */
const settingsOf = ({ settings }: ActivityDeps, pipeline: string): DumpImportSettings => {
  const found = settings.pipelines.find(({ name }) => name === pipeline);
  if (found !== undefined) return found;
  throw new StevedoreError(
    'PIPELINE_UNKNOWN',
    `Cannot roll back "${pipeline}": the worker's configuration has no pipeline of that name`,
  );
};
