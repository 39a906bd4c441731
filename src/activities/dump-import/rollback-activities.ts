import type { DumpImportPlan } from '../../contracts/dump-import/plan.js';
import type { RollbackInput } from '../../contracts/dump-import/input.js';
import { ROLLBACK_REASON } from '../../contracts/dump-import/result.js';
import type { Settings } from '../../contracts/settings.js';
import { targetOf } from '../../contracts/settings.js';
import { rollbackGeneration } from '../../dump-import/publish/rollback/rollback-generation.js';
import { watchBlockers } from '../../dump-import/publish/watch-blockers.js';
import type { PipelineState } from '../../dump-import/clean-up/settle-pipeline.js';
import { settlePipeline } from '../../dump-import/clean-up/settle-pipeline.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { PublishedStep } from './publish-activities.js';
import { TARGET_LEFT, tellSettled, withoutSecrets } from './publish-activities.js';
import { createStepLog } from '../run/step-log.js';
import { again } from '../run/origin-of.js';
import { anyPipelineSettings } from '../run/pipeline-settings.js';
import type { OpenRunRequest, RunEnding } from '../run/record-run.js';
import { closeRecord, openRecord } from '../run/record-run.js';
import { withCommit } from '../run/with-commit.js';
import { withProgress } from '../run/with-progress.js';

export type RollbackPlan = Pick<
  DumpImportPlan,
  'databases' | 'heartbeatTimeoutMs' | 'hasCache' | 'flushAgainAfterMs' | 'completeForMs'
>;

export interface RollbackStepRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly to?: number;
}

export interface CloseRollbackRequest extends RunEnding {
  /** Absent in steps that a run of 0.7 asked for. @default what the run's record says */
  readonly pipeline?: string;
}

export interface RolledBackStep extends PublishedStep {
  readonly from: number;
}

const WORDS = { run: 'Rollback', skipped: 'Rollback skipped' };

/** Also for a disabled pipeline: disabling keeps the next scheduled run from importing again after a rollback. */
const settingsOf = (settings: Settings, pipeline: string) => anyPipelineSettings(settings, 'dump-import', pipeline);

export const createRollbackActivities = (deps: ActivityDeps) => ({
  /**
   * Opens the record of a rollback and returns what the workflow needs of the configuration.
   * Key: run id. Heartbeat: none. Left behind: at most an open record. Terminal: PIPELINE_UNKNOWN.
   */
  openRollback: async (request: OpenRunRequest<RollbackInput>): Promise<RollbackPlan> => {
    // A rollback of 0.2 does not know that there are kinds.
    const input: RollbackInput = { ...request.input, kind: 'dump-import', action: 'rollback' };
    const { runId } = request;
    const { databases, publish } = settingsOf(deps.settings, input.pipeline);
    const { worker, redis } = deps.settings;
    await openRecord(deps, { ...request, input }, { attempts: 1, reason: ROLLBACK_REASON });
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
    withProgress('rolling_back', '', async (progress) => {
      const started = Date.now();
      const { generation, from, already, warnings, unfinished } = await withCommit(progress, async (onCommit) => {
        const settings = settingsOf(deps.settings, pipeline);
        const tell = (line?: string) => progress.report(0, 0, line);
        const watch = watchBlockers(targetOf(deps.settings), { settings, tell });
        // No signal: a try completes or fails by itself and is never interrupted.
        const request = { settings, runId, watch, onCommit, ...(to === undefined ? {} : { to }) };
        return rollbackGeneration(targetOf(deps.settings), request);
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
   * Ends an interrupted rollback by finishing or undoing it, and returns what is live.
   * Key: the journal. Heartbeat: liveness only. Left behind: a journal that the next call settles. Terminal: FENCED,
   * PUBLISH_TORN.
   */
  settleRollback: ({ pipeline, runId }: RollbackStepRequest): Promise<PipelineState> =>
    withProgress('rolling_back', '', async () => {
      const state = await settlePipeline(targetOf(deps.settings), settingsOf(deps.settings, pipeline), runId);
      await tellSettled(createStepLog(deps, runId, 1, 'import'), state);
      return state;
    }),

  /**
   * Closes the record of a rollback.
   * Key: run id. Heartbeat: liveness only. Left behind: an open record, which the API corrects by asking Temporal.
   * Terminal: none.
   */
  closeRollback: ({ pipeline: named, ...ending }: CloseRollbackRequest): Promise<void> =>
    withProgress('cleanup', '', async () => {
      const pipeline = named ?? (await deps.store.runs.get(ending.runId))?.pipeline ?? '';
      const owner = { kind: 'dump-import', pipeline, words: WORDS } as const;
      await closeRecord(deps, owner, ending, { reason: ROLLBACK_REASON });
    }),
});
