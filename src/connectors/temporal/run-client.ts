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
 * Runs as the API sees them. Every call ends within its own limit and then throws TEMPORAL_UNREACHABLE; none needs a
 * worker.
 */
export interface RunClient {
  /** Starts a run. Throws RUN_ALREADY_RUNNING with the open run's `runId`, `workflowId` and `startedAt`. */
  start(input: DumpImportInput): Promise<{ runId: string; workflowId: string }>;
  /** Starts a rollback: a run that excludes an import. Throws like `start`. */
  startRollback(input: RollbackInput): Promise<{ runId: string; workflowId: string }>;
  /** Describes the run, or the pipeline's latest; undefined if Temporal knows none (never ran, or past retention). */
  describe(pipeline: string, runId?: string): Promise<RunDescription | undefined>;
  /** Ends the run's current wait. A run that does not wait ignores it. Throws RUN_UNKNOWN if no such run is open. */
  proceed(pipeline: string, runId: string, payload: ProceedPayload): Promise<void>;
  /** Publishes a run that waits to publish; any other run ignores it. Throws RUN_UNKNOWN if no such run is open. */
  publishNow(pipeline: string, runId: string, payload: ProceedPayload): Promise<void>;
  /** Asks the run to stop; it has stopped when `describe` says so. Throws RUN_UNKNOWN if no such run is open. */
  cancel(pipeline: string, runId: string, by: string, reason?: string): Promise<void>;
  /** Lists the workers that poll the shared queue and sent a heartbeat in the last 15 seconds, whoever started them. */
  workers(): Promise<LiveWorker[]>;
  /** Returns the pipeline's Schedule; undefined if it has none. */
  nextScheduled(pipeline: string): Promise<ScheduleState | undefined>;
  /** Waits until the run has ended; undefined if it still runs after `timeoutMs`. */
  result(pipeline: string, runId: string, timeoutMs: number): Promise<RunDescription | undefined>;
  /** Throws TEMPORAL_UNREACHABLE or TEMPORAL_REFUSED. */
  ping(): Promise<void>;
}

export interface ProceedPayload {
  readonly by: string;
  /** Ends only this wait, not a later one. */
  readonly waitId?: number;
}

export interface ScheduleState {
  /** Undefined while the Schedule is paused. */
  readonly next?: string;
  /** The next five starts as the server plans them, `next` first; absent while the Schedule is paused. */
  readonly starts?: readonly string[];
  readonly paused: boolean;
  /** When it was created or last changed; earlier times are not its starts. */
  readonly since?: string;
  readonly note?: string;
}

const reading = (action: string) => ({ ms: 800, action, repeat: true });
const writing = (action: string) => ({ ms: 5_000, action });

export const createRunClient = (client: Client): RunClient => {
  const { namespace } = client.options;
  const describeRun = createDescribeRun(client);
  const describe: RunClient['describe'] = (pipeline, runId) =>
    within(client, reading(`Cannot read the run of "${pipeline}"`), () => describeRun(pipeline, runId));
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
    const action = `Cannot start "${input.pipeline}"`;
    try {
      return await within(client, writing(action), () => startRun(type, options, input));
    } catch (error) {
      if (!isUnregistered(error)) throw error;
      // No program has used this namespace before.
      await registerSearchAttributes(client);
      return within(client, writing(action), () => startRun(type, options, input));
    }
  };

  return {
    describe,

    start: (input) => start(DUMP_IMPORT_WORKFLOW, runOptions(input), input),

    startRollback: (input) => start(ROLLBACK_WORKFLOW, rollbackOptions(input), input),

    proceed: (pipeline, runId, payload) =>
      within(client, writing(`Cannot tell "${pipeline}" to proceed`), () =>
        handle(pipeline, runId).signal<[ProceedPayload]>(PROCEED_SIGNAL, payload),
      ),

    publishNow: (pipeline, runId, payload) =>
      within(client, writing(`Cannot tell "${pipeline}" to publish`), () =>
        handle(pipeline, runId).signal<[ProceedPayload]>(PUBLISH_NOW_SIGNAL, payload),
      ),

    cancel: (pipeline, runId, by, reason) =>
      within(client, writing(`Cannot cancel "${pipeline}"`), async () => {
        // The client's own `cancel()` takes no reason; with one, the history says who asked.
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

    workers: () => within(client, reading('Cannot list workers'), () => listLiveWorkers(client)),

    nextScheduled: (pipeline) =>
      within(client, reading(`Cannot read the schedule of "${pipeline}"`), async () => {
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
        // `describe` tells how it ended, or that it still runs.
      }
      const run = await describe(pipeline, runId);
      return run?.status === 'running' ? undefined : run;
    },

    ping: async () => {
      await within(client, reading('Cannot reach Temporal'), () =>
        client.workflowService.describeNamespace({ namespace }),
      );
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
    `Cannot start "${pipeline}": a run is already open; wait for it, or cancel it`,
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
  new StevedoreError('RUN_UNKNOWN', `Cannot cancel "${pipeline}": no such run is open`, {
    details: { pipeline, runId },
    cause,
  });
