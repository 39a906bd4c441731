import { randomUUID } from 'node:crypto';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { ScheduleNotFoundError, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { AnyRunInput, Kind } from '../../contracts/kinds.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ProceedRequest } from '../../contracts/runs/proceed-request.js';
import type { RunInput } from '../../contracts/runs/run-input.js';
import type { RunRef } from '../../contracts/runs/run-ref.js';
import type { StartOnce } from '../../contracts/access/start-once.js';
import { startOptions, workflowOf } from '../../contracts/runs/start-options.js';
import { scheduleId } from '../../contracts/runs/workflow-ids.js';
import { PROCEED_SIGNAL, PUBLISH_NOW_SIGNAL } from '../../contracts/temporal-names.js';
import type { RunDescription } from './describe-run.js';
import { createDescribeRun } from './describe-run.js';
import type { Examiner } from './examine-pipeline.js';
import { createExaminer } from './examine-pipeline.js';
import type { LiveWorker } from './list-live-workers.js';
import type { QueueBacklog } from './queue-backlog.js';
import { readQueueBacklog } from './queue-backlog.js';
import type { OpenRuns } from './open-runs.js';
import { createOpenRuns, listOpenJobs } from './open-runs.js';
import { listLiveWorkers } from './list-live-workers.js';
import { findStarted, startedOnce } from './started-once.js';
import { readInput } from './read-input.js';
import { registerSearchAttributes } from './search-attributes.js';
import { untilEnded } from './until-ended.js';
import { grpcCode, reading, within } from './within.js';

/**
 * Runs as the API sees them. Every call ends within its own limit and then throws TEMPORAL_UNREACHABLE; none needs a
 * worker.
 */
export interface RunClient extends Examiner {
  /**
   * Starts a run. Throws RUN_ALREADY_RUNNING with the open run's `runId`, `workflowId` and `startedAt`. A job starts
   * once: another start with its id resolves to its newest run, open or ended, with `found`; only a retry
   * (`input.retryOf`) starts it again, and a start with `again`, once the run before has ended.
   */
  start(input: AnyRunInput, once?: StartOnce, options?: { readonly again?: boolean }): Promise<StartedRun>;
  /** The run, or the newest of its workflow id; undefined where Temporal knows none (never ran, or past retention). */
  describe(run: RunRef): Promise<RunDescription | undefined>;
  /**
   * Resolves with `true` when the run has ended, however long that takes; with `false` where nobody can tell it, as
   * when Temporal goes away or `signal` aborts.
   */
  untilEnded(run: OpenRun, signal: AbortSignal): Promise<boolean>;
  /** What a run was started with; needs no worker. Undefined where Temporal knows no such run. */
  inputOf(run: OpenRun): Promise<AnyRunInput | undefined>;
  /** The workflow id of a run that was started here, or that Temporal's index has; otherwise undefined. */
  find(runId: string): Promise<string | undefined>;
  /**
   * The open runs of a pipeline that were started as jobs, as far as Temporal's index has them, which may be some
   * seconds late; at most `most`, by default 200.
   */
  openJobs(pipeline: ScheduledPipeline, most?: number): Promise<OpenRun[]>;
  /**
   * The open runs of all pipelines, by one question however many there are; those that were started elsewhere in the
   * last seconds may be missing.
   */
  openRuns(): Promise<OpenRuns>;
  /**
   * Ends the named wait of the run, or the next one for the same thing where that has just ended by itself. A run that
   * does not wait ignores it. Throws RUN_UNKNOWN if no such run is open.
   */
  proceed(run: OpenRun, request: ProceedRequest): Promise<void>;
  /**
   * Publishes a run that waits to publish; one that tries to at this moment tries once more at once. Any other run
   * ignores it. Throws RUN_UNKNOWN if no such run is open.
   */
  publishNow(run: OpenRun, request: ProceedRequest): Promise<void>;
  /** Asks the run to stop; it has stopped when `describe` says so. Throws RUN_UNKNOWN if no such run is open. */
  cancel(run: OpenRun, by: string, reason?: string): Promise<void>;
  /** Lists the workers that poll the shared queue and sent a heartbeat in the last 15 seconds, whoever started them. */
  workers(): Promise<LiveWorker[]>;
  /** Tasks of the shared queue that wait for a worker. */
  backlog(): Promise<QueueBacklog>;
  /** Returns the pipeline's Schedule; undefined if it has none. */
  nextScheduled(pipeline: ScheduledPipeline): Promise<ScheduleState | undefined>;
  /** Pauses the pipeline's Schedule or lets it go on; undefined where it has none. */
  setSchedulePaused(pipeline: ScheduledPipeline, paused: boolean, note: string): Promise<ScheduleState | undefined>;
  /** Throws TEMPORAL_UNREACHABLE or TEMPORAL_REFUSED. */
  ping(): Promise<void>;
  /** Of Temporal's server, such as `1.32.0`. Throws as `ping` does. */
  serverVersion(): Promise<string>;
}

export type OpenRun = Required<RunRef>;

export interface StartedRun extends OpenRun {
  /** Whether the run had been started before, as the same job. @default false */
  readonly found?: boolean;
}

export interface ScheduledPipeline {
  readonly kind: Kind;
  readonly name: string;
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

const writing = (action: string) => ({ ms: 5_000, action });

export const createRunClient = (client: Client): RunClient => {
  const { namespace } = client.options;
  const openRuns = createOpenRuns(client);
  const describeRun = createDescribeRun(client);
  const handle = ({ workflowId, runId }: OpenRun) => client.workflow.getHandle(workflowId, runId);

  /** Workflow ids of the newest starts, by run id: a run is found here before Temporal's index has it. */
  const startedHere = new Map<string, string>();
  const remember = (run: OpenRun, type: string, pipeline: string): OpenRun => {
    if (startedHere.size >= KEPT_STARTS) startedHere.clear();
    startedHere.set(run.runId, run.workflowId);
    openRuns.started({ ...run, type, pipeline });
    return run;
  };

  const startRun = async (input: AnyRunInput, once: StartOnce | undefined, again: boolean): Promise<StartedRun> => {
    const { job, retryOf }: RunInput = input;
    const onlyOnce = job !== undefined && retryOf === undefined && !again;
    const options = startOptions(input);
    const earlier = once?.repeated === true ? await findStarted(client, options.workflowId, once) : undefined;
    if (earlier !== undefined) return { workflowId: options.workflowId, runId: earlier };
    try {
      const { workflowId, firstExecutionRunId } = await client.workflow.start(workflowOf(input), {
        ...options,
        ...(once === undefined ? {} : startedOnce(options.memo, once)),
        args: [input],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: onlyOnce ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
      });
      return remember({ workflowId, runId: firstExecutionRunId }, workflowOf(input), input.pipeline);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const { workflowId } = options;
      const existing = await describeRun({ workflowId });
      if (onlyOnce && existing !== undefined) return { workflowId, runId: existing.runId, found: true };
      throw alreadyRunning(input.pipeline, workflowId, existing, error);
    }
  };

  const scheduleOf = ({ kind, name }: ScheduledPipeline) => client.schedule.getHandle(scheduleId(kind, name));
  const readSchedule = async (pipeline: ScheduledPipeline): Promise<ScheduleState> =>
    scheduleState(await scheduleOf(pipeline).describe());

  return {
    ...createExaminer(client),

    describe: async (run) => {
      const action = `Cannot read the run "${run.workflowId}"`;
      const description = await within(client, reading(action), () => describeRun(run));
      if (description !== undefined && description.status !== 'running') openRuns.ended(description.runId);
      return description;
    },

    openRuns: openRuns.list,

    untilEnded: (run, signal) => untilEnded(client, run, signal),

    inputOf: ({ workflowId, runId }) =>
      within(client, reading(`Cannot read the run "${workflowId}"`), () => readInput(client, { workflowId, runId })),

    find: async (runId) =>
      startedHere.get(runId) ??
      within(client, reading('Cannot look for a run'), async () => {
        for await (const { workflowId } of client.workflow.list({ query: `RunId = '${runId}'`, pageSize: 1 }))
          return workflowId;
        return undefined;
      }),

    openJobs: (pipeline, most) => listOpenJobs(client, pipeline, most),

    start: async (input, once, { again = false } = {}) => {
      const action = `Cannot start "${input.pipeline}"`;
      try {
        return await within(client, writing(action), () => startRun(input, once, again));
      } catch (error) {
        if (!isUnregistered(error)) throw error;
        // No program has used this namespace before.
        await registerSearchAttributes(client);
        return within(client, writing(action), () => startRun(input, once, again));
      }
    },

    proceed: (run, request) =>
      within(client, writing(`Cannot tell "${run.workflowId}" to proceed`), () =>
        handle(run).signal<[ProceedRequest]>(PROCEED_SIGNAL, request),
      ),

    publishNow: (run, request) =>
      within(client, writing(`Cannot tell "${run.workflowId}" to publish`), () =>
        handle(run).signal<[ProceedRequest]>(PUBLISH_NOW_SIGNAL, request),
      ),

    cancel: (run, by, reason) =>
      within(client, writing(`Cannot cancel "${run.workflowId}"`), async () => {
        // The client's own `cancel()` takes no reason; with one, the history says who asked.
        await client.workflowService.requestCancelWorkflowExecution({
          namespace,
          identity: client.options.identity,
          requestId: randomUUID(),
          workflowExecution: run,
          reason: reason === undefined ? by : `${by}: ${reason}`,
        });
      }).catch((error: unknown) => {
        throw grpcCode(error) === NOT_FOUND ? notOpen(run, error) : error;
      }),

    backlog: () => within(client, reading('Cannot read the queue'), () => readQueueBacklog(client)),
    workers: () => within(client, reading('Cannot list workers'), () => listLiveWorkers(client)),

    nextScheduled: (pipeline) =>
      within(client, reading(`Cannot read the schedule of "${pipeline.name}"`), () =>
        whereThere(readSchedule(pipeline)),
      ),

    setSchedulePaused: (pipeline, paused, note) =>
      within(client, writing(`Cannot ${paused ? 'pause' : 'resume'} "${pipeline.name}"`), () => {
        const schedule = scheduleOf(pipeline);
        return whereThere((paused ? schedule.pause(note) : schedule.unpause(note)).then(() => readSchedule(pipeline)));
      }),

    ping: async () => {
      await within(client, reading('Cannot reach Temporal'), () =>
        client.workflowService.describeNamespace({ namespace }),
      );
    },

    serverVersion: () =>
      within(client, reading('Cannot read the version of Temporal'), async () => {
        const { serverVersion } = await client.workflowService.getSystemInfo({});
        return serverVersion;
      }),
  };
};

const scheduleState = ({ state, info }: ScheduleDescription): ScheduleState => {
  const starts = state.paused ? [] : info.nextActionTimes.slice(0, 5).map((time) => time.toISOString());
  const [next] = starts;
  return {
    paused: state.paused,
    since: (info.lastUpdatedAt ?? info.createdAt).toISOString(),
    ...(next === undefined ? {} : { next, starts }),
    ...(state.note === undefined || state.note === '' ? {} : { note: state.note }),
  };
};

/** Undefined where there is no such Schedule. */
const whereThere = <T>(asking: Promise<T>): Promise<T | undefined> =>
  asking.catch((error: unknown) => {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  });

const KEPT_STARTS = 1_000;

const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;

const isUnregistered = (error: unknown): boolean =>
  grpcCode(error) === INVALID_ARGUMENT &&
  /search attribute/i.test(String((error as { cause?: unknown }).cause ?? error));

const alreadyRunning = (
  pipeline: string,
  workflowId: string,
  run: RunDescription | undefined,
  cause: unknown,
): StevedoreError =>
  new StevedoreError(
    'RUN_ALREADY_RUNNING',
    `Cannot start "${pipeline}": a run is already open; wait for it, or cancel it`,
    {
      details: {
        pipeline,
        workflowId,
        runId: run?.runId ?? null,
        startedAt: run?.startTime ?? null,
      },
      cause,
    },
  );

const notOpen = ({ workflowId, runId }: OpenRun, cause: unknown): StevedoreError =>
  new StevedoreError('RUN_UNKNOWN', `Cannot cancel "${workflowId}": no such run is open`, {
    details: { workflowId, runId },
    cause,
  });
