import type { GuardName } from '../../contracts/dump-import/guards.js';
import type { BlockerReport, PublishWindowState } from '../../contracts/runs/publish-policy.js';
import { checkStaged } from '../../dump-import/guards/check-staged.js';
import { dropStaging } from '../../dump-import/clean-up/drop-staging.js';
import { flushCache } from '../../dump-import/record/flush-cache.js';
import { dropDisplaced } from '../../dump-import/publish/drop-displaced.js';
import type { DropList } from '../../dump-import/publish/displace-previous.js';
import { findBlockers } from '../../dump-import/publish/locks/find-blockers.js';
import { isKeptTable } from '../../dump-import/publish/kept-tables.js';
import { publishGeneration } from '../../dump-import/publish/publish-generation.js';
import { watchBlockers } from '../../dump-import/publish/watch-blockers.js';
import { judgeWindow } from '../../dump-import/publish/window-rules.js';
import type { PipelineState } from '../../dump-import/clean-up/settle-pipeline.js';
import { describeFinding } from '../../dump-import/guards/check-guards.js';
import { settlePipeline } from '../../dump-import/clean-up/settle-pipeline.js';
import { targetOf } from '../../contracts/settings.js';
import type { ActivityDeps } from '../activity-deps.js';
import { anyPipelineSettings } from '../run/pipeline-settings.js';
import { pipelineSettings } from './pipeline-settings.js';
import type { StepLog } from '../run/step-log.js';
import { createStepLog } from '../run/step-log.js';
import { sweepAfterOthers } from './sweep-after-others.js';
import { withCommit } from '../run/with-commit.js';
import { withProgress } from '../run/with-progress.js';

export interface PublishStepRequest {
  readonly pipeline: string;
  readonly runId: string;
  /** The run's attempt, for its log. Absent in steps that a run of 0.2 asked for. @default 0 */
  readonly attempt?: number;
}

export interface FlushRequest extends PublishStepRequest {
  /** Behind the end of the run. @default false */
  readonly again?: boolean;
}

export interface CheckStagedRequest extends PublishStepRequest {
  /** Guards that somebody overrode for this run. @default [] */
  readonly overrideGuards?: readonly GuardName[];
  /** Who did. */
  readonly by?: string;
}

export interface PublishedStep {
  readonly generation: number;
  /** What could not be completed after the commit. Absent in histories of earlier versions. */
  readonly warnings?: readonly string[];
  /** The target went away after the commit; `completePublish` does the rest. */
  readonly unfinished?: boolean;
  /** A kept generation that has become one too many; `dropDisplaced` drops it. Absent: there is none. */
  readonly displaced?: DropList;
}

/** Of a commit whose completion is still open. */
export const TARGET_LEFT =
  'The target went away after the commit; what is left to be done is tried again for publish.complete_for';

/** Tells in the log what settling did, and what it could not do. */
export const tellSettled = async (log: StepLog, { settlement, warnings }: PipelineState): Promise<void> => {
  if (settlement !== 'nothing') await log.warn(`An interrupted publish was ${settlement}`);
  for (const warning of warnings) await log.warn(warning);
};

/**
 * Results of activities stand in the history; a hundred objects that one lost right fails are told by the first of
 * them.
 */
export const withoutSecrets = ({ redact }: ActivityDeps, warnings: readonly string[]): string[] => [
  ...warnings.slice(0, MOST_WARNINGS).map((warning) => redact(warning).slice(0, 1_000)),
  ...(warnings.length > MOST_WARNINGS ? [`and ${warnings.length - MOST_WARNINGS} more in the run's log`] : []),
];

const MOST_WARNINGS = 20;

