import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';
import type { RunRef } from '../../contracts/runs/run-ref.js';
import type { RunResult } from '../../contracts/runs/run-result.js';
import { outcomeOf } from '../../contracts/runs/run-result.js';
import type { RunFailure, RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { SEARCH_ATTRIBUTES } from '../../contracts/temporal-names.js';
import { failureOf } from './failure-of.js';

/** What Temporal's server knows of a run; needs no worker. */
export interface RunDescription {
  readonly runId: string;
  readonly workflowId: string;
  /** Type of its workflow. */
  readonly type: string;
  readonly pipeline?: string;
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed_out';
  readonly startTime: string;
  readonly closeTime?: string;
  /** What the workflow itself reported at its last step. */
  readonly snapshot?: RunSnapshot;
  readonly activities: readonly PendingActivity[];
  /** The workflow's next step failed several times: a fault in the workflow's code, or no worker. */
  readonly pendingTaskStuck: boolean;
  /** Present if the run failed. */
  readonly failure?: RunFailure;
  /** Present if the run completed. */
  readonly result?: RunResult;
  /** Who cancelled the run, and why, if the history says so. */
  readonly cancelledBy?: string;
}

export interface PendingActivity {
  readonly type: string;
  /** 1 is the first try. */
  readonly attempt: number;
  /** 0 means no limit. */
  readonly maxAttempts: number;
  readonly started: boolean;
  readonly progress?: ActivityProgress;
  /** Milliseconds since the last heartbeat. */
  readonly heartbeatAgeMs?: number;
  /** The message of the last failed try. */
  readonly lastFailure?: string;
}

type Ending = Pick<RunDescription, 'failure' | 'result' | 'cancelledBy'>;

/** Reads runs; caches the end of closed ones, because it never changes. */
export const createDescribeRun = (client: Client) => {
  const endings = new Map<string, Ending>();

  return async ({ workflowId, runId }: RunRef): Promise<RunDescription | undefined> => {
    let described: WorkflowExecutionDescription;
    try {
      described = await client.workflow.getHandle(workflowId, runId).describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
    const run = runOf(client, described);
    if (run.status === 'running') return run;
    let ending = endings.get(run.runId);
    if (ending === undefined) {
      ending = await endingOf(client, run);
      if (endings.size >= KEPT_ENDINGS) endings.clear();
      endings.set(run.runId, ending);
    }
    return { ...run, ...ending };
  };
};

const KEPT_ENDINGS = 500;

const STATUS: Readonly<Record<string, RunDescription['status']>> = {
  RUNNING: 'running',
  PAUSED: 'running',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed_out',
};

const STUCK_ATTEMPTS = 3;
const STARTED = 2;

const runOf = (client: Client, described: WorkflowExecutionDescription): RunDescription => {
  const { runId, workflowId, type, status, startTime, closeTime, memo, typedSearchAttributes, raw } = described;
  const pipeline = typedSearchAttributes.get(defineSearchAttributeKey(SEARCH_ATTRIBUTES.pipeline.name, 'KEYWORD'));
  const snapshot = memo?.['status'] as RunSnapshot | undefined;
  const activities = (raw.pendingActivities ?? []).map((activity): PendingActivity => {
    const payload = activity.heartbeatDetails?.payloads?.[0];
    const beat = activity.lastHeartbeatTime;
    const progress = payload
      ? client.options.loadedDataConverter.payloadConverter.fromPayload<unknown>(payload)
      : undefined;
    return {
      type: activity.activityType?.name ?? '',
      attempt: activity.attempt ?? 1,
      maxAttempts: activity.maximumAttempts ?? 0,
      started: Number(activity.state) === STARTED,
      ...(isProgress(progress) ? { progress: withPart(progress) } : {}),
      ...(beat ? { heartbeatAgeMs: Math.max(0, Date.now() - Number(beat.seconds) * 1000) } : {}),
      ...(activity.lastFailure?.message ? { lastFailure: activity.lastFailure.message } : {}),
    };
  });
  return {
    runId,
    workflowId,
    type,
    ...(pipeline === undefined ? {} : { pipeline }),
    status: STATUS[status.name] ?? 'failed',
    startTime: startTime.toISOString(),
    ...(closeTime === undefined ? {} : { closeTime: closeTime.toISOString() }),
    ...(snapshot === undefined ? {} : { snapshot }),
    activities,
    pendingTaskStuck: (raw.pendingWorkflowTask?.attempt ?? 1) >= STUCK_ATTEMPTS,
  };
};

const isProgress = (value: unknown): value is ActivityProgress =>
  typeof value === 'object' && value !== null && 'step' in value && 'done' in value && 'total' in value;

/** Workers up to 0.2 called the part a database. */
const withPart = (progress: ActivityProgress & { readonly database?: string }): ActivityProgress => {
  const { database = '', part = database, ...rest } = progress;
  return { ...rest, part };
};

const endingOf = async (client: Client, run: RunDescription): Promise<Ending> => {
  const handle = client.workflow.getHandle(run.workflowId, run.runId);
  try {
    const result = (await handle.result()) as RunResult;
    return { result: { ...result, outcome: outcomeOf(result.outcome) as RunResult['outcome'] } };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const by = run.status === 'cancelled' ? await whoCancelled(client, run) : undefined;
    return { failure: failureOf(error), ...(by === undefined ? {} : { cancelledBy: by }) };
  }
};

/** The request is near the end of the history, so the newest events suffice. */
const whoCancelled = async (client: Client, { workflowId, runId }: RunDescription): Promise<string | undefined> => {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 200,
  });
  const asked = (history?.events ?? []).find((event) => event.workflowExecutionCancelRequestedEventAttributes);
  const { cause, identity } = asked?.workflowExecutionCancelRequestedEventAttributes ?? {};
  return [cause, identity].find((text) => text !== undefined && text !== null && text !== '') ?? undefined;
};
