import type { RunPlan } from '../contracts/run-plan.js';
import type { DumpImportInput, DumpImportResult, LogEntry, RunFailure, RunSnapshot } from '../contracts/runs.js';
import { readCurrentGeneration } from '../dump-import/read-current-generation.js';
import { writeMetadataFile } from '../dump-import/metadata-file.js';
import type { ActivityDeps } from './activity-deps.js';
import { pipelineSettings } from './activity-deps.js';
import { appendLog, createStepLog } from './step-log.js';

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
    });
    await createStepLog(deps, runId, 0, 'initialization').info(`Import process started by ${input.by} (${input.trigger})`);
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
      cleanupOnSuccess: settings.storage.cleanupOnSuccess,
      keepFailedFiles: settings.storage.keepFailedFiles,
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
    });
  },

  /**
   * Writes log lines of the workflow itself and saves its snapshot.
   * Key: none; a repeated try may write a line twice. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  note: async (request: { runId: string; snapshot: RunSnapshot; entries: readonly LogEntry[] }): Promise<void> => {
    const { runId, snapshot } = request;
    const entries = request.entries.map((entry) => ({
      ...entry,
      message: deps.redact(entry.message),
      ...(entry.error === undefined ? {} : { error: deps.redact(entry.error) }),
    }));
    await appendLog(deps, runId, snapshot.attempt, entries);
    await deps.store.runs.update(runId, { snapshot, attempts: snapshot.attempt }).catch(() => undefined);
  },

  /**
   * Records the published generation in the store and writes the metadata file, both from the record beside the data.
   * Key: pipeline and generation. Heartbeat: none. Left behind: the store may know it before the file does. Terminal: none.
   */
  recordGeneration: async ({ pipeline, runId }: { pipeline: string; runId: string }): Promise<void> => {
    const settings = pipelineSettings(deps, pipeline);
    const current = await readCurrentGeneration(deps.settings.mysql, pipeline);
    if (current.kind !== 'read' || current.provenance.runId !== runId) return;
    const { generation, preparedAt, databases } = current.provenance;
    const archives = databases.map(({ archive }) => archive);
    const tables = databases.flatMap((database) => database.tables);
    await deps.store.generations.add({
      pipeline,
      generation,
      runId,
      publishedAt: preparedAt,
      databases: databases.map(({ database }) => database),
      archives,
      tables: tables.length,
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    });
    await writeMetadataFile(settings.storage.metadataFile, { timestamp: preparedAt, archives });
    await createStepLog(deps, runId, 0, 'cleanup').info(`Recorded generation ${generation} of "${pipeline}"`);
  },

  /**
   * Closes the run's record.
   * Key: run id. Heartbeat: none. Left behind: an open record, which the API corrects by asking Temporal. Terminal: none.
   */
  closeRun: async (request: CloseRunRequest): Promise<void> => {
    const { runId, outcome, snapshot, result, failure, completedAt } = request;
    const message = CLOSING[outcome];
    const entry: LogEntry = {
      timestamp: completedAt,
      level: outcome === 'failed' ? 'ERROR' : outcome === 'cancelled' ? 'WARN' : 'INFO',
      step: outcome === 'published' ? 'cleanup' : 'initialization',
      message: result?.outcome === 'skipped' ? `${message}: ${result.reason}` : message,
      ...(failure === undefined ? {} : { error: deps.redact(`${failure.code}: ${failure.message}`) }),
    };
    await appendLog(deps, runId, snapshot.attempt, [entry]);
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
  },
});

const CLOSING = {
  published: 'Import process completed',
  skipped: 'Import skipped',
  failed: 'Import process failed',
  cancelled: 'Import process cancelled',
} as const;
