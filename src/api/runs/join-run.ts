import type { PendingActivity, RunDescription } from '../../connectors/temporal/describe-run.js';
import type { Kind, PipelineSettings } from '../../contracts/kinds.js';
import type { RunFailure, RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import type { Trigger } from '../../contracts/runs/trigger.js';
import { initialSnapshot } from '../../contracts/runs/run-snapshot.js';
import { actionOf } from '../../contracts/runs/start-options.js';
import { viewOfKind } from './run-kinds.js';

/** One run as Temporal and the store together know it. */
export interface RunView {
  readonly runId: string;
  readonly workflowId: string;
  readonly kind: Kind;
  readonly action?: string;
  readonly pipeline: string;
  readonly status: RunRecord['status'];
  readonly trigger?: Trigger;
  readonly startedBy?: string;
  readonly retryOf?: string;
  readonly startedAt: string;
  readonly completedAt?: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly step: string;
  readonly progress: number;
  readonly wait?: RunSnapshot['wait'];
  readonly lastFailure?: RunFailure;
  readonly reason?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly generation?: number;
  readonly warnings: readonly string[];
  /** What only its kind knows is in here. */
  readonly snapshot: RunSnapshot;
  readonly activities: readonly PendingActivity[];
  readonly stuck: boolean;
}

export interface RunSources {
  readonly kind: Kind;
  readonly pipeline: string;
  /** Absent where the pipeline is no longer configured. */
  readonly settings?: PipelineSettings | undefined;
  readonly record?: RunRecord | undefined;
  /** Undefined if Temporal does not know the run, or was not asked. */
  readonly description?: RunDescription | undefined;
  /** False if Temporal did not answer; then the store's state counts. */
  readonly temporalAnswered: boolean;
}

/**
 * Joins the two. Temporal decides whether a run is open: a row `running` whose workflow is closed or gone is reported
 * that way. Undefined if neither knows the run.
 */
export const viewRun = (sources: RunSources): RunView | undefined => {
  const { description, record } = sources;
  if (description !== undefined) return fromTemporal(sources, description);
  return record === undefined ? undefined : fromStore(sources, record);
};

const fromTemporal = (sources: RunSources, description: RunDescription): RunView => {
  const { kind, pipeline, settings, record } = sources;
  const status = statusOf(description);
  const snapshot = snapshotOf(status, description, record);
  const running = description.activities.flatMap(({ progress }) => (progress === undefined ? [] : [progress]));
  const error = errorOf(description, record);
  const { result } = description;
  const generation = result?.generation ?? record?.generation;
  const action = record?.action ?? actionOf(kind, description.type);
  const shown = viewOfKind(kind).progress(snapshot, running, settings);
  const reason = status === 'skipped' ? (result?.reason ?? record?.reason) : record?.reason;
  return {
    runId: description.runId,
    workflowId: description.workflowId,
    kind,
    ...(action === undefined ? {} : { action }),
    pipeline,
    status,
    ...(record === undefined ? {} : { trigger: record.trigger, startedBy: record.startedBy }),
    ...(record?.retryOf === undefined ? {} : { retryOf: record.retryOf }),
    startedAt: description.startTime,
    ...(description.closeTime === undefined ? {} : { completedAt: description.closeTime }),
    ...attemptsOf(snapshot, sources),
    step: status === 'running' ? shown.step : snapshot.step,
    progress: progressOf(status, shown.progress, snapshot),
    ...(status === 'running' && snapshot.wait !== undefined ? { wait: snapshot.wait } : {}),
    ...(snapshot.lastFailure === undefined ? {} : { lastFailure: snapshot.lastFailure }),
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error }),
    ...(generation === undefined ? {} : { generation }),
    warnings: result?.warnings ?? (status === 'running' ? snapshot.warnings : record?.warnings) ?? [],
    snapshot,
    activities: description.activities,
    stuck: description.pendingTaskStuck,
  };
};

