import type { RunPlan } from '../../contracts/dump-import/plan.js';
import type { DumpImportInput } from '../../contracts/dump-import/input.js';
import type { DumpImportResult } from '../../contracts/dump-import/result.js';
import type { LogLevel, LogStep } from '../../contracts/runs/log-entry.js';
import type { RunFailure, RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { readCurrentGeneration } from '../../dump-import/generations/read-current-generation.js';
import { writeMetadataFile } from '../../dump-import/record/metadata-file.js';
import type { RunLogger } from '../../store/run-logger.js';
import type { ActivityDeps } from '../activity-deps.js';
import { pipelineSettings } from '../activity-deps.js';
import { countOf } from '../run/count-of.js';
import { again, originOf } from '../run/origin-of.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';

export interface OpenRunRequest {
  readonly input: DumpImportInput;
  readonly runId: string;
  readonly workflowId: string;
  readonly startedAt: string;
}

export interface CloseRunRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly outcome: 'published' | 'skipped' | 'failed' | 'cancelled';
  readonly completedAt: string;
  readonly snapshot: RunSnapshot;
  readonly result?: DumpImportResult;
  readonly failure?: RunFailure;
}

export interface NoteRequest {
  readonly runId: string;
  readonly snapshot: RunSnapshot;
  readonly line: {
    readonly level: LogLevel;
    readonly step: LogStep;
    readonly message: string;
    readonly error?: string;
  };
}

