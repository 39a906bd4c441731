import type { ActivityOptions } from '@temporalio/workflow';
import { proxyActivities } from '@temporalio/workflow';
import { codesForNewAttempt } from '../../contracts/errors.js';
import type { RunPlan } from '../../contracts/dump-import/plan.js';
import type { DumpImportActivities } from '../../activities/dump-import/dump-import-activities.js';

/**
 * The retry profiles. A restart of a worker costs one try, graceful or not, so every profile has tries to spare and is
 * bounded by time.
 *
 * Every proxy waits for its activity to have really stopped after a cancel: with the default a loader would write on
 * after the run has closed and its id is free.
 */
const WAIT = { cancellationType: 'WAIT_CANCELLATION_COMPLETED' } as const satisfies ActivityOptions;

/** Not repeated as a step: a result that Temporal cannot store, and what only a new attempt of the run can heal. */
const NEVER = ['PayloadsTooLarge', ...codesForNewAttempt()];

/**
 * Of steps that may be asked for before the run knows its configuration; they tell that they live every two seconds.
 */
const HEARTBEAT_TIMEOUT = '30s';

/** Short reads and writes of records: any worker, a minute each. */
export const quick = proxyActivities<DumpImportActivities>({
  ...WAIT,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '15 minutes',
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 10, nonRetryableErrorTypes: NEVER },
});

/** Talks to the source: its time-outs are the connection's own. */
export const listing = proxyActivities<DumpImportActivities>({
  ...WAIT,
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 5, nonRetryableErrorTypes: NEVER },
});

/** Needs no worker that is quick to answer, and must not hold a run for one that is gone. */
export const lastWords = proxyActivities<DumpImportActivities>({
  ...WAIT,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 5, nonRetryableErrorTypes: NEVER },
});

/** The publish and what belongs to it: one try may wait for locks, and its outcome must become known. */
export const publishing = (plan: Pick<RunPlan, 'heartbeatTimeoutMs'>) =>
  proxyActivities<DumpImportActivities>({ ...PUBLISH, heartbeatTimeout: plan.heartbeatTimeoutMs });

const PUBLISH = {
  ...WAIT,
  startToCloseTimeout: '30 minutes',
  scheduleToCloseTimeout: '2 hours',
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 20, nonRetryableErrorTypes: NEVER },
} satisfies ActivityOptions;

/** One try of the publish asks for its locks long enough: without them the workflow waits, which blocks no worker. */
export const publishTry = (plan: RunPlan) =>
  proxyActivities<DumpImportActivities>({
    ...PUBLISH,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    retry: { ...PUBLISH.retry, nonRetryableErrorTypes: [...NEVER, 'PUBLISH_LOCKED'] },
  });

/**
 * After the commit: a target that went away is waited for, and then left to the next run or the next start of a worker.
 */
export const completing = (plan: Pick<RunPlan, 'heartbeatTimeoutMs' | 'completeForMs'>) =>
  proxyActivities<DumpImportActivities>({
    ...WAIT,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    scheduleToCloseTimeout: plan.completeForMs ?? COMPLETE_FOR_MS,
    retry: { initialInterval: '1s', maximumInterval: '15s', nonRetryableErrorTypes: NEVER },
  });

/** Ten minutes, of runs that began before `publish.complete_for` was there. */
const COMPLETE_FOR_MS = 600_000;

/** The steps that need the files of one host. */
export const onHost = (plan: RunPlan, taskQueue: string) => {
  const host = {
    ...WAIT,
    taskQueue,
    scheduleToStartTimeout: plan.hostReturnTimeoutMs,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
  } satisfies Partial<ActivityOptions>;
  const retry = { initialInterval: '1s', maximumInterval: '1 minute', nonRetryableErrorTypes: NEVER } as const;
  return {
    /** Resumes where the last try ended, so tries are cheap; `scp.timeout` ends one that gets no byte. */
    transfer: proxyActivities<DumpImportActivities>({
      ...host,
      startToCloseTimeout: '12 hours',
      retry: { ...retry, maximumAttempts: 6 },
    }),
    /**
     * Unpacks and loads at the same time, so one try may take what both may: `zip.extract_timeout` and
     * `database.import_timeout`.
     */
    stage: proxyActivities<DumpImportActivities>({
      ...host,
      startToCloseTimeout: plan.extractTimeoutMs + plan.importTimeoutMs,
      retry: { ...retry, maximumAttempts: 4 },
    }),
    /** `database.import_timeout` per try and database. */
    load: proxyActivities<DumpImportActivities>({
      ...host,
      startToCloseTimeout: plan.importTimeoutMs,
      retry: { ...retry, maximumAttempts: 4 },
    }),
    /** Never holds a run for a host that is gone. */
    tidy: proxyActivities<DumpImportActivities>({
      ...WAIT,
      taskQueue,
      scheduleToStartTimeout: '20s',
      startToCloseTimeout: '2 minutes',
      // A worker that hangs takes this step with it, and the run must not wait for it.
      heartbeatTimeout: plan.heartbeatTimeoutMs,
      retry: { ...retry, maximumAttempts: 2 },
    }),
  };
};

export type HostProxies = ReturnType<typeof onHost>;