const fromStore = (sources: RunSources, record: RunRecord): RunView => {
  const snapshot = record.snapshot ?? initialSnapshot;
  // Temporal keeps every open run; one that it does not know was lost with its server, or deleted.
  const lost = record.status === 'running' && sources.temporalAnswered;
  const status = lost ? 'failed' : record.status;
  const error = lost ? LOST : storedError(record);
  return {
    runId: record.runId,
    workflowId: record.workflowId,
    kind: record.kind,
    ...(record.action === undefined ? {} : { action: record.action }),
    pipeline: record.pipeline,
    status,
    trigger: record.trigger,
    startedBy: record.startedBy,
    ...(record.retryOf === undefined ? {} : { retryOf: record.retryOf }),
    startedAt: record.startedAt,
    ...(record.completedAt === undefined ? {} : { completedAt: record.completedAt }),
    ...attemptsOf({ ...snapshot, attempt: Math.max(snapshot.attempt, record.attempts) }, sources),
    step: snapshot.step,
    progress: progressOf(status, snapshot.progress, snapshot),
    ...(status === 'running' && snapshot.wait !== undefined ? { wait: snapshot.wait } : {}),
    ...(snapshot.lastFailure === undefined ? {} : { lastFailure: snapshot.lastFailure }),
    ...(record.reason === undefined ? {} : { reason: record.reason }),
    ...(error === undefined ? {} : { error }),
    ...(record.generation === undefined ? {} : { generation: record.generation }),
    warnings: status === 'running' ? (snapshot.warnings ?? []) : record.warnings,
    snapshot,
    activities: [],
    stuck: false,
  };
};

const LOST = { code: 'RUN_UNKNOWN', message: 'Temporal no longer knows this run; its end was not recorded' };

const STATUS: Readonly<Record<Exclude<RunDescription['status'], 'completed'>, RunRecord['status']>> = {
  running: 'running',
  failed: 'failed',
  cancelled: 'cancelled',
  terminated: 'failed',
  timed_out: 'failed',
};

const statusOf = ({ status, result }: RunDescription): RunRecord['status'] => {
  if (status !== 'completed') return STATUS[status];
  return result?.outcome === 'skipped' ? 'skipped' : 'success';
};

const errorOf = (description: RunDescription, record: RunRecord | undefined): RunView['error'] => {
  const { status, failure, cancelledBy } = description;
  if (status === 'running' || status === 'completed') return undefined;
  if (status === 'cancelled')
    return unheard(description, record) ?? { code: 'CANCELLED', message: `cancelled by ${cancelledBy ?? 'unknown'}` };
  if (failure !== undefined) return { code: failure.code, message: failure.message };
  return (record && storedError(record)) ?? { code: 'INTERNAL', message: `the run ended as "${status}"` };
};

/** A run that was cancelled, and may be live. The memo of a run is cut. */
const unheard = ({ snapshot }: RunDescription, record: RunRecord | undefined): RunView['error'] => {
  const stored = record && storedError(record);
  const { code, message } = stored?.code === 'PUBLISH_UNCERTAIN' ? stored : (snapshot?.lastFailure ?? {});
  return code === 'PUBLISH_UNCERTAIN' && message !== undefined ? { code, message } : undefined;
};

const storedError = ({ error, errorCode, status }: RunRecord): RunView['error'] => {
  if (error !== undefined) return { code: errorCode ?? 'INTERNAL', message: error };
  if (status === 'cancelled') return { code: 'CANCELLED', message: 'cancelled' };
  return status === 'failed' ? { code: errorCode ?? 'INTERNAL', message: 'the run failed' } : undefined;
};

/** The memo of a run is cut; what the store has of one that has ended is whole. */
const snapshotOf = (
  status: RunRecord['status'],
  { snapshot }: RunDescription,
  record: RunRecord | undefined,
): RunSnapshot => {
  const stored = record?.completedAt === undefined ? undefined : record.snapshot;
  const first = status === 'running' ? snapshot : (stored ?? snapshot);
  return first ?? record?.snapshot ?? initialSnapshot;
};

const attemptsOf = (snapshot: RunSnapshot, { settings, record }: RunSources) => ({
  attempt: snapshot.attempt,
  maxAttempts:
    snapshot.maxAttempts === 0 ? (settings?.retry.maxAttempts ?? record?.attempts ?? 0) : snapshot.maxAttempts,
});

const progressOf = (status: RunRecord['status'], refined: number, snapshot: RunSnapshot): number => {
  if (status === 'success') return 100;
  return status === 'running' ? Math.min(99, refined) : snapshot.progress;
};