export const createPublishActivities = (deps: ActivityDeps) => ({
  /**
   * Ends a publish that an earlier worker left in the middle, done or undone, tells what is live, and removes what
   * ended runs left.
   * Key: the journal. Heartbeat: liveness only. Left behind: a journal that the next call settles. Terminal: FENCED,
   * PUBLISH_TORN.
   */
  settle: ({ pipeline, runId, attempt = 0 }: PublishStepRequest): Promise<PipelineState> =>
    withProgress('initialization', '', async () => {
      const state = await settlePipeline(targetOf(deps.settings), pipelineSettings(deps, pipeline), runId);
      await tellSettled(createStepLog(deps, runId, attempt, 'import'), state);
      await sweepAfterOthers(deps, { pipeline, runId, attempt });
      return state;
    }),

  /**
   * Completes a publish or a rollback whose commit has happened, once the target is there again.
   * Key: the journal. Heartbeat: liveness only. Left behind: a journal that the next run's `settle` ends. Terminal:
   * FENCED, PUBLISH_TORN.
   */
  completePublish: ({ pipeline, runId, attempt = 0 }: PublishStepRequest): Promise<{ warnings: readonly string[] }> =>
    withProgress('publishing', '', async () => {
      // Also of a pipeline that was switched off meanwhile.
      const settings = anyPipelineSettings(deps.settings, 'dump-import', pipeline);
      const state = await settlePipeline(targetOf(deps.settings), settings, runId);
      await tellSettled(createStepLog(deps, runId, attempt, 'import'), state);
      return { warnings: withoutSecrets(deps, state.warnings) };
    }),

  /**
   * Guards against the current generation, and every view, trigger, routine and event created once in staging.
   * Key: none, leaves staging as it was. Heartbeat: liveness only. Left behind: objects in staging, dropped with it.
   * Terminal: GUARD_FAILED, FOREIGN_KEY_TO_OUTSIDE, OBJECT_INVALID.
   */
  checkStaged: ({
    pipeline,
    runId,
    attempt = 0,
    overrideGuards = [],
    by = 'unknown',
  }: CheckStagedRequest): Promise<void> =>
    withProgress('checking_guards', '', async ({ signal }) => {
      const settings = pipelineSettings(deps, pipeline);
      const log = createStepLog(deps, runId, attempt, 'import');
      const { tables, objects } = await checkStaged(targetOf(deps.settings), {
        settings,
        runId,
        signal,
        overrideGuards,
        onFinding: (finding, overridden) =>
          log.warn(`Guard ${describeFinding(finding)}${overridden ? `; overridden for this run by ${by}` : ''}`),
      });
      await log.info(`Guards passed: ${tables} tables, ${objects} objects`);
    }),

  /**
   * Tells whether `publish.window` allows to publish now.
   * Key: none, reads the clock. Heartbeat: none. Left behind: nothing. Terminal: PIPELINE_UNKNOWN.
   */
  checkPublishWindow: ({ pipeline }: { pipeline: string }): Promise<PublishWindowState> => {
    const { publish, scheduleTimezone } = pipelineSettings(deps, pipeline);
    return Promise.resolve(judgeWindow(publish.windows, scheduleTimezone, Date.now()));
  },

  /**
   * Tells who holds locks on the tables that the publish renames.
   * Key: none, reads only. Heartbeat: none. Left behind: nothing. Terminal: MYSQL_AUTH_FAILED.
   */
  findBlockers: ({ pipeline }: { pipeline: string }): Promise<BlockerReport> => {
    const settings = pipelineSettings(deps, pipeline);
    const databases = settings.databases.map(({ name }) => name);
    return findBlockers(targetOf(deps.settings), databases, { isKept: isKeptTable(settings) });
  },

  /**
   * Puts every proved database live in one statement.
   * Key: run id, kept by the token that moves with the tables. Heartbeat: who holds the locks. Left behind: a journal
   * that the next try settles. Terminal: FENCED, ORIGINAL_ALREADY_PINNED, PARTITIONED_TABLE, FOREIGN_KEY_FROM_OUTSIDE,
   * OBJECT_INVALID; none of them once the commit has happened.
   */
  publish: ({ pipeline, runId, attempt = 0 }: PublishStepRequest): Promise<PublishedStep> =>
    withProgress('publishing', '', async (progress) => {
      const started = Date.now();
      const result = await withCommit(progress, async (onCommit) => {
        const settings = pipelineSettings(deps, pipeline);
        const tell = (line?: string) => progress.report(0, 0, line);
        const watch = watchBlockers(targetOf(deps.settings), { settings, tell });
        // No signal: a try is finished or fails by itself, it is never torn.
        const request = { settings, runId, watch, leavesDisplaced: true, onCommit };
        return publishGeneration(targetOf(deps.settings), request);
      });
      const log = createStepLog(deps, runId, attempt, 'import');
      for (const database of result.pinned)
        await log.info(`What was in "${database}" before is kept as "orig_${database}"`);
      const names = result.databases.map(({ database }) => database).join(', ');
      const how = result.already ? 'had been published by an earlier try' : 'published';
      await log.info(`Generation ${result.generation} ${how}: ${names}`, { durationMs: Date.now() - started });
      for (const warning of result.warnings) await log.warn(warning);
      if (result.unfinished) await log.warn(TARGET_LEFT);
      return {
        generation: result.generation,
        warnings: withoutSecrets(deps, result.warnings),
        unfinished: result.unfinished,
        ...(result.displaced && { displaced: result.displaced }),
      };
    }),

  /**
   * Drops the generation that the run's publish displaced.
   * Key: the epoch that it takes. Heartbeat: liveness only. Left behind: a generation that the next publish drops.
   * Terminal: FENCED.
   */
  dropDisplaced: ({
    pipeline,
    runId,
    attempt = 0,
    displaced,
  }: PublishStepRequest & { readonly displaced: DropList }): Promise<{ warnings: readonly string[] }> =>
    withProgress('cleanup', '', async () => {
      // Also of a pipeline that was switched off meanwhile.
      const settings = anyPipelineSettings(deps.settings, 'dump-import', pipeline);
      const warnings = await dropDisplaced(targetOf(deps.settings), { settings, runId, displaced });
      const log = createStepLog(deps, runId, attempt, 'cleanup');
      for (const warning of warnings) await log.warn(warning);
      return { warnings: withoutSecrets(deps, warnings) };
    }),

  /**
   * Removes what the run filled in staging; live schemas are not touched.
   * Key: none, repeatable. Heartbeat: liveness only. Left behind: staging that the next run empties first. Terminal:
   * none.
   */
  dropStaging: ({ pipeline, runId }: PublishStepRequest): Promise<void> =>
    withProgress('cleanup', '', () => {
      const databases = pipelineSettings(deps, pipeline).databases.map(({ name }) => name);
      return dropStaging(targetOf(deps.settings), { pipeline, runId, databases });
    }),

  /**
   * Flushes the cache of the readers.
   * Key: none, repeatable. Heartbeat: none. Left behind: a cache that is partly flushed. Terminal: REDIS_AUTH_FAILED.
   */
  flushCache: async ({ runId, attempt = 0, again = false }: FlushRequest): Promise<void> => {
    if (deps.settings.redis === undefined) return;
    const log = createStepLog(deps, runId, attempt, 'cleanup');
    try {
      await log.info(await flushCache(deps.settings.redis));
    } catch (error) {
      // The run has ended: nobody else tells of it.
      if (again)
        await log.warn(
          'The cache was not flushed a second time',
          deps.redact(error instanceof Error ? error.message : String(error)),
        );
      throw error;
    }
  },
});
