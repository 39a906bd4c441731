import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { ScheduleNotFoundError, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { DumpImportInput, RollbackInput } from '../../contracts/dump-import/input.js';
import { StevedoreError } from '../../contracts/errors.js';
import {
  DUMP_IMPORT_WORKFLOW,
  dumpImportWorkflowId,
  PROCEED_SIGNAL,
  PUBLISH_NOW_SIGNAL,
  ROLLBACK_WORKFLOW,
  scheduleId,
} from '../../contracts/temporal-names.js';
import { rollbackOptions, runOptions } from '../../contracts/runs/run-options.js';
import type { RunStartOptions } from '../../contracts/runs/run-options.js';
import type { RunDescription } from './describe-run.js';
import { createDescribeRun } from './describe-run.js';
import type { LiveWorker } from './list-live-workers.js';
import { listLiveWorkers } from './list-live-workers.js';
import { registerSearchAttributes } from './search-attributes.js';
import { grpcCode, within } from './within.js';

/**
 * Runs as the API sees them. Every call ends within its own limit and throws TEMPORAL_UNREACHABLE then;
 * none of them needs a worker.
 */
export interface RunClient {
  /** Starts a run; throws RUN_ALREADY_RUNNING with `runId`, `workflowId` and `startedAt` of the one that runs. */
  start(input: DumpImportInput): Promise<{ runId: string; workflowId: string }>;
  /** Starts a rollback, which is a run like an import and excludes one; throws as `start`. */
  startRollback(input: RollbackInput): Promise<{ runId: string; workflowId: string }>;
  /** The run, or the pipeline's latest one; undefined where Temporal knows none (never ran, or past retention). */
  describe(pipeline: string, runId?: string): Promise<RunDescription | undefined>;
  /** Ends the wait that the run is in; throws RUN_UNKNOWN where none is open. A run that does not wait ignores it. */
  proceed(pipeline: string, runId: string, payload: ProceedPayload): Promise<void>;
  /** Publishes a run that waits to publish; throws RUN_UNKNOWN where none is open. Any other run ignores it. */
  publishNow(pipeline: string, runId: string, payload: ProceedPayload): Promise<void>;
  /** Asks the run to stop; throws RUN_UNKNOWN where none is open. It has stopped when `describe` says so. */
  cancel(pipeline: string, runId: string, by: string, reason?: string): Promise<void>;
  /** The workers that poll the shared queue and gave a sign of life in the last 15 seconds, whoever started them. */
  workers(): Promise<LiveWorker[]>;
  /** The pipeline's Schedule, or undefined where it has none. */
  nextScheduled(pipeline: string): Promise<ScheduleState | undefined>;
  /** Waits until the run has ended; undefined where it still runs after `timeoutMs`. */
  result(pipeline: string, runId: string, timeoutMs: number): Promise<RunDescription | undefined>;
  /** Throws TEMPORAL_UNREACHABLE or TEMPORAL_REFUSED. */
  ping(): Promise<void>;
}

export interface ProceedPayload {
  readonly by: string;
  /** Only this wait; a later one is not cut short. */
  readonly waitId?: number;
}

export interface ScheduleState {
  /** Undefined while the Schedule is paused. */
  readonly next?: string;
  /** The next five starts as the server means to make them, `next` first; absent while the Schedule is paused. */
  readonly starts?: readonly string[];
  readonly paused: boolean;
  /** When it was made, or last changed: earlier times were none of its starts. */
  readonly since?: string;
  readonly note?: string;
}

const reading = (action: string) => ({ ms: 800, action, repeat: true });
const writing = (action: string) => ({ ms: 5_000, action });

export const createRunClient = (client: Client): RunClient => {
  const { namespace } = client.options;
  const describeRun = createDescribeRun(client);
  const describe: RunClient['describe'] = (pipeline, runId) =>
    within(client, reading(`Reading the run of "${pipeline}"`), () => describeRun(pipeline, runId));
  const handle = (pipeline: string, runId: string) => client.workflow.getHandle(dumpImportWorkflowId(pipeline), runId);

  const startRun = async (type: string, options: RunStartOptions, input: DumpImportInput | RollbackInput) => {
    try {
      const { workflowId, firstExecutionRunId } = await client.workflow.start(type, {
        ...options,
        args: [input],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      });
      return { workflowId, runId: firstExecutionRunId };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      throw alreadyRunning(input.pipeline, await describeRun(input.pipeline), error);
    }
  };

  const start = async (type: string, options: RunStartOptions, input: DumpImportInput | RollbackInput) => {
    const action = `Starting "${input.pipeline}"`;
    try {
      return await within(client, writing(action), () => startRun(type, options, input));
    } catch (error) {
      if (!isUnregistered(error)) throw error;
      // No program has reached this namespace before, or it is a new one.
      await registerSearchAttributes(client);
      return within(client, writing(action), () => startRun(type, options, input));
    }
  };

  return {
    describe,

    start: (input) => start(DUMP_IMPORT_WORKFLOW, runOptions(input), input),

    startRollback: (input) => start(ROLLBACK_WORKFLOW, rollbackOptions(input), input),

    proceed: (pipeline, runId, payload) =>
      within(client, writing(`Telling "${pipeline}" to proceed`), () =>
        handle(pipeline, runId).signal<[ProceedPayload]>(PROCEED_SIGNAL, payload),
      ),

    publishNow: (pipeline, runId, payload) =>
      within(client, writing(`Telling "${pipeline}" to publish`), () =>
        handle(pipeline, runId).signal<[ProceedPayload]>(PUBLISH_NOW_SIGNAL, payload),
      ),

    cancel: (pipeline, runId, by, reason) =>
      within(client, writing(`Cancelling "${pipeline}"`), async () => {
        // The client's own `cancel()` knows no reason; with one, the history says who asked.
        await client.workflowService.requestCancelWorkflowExecution({
          namespace,
          identity: client.options.identity,
          requestId: randomUUID(),
          workflowExecution: { workflowId: dumpImportWorkflowId(pipeline), runId },
          reason: reason === undefined ? by : `${by}: ${reason}`,
        });
      }).catch((error: unknown) => {
        throw grpcCode(error) === NOT_FOUND ? notOpen(pipeline, runId, error) : error;
      }),

    workers: () => within(client, reading('Looking for workers'), () => listLiveWorkers(client)),

    nextScheduled: (pipeline) =>
      within(client, reading(`Reading the schedule of "${pipeline}"`), async () => {
        try {
          const { state, info } = await client.schedule.getHandle(scheduleId(pipeline)).describe();
          const starts = state.paused ? [] : info.nextActionTimes.slice(0, 5).map((time) => time.toISOString());
          const [next] = starts;
          return {
            paused: state.paused,
            since: (info.lastUpdatedAt ?? info.createdAt).toISOString(),
            ...(next === undefined ? {} : { next, starts }),
            ...(state.note === undefined || state.note === '' ? {} : { note: state.note }),
          };
        } catch (error) {
          if (error instanceof ScheduleNotFoundError) return undefined;
          throw error;
        }
      }),

    result: async (pipeline, runId, timeoutMs) => {
      try {
        await client.connection.withAbortSignal(AbortSignal.timeout(timeoutMs), () => handle(pipeline, runId).result());
      } catch {
        // How it ended, or that it did not end in time, is what `describe` says.
      }
      const run = await describe(pipeline, runId);
      return run?.status === 'running' ? undefined : run;
    },

    ping: async () => {
      await within(client, reading('Reaching Temporal'), () => client.workflowService.describeNamespace({ namespace }));
    },
  };
};

const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;

const isUnregistered = (error: unknown): boolean =>
  grpcCode(error) === INVALID_ARGUMENT &&
  /search attribute/i.test(String((error as { cause?: unknown }).cause ?? error));

const alreadyRunning = (pipeline: string, run: RunDescription | undefined, cause: unknown): StevedoreError =>
  new StevedoreError(
    'RUN_ALREADY_RUNNING',
    `Starting "${pipeline}": a run is open already; wait for it, or cancel it`,
    {
      details: {
        pipeline,
        workflowId: dumpImportWorkflowId(pipeline),
        runId: run?.runId ?? null,
        startedAt: run?.startTime ?? null,
      },
      cause,
    },
  );

const notOpen = (pipeline: string, runId: string, cause: unknown): StevedoreError =>
  new StevedoreError('RUN_UNKNOWN', `Cancelling "${pipeline}": no such run is open`, {
    details: { pipeline, runId },
    cause,
  });
