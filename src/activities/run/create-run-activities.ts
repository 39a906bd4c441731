import type { AnyRunInput, Kind, Kinds } from '../../contracts/kinds.js';
import type { LogLevel } from '../../contracts/runs/log-entry.js';
import type { RunPlan } from '../../contracts/runs/run-plan.js';
import type { RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { hostTaskQueue } from '../../contracts/temporal-names.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { RunOpening } from './kind-activities.js';
import { again, originOf } from './origin-of.js';
import { pipelineSettings } from './pipeline-settings.js';
import { prunePastRetention } from './prune-past-retention.js';
import type { OpenRunRequest, RunEnding, RunOwner } from './record-run.js';
import { closeRecord, logAt, openRecord } from './record-run.js';
import { createStepLog } from './step-log.js';
import { withProgress } from './with-progress.js';

export interface CloseRunRequest extends RunEnding {
  /** Absent in steps that a run of 0.2 asked for. @default 'dump-import' */
  readonly kind?: Kind;
  readonly pipeline: string;
}

export interface NoteRequest {
  readonly runId: string;
  readonly snapshot: RunSnapshot;
  readonly line: {
    readonly level: LogLevel;
    readonly step: string;
    readonly message: string;
    readonly error?: string;
  };
  /** The run has begun to wait until it may publish: its receivers are told. */
  readonly parked?: RunOwner & { readonly reason: string };
}

/** What the kinds say of their runs, by kind. */
export type RunOpenings = { readonly [K in Kind]: RunOpening<K> };

/** The activities that runs of every kind have. */
export const createRunActivities = (deps: ActivityDeps, openings: RunOpenings) => ({
  /**
   * Opens the run's record and returns what the workflow needs of the configuration.
   * Key: run id. Heartbeat: none. Left behind: at most an open record. Terminal: PIPELINE_UNKNOWN, PIPELINE_DISABLED.
   */
  openRun: async (request: OpenRunRequest<AnyRunInput>): Promise<RunPlan> => {
    const { runId } = request;
    // A run of 0.2 does not know that there are kinds.
    const input = { ...request.input, kind: request.input.kind ?? 'dump-import' } as AnyRunInput;
    const { kind, pipeline, by, trigger } = input;
    const settings = pipelineSettings(deps.settings, kind, pipeline);
    const opening: RunOpening<Kind> = openings[kind];
    await openRecord(deps, { ...request, input });
    // Best effort: the next run prunes again.
    const pruning = prunePastRetention(deps, [runId]).catch(() => undefined);
    const log = createStepLog(deps, runId, 0, 'initialization');
    await log.info(`${opening.words.run} started by ${by} (${trigger})${again(input)}`);
    for (const warning of opening.warnings?.(input) ?? []) await log.warn(warning);
    await pruning;
    return { ...commonPlan(deps, settings), ...opening.plan(settings, deps, input) };
  },

  /**
   * Records that a scheduled start found an open run.
   * Key: the launcher's run id. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  recordNotStarted: async ({ input, runId, workflowId, startedAt }: OpenRunRequest<AnyRunInput>): Promise<void> => {
    await deps.store.runs.open({
      runId,
      kind: input.kind ?? 'dump-import',
      pipeline: input.pipeline,
      workflowId,
      trigger: input.trigger,
      startedBy: input.by,
      startedAt,
      completedAt: startedAt,
      status: 'not_started',
      attempts: 0,
      reason: 'already_running',
      warnings: [],
      ...originOf(input),
    });
  },

  /**
   * Writes log lines of the workflow itself, saves its snapshot, and tells receivers of a run that waits to publish.
   * Key: none; a repeated try may write a line twice. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  note: async ({ runId, snapshot, line, parked }: NoteRequest): Promise<void> => {
    const logger = deps.runLogger(runId, snapshot.attempt);
    logAt(logger, line.level, line.step, line.message, line.error === undefined ? {} : { error: line.error });
    await logger.flush();
    await deps.store.runs.update(runId, { snapshot, attempts: snapshot.attempt }).catch(() => undefined);
    if (parked === undefined) return;
    const at = new Date().toISOString();
    await deps.notify({ event: 'parked', ...parked, subject: runId, runId, at, attempts: snapshot.attempt });
  },

  /**
   * Returns the host whose disk the attempt uses: the one whose worker runs this.
   * Key: none. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  claimHost: async (): Promise<{ taskQueue: string }> =>
    Promise.resolve({ taskQueue: hostTaskQueue(deps.settings.worker.hostId) }),

  /**
   * Closes the run's record.
   * Key: run id. Heartbeat: liveness only. Left behind: an open record, which the API corrects by asking Temporal.
   * Terminal: none.
   */
  closeRun: ({ kind = 'dump-import', pipeline, ...ending }: CloseRunRequest): Promise<void> =>
    withProgress('cleanup', '', () => closeRecord(deps, { kind, pipeline, words: openings[kind].words }, ending)),
});

export type RunActivities = ReturnType<typeof createRunActivities>;

/** What every workflow needs to know. */
export const commonPlan = (
  { settings: { worker } }: ActivityDeps,
  { retry }: Pick<Kinds[Kind]['settings'], 'retry'>,
): RunPlan => ({
  maxAttempts: retry.maxAttempts,
  retryDelayMs: retry.retryDelayMs,
  deadlineMs: retry.deadlineMs,
  heartbeatTimeoutMs: worker.heartbeatTimeoutMs,
  hostReturnTimeoutMs: worker.hostReturnTimeoutMs,
});