export const createRecordActivities = (deps: ActivityDeps) => ({
  /**
   * Opens the run's record and tells the workflow what the configuration says.
   * Key: run id. Heartbeat: none. Left behind: at most an open record. Terminal: PIPELINE_UNKNOWN, PIPELINE_DISABLED.
   */
  openRun: async ({ input, runId, workflowId, startedAt }: OpenRunRequest): Promise<RunPlan> => {
    const settings = pipelineSettings(deps, input.pipeline);
    await deps.store.runs.open({
      runId,
      pipeline: input.pipeline,
      workflowId,
      trigger: input.trigger,
      startedBy: input.by,
      startedAt,
      status: 'running',
      attempts: 0,
      warnings: [],
      ...originOf(input),
    });
    await forgetOldRuns(deps, runId);
    const log = createStepLog(deps, runId, 0, 'initialization');
    await log.info(`Import process started by ${input.by} (${input.trigger})${again(input)}`);
    const overridden = input.overrideGuards ?? [];
    if (overridden.length > 0)
      await log.warn(`Guards overridden for this run by ${input.by}: ${overridden.join(', ')}`);
    const { worker, redis } = deps.settings;
    return {
      databases: settings.databases.map(({ name }) => name),
      maxAttempts: settings.retry.maxAttempts,
      retryDelayMs: settings.retry.retryDelayMs,
      failFast: settings.retry.failFast,
      deadlineMs: settings.retry.deadlineMs,
      loadGate: settings.loadGate,
      stableForMs: settings.freshness.stableForMs,
      extractTimeoutMs: settings.zip.extractTimeoutMs,
      importTimeoutMs: settings.importTimeoutMs,
      heartbeatTimeoutMs: worker.heartbeatTimeoutMs,
      hostReturnTimeoutMs: worker.hostReturnTimeoutMs,
      hasCache: redis !== undefined,
      flushAgainAfterMs: redis?.flushAgainAfterMs ?? 0,
      completeForMs: settings.publish.completeForMs,
      cleanupOnSuccess: settings.storage.cleanupOnSuccess,
      keepFailedFiles: settings.storage.keepFailedFiles,
      publish: {
        deadlineMs: settings.publish.deadlineMs,
        hasWindow: settings.publish.windows.length > 0,
        needsApproval: settings.publish.approval === 'required',
      },
    };
  },

  /**
   * Records that a scheduled start found a run under way.
   * Key: the launcher's run id. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  recordNotStarted: async ({ input, runId, workflowId, startedAt }: OpenRunRequest): Promise<void> => {
    await deps.store.runs.open({
      runId,
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
   * Writes log lines of the workflow itself and saves its snapshot.
   * Key: none; a repeated try may write a line twice. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  note: async ({ runId, snapshot, line }: NoteRequest): Promise<void> => {
    const logger = deps.runLogger(runId, snapshot.attempt);
    const facts = line.error === undefined ? {} : { error: line.error };
    LOG_BY_LEVEL[line.level](logger, line.step, line.message, facts);
    await logger.flush();
    await deps.store.runs.update(runId, { snapshot, attempts: snapshot.attempt }).catch(() => undefined);
  },

  /**
   * Records the published generation in the store and writes the metadata file, both from the record beside the data.
   * Key: pipeline and generation. Heartbeat: none. Left behind: the store may know it before the file does. Terminal:
   * none.
   */
  recordGeneration: async ({ pipeline, runId }: { pipeline: string; runId: string }): Promise<void> => {
    const settings = pipelineSettings(deps, pipeline);
    const current = await readCurrentGeneration(deps.settings.mysql, pipeline);
    if (current.kind !== 'read' || current.provenance.runId !== runId) return;
    const { generation, preparedAt, databases } = current.provenance;
    const archives = databases.map(({ archive }) => archive);
    const tables = databases.flatMap((database) => database.tables);
    // The file is written although the store may be away.
    const stored = await settled(
      deps.store.generations.add({
        pipeline,
        generation,
        runId,
        publishedAt: preparedAt,
        databases: databases.map(({ database }) => database),
        archives,
        tables: tables.length,
        rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      }),
    );
    await writeMetadataFile(settings.storage.metadataFile, { timestamp: preparedAt, archives });
    if (stored !== undefined) throw stored.error;
    await createStepLog(deps, runId, 0, 'cleanup').info(`Recorded generation ${generation} of "${pipeline}"`);
  },

  /**
   * Closes the run's record.
   * Key: run id. Heartbeat: liveness only. Left behind: an open record, which the API corrects by asking Temporal.
   * Terminal: none.
   */
  closeRun: (request: CloseRunRequest): Promise<void> =>
    withProgress('cleanup', '', async () => {
      const { runId, outcome, snapshot, result, failure, completedAt } = request;
      const warned = result?.warnings.length ?? 0;
      const level: LogLevel = outcome === 'failed' ? 'ERROR' : outcome === 'cancelled' || warned > 0 ? 'WARN' : 'INFO';
      const closing = result?.outcome === 'skipped' ? `${CLOSING[outcome]}: ${result.reason}` : CLOSING[outcome];
      const message = warned > 0 ? `${closing}, with ${countOf(warned, 'warning')}` : closing;
      const step: LogStep = outcome === 'published' ? 'cleanup' : 'initialization';
      const logger = deps.runLogger(runId, snapshot.attempt);
      const facts = failure === undefined ? {} : { error: `${failure.code}: ${failure.message}` };
      LOG_BY_LEVEL[level](logger, step, message, facts);
      await logger.flush();
      await deps.store.runs.close(runId, {
        completedAt,
        status: outcome === 'published' ? 'success' : outcome,
        attempts: snapshot.attempt,
        snapshot,
        warnings: result?.warnings ?? [],
        ...(result === undefined ? {} : { reason: result.reason }),
        ...(result?.generation === undefined ? {} : { generation: result.generation }),
        ...(failure === undefined ? {} : { errorCode: failure.code, error: deps.redact(failure.message) }),
      });
    }),
});

/** How a call failed; undefined where it did not. */
const settled = (call: Promise<unknown>): Promise<{ readonly error: unknown } | undefined> =>
  call.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );

/** The run is worth more than the tidiness of the store: what cannot be forgotten now the next run forgets. */
const forgetOldRuns = async ({ settings, store }: ActivityDeps, runId: string): Promise<void> => {
  if (!(settings.retentionMs > 0)) return;
  await store.prune(new Date(Date.now() - settings.retentionMs).toISOString(), [runId]).catch(() => undefined);
};

const CLOSING = {
  published: 'Import process completed',
  skipped: 'Import skipped',
  failed: 'Import process failed',
  cancelled: 'Import process cancelled',
} as const;

const LOG_BY_LEVEL: Readonly<Record<LogLevel, (logger: RunLogger, ...line: Parameters<RunLogger['info']>) => void>> = {
  INFO: (logger, ...line) => logger.info(...line),
  WARN: (logger, ...line) => logger.warn(...line),
  ERROR: (logger, ...line) => logger.error(...line),
};
