import type { ActivityOptions } from '@temporalio/workflow';
import type { DumpImportPlan } from '../../contracts/dump-import/plan.js';
import type { DumpImportActivities } from '../../activities/dump-import/create-dump-import-activities.js';
import type { RunActivities } from '../../activities/run/create-run-activities.js';
import { HEARTBEAT_TIMEOUT, LAST_WORDS, NEVER, QUICK, WAIT } from '../run/profiles.js';
import { proxySteps } from '../run/proxy-steps.js';
import { ALL_TITLES, TITLES } from './step-titles.js';

/** Short reads and writes of records: any worker, a minute each. */
export const quick = proxySteps<DumpImportActivities & RunActivities>(ALL_TITLES, QUICK);

/** Steps that talk to the source: their time-outs are the connection's own. */
export const listing = proxySteps<DumpImportActivities>(TITLES, {
  ...WAIT,
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 5, nonRetryableErrorTypes: NEVER },
});

/** Needs no fast worker, and must not hold a run for one that is gone. */
export const lastWords = proxySteps<DumpImportActivities & RunActivities>(ALL_TITLES, LAST_WORDS);

/** The publish and what belongs to it: one try may wait for locks, and its outcome must become known. */
export const publishing = (plan: Pick<DumpImportPlan, 'heartbeatTimeoutMs'>) =>
  proxySteps<DumpImportActivities>(TITLES, { ...PUBLISH, heartbeatTimeout: plan.heartbeatTimeoutMs });

const PUBLISH = {
  ...WAIT,
  startToCloseTimeout: '30 minutes',
  scheduleToCloseTimeout: '2 hours',
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 20, nonRetryableErrorTypes: NEVER },
} satisfies ActivityOptions;

/** Whether a commit has happened: who asks waits, and asks again. */
export const asking = (plan: Pick<DumpImportPlan, 'heartbeatTimeoutMs'>) =>
  proxySteps<DumpImportActivities>(TITLES, {
    ...PUBLISH,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    retry: { ...PUBLISH.retry, maximumAttempts: 2 },
  });

/**
 * One try of the publish asks for its locks for a limited time; after that the workflow waits, which blocks no worker.
 */
export const publishTry = (plan: DumpImportPlan) =>
  proxySteps<DumpImportActivities>(TITLES, {
    ...PUBLISH,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    retry: { ...PUBLISH.retry, nonRetryableErrorTypes: [...NEVER, 'PUBLISH_LOCKED'] },
  });

/**
 * After the commit: waits for a target that went away, then leaves it to the next run or the next start of a worker.
 */
export const completing = (plan: Pick<DumpImportPlan, 'heartbeatTimeoutMs' | 'completeForMs'>) =>
  proxySteps<DumpImportActivities>(TITLES, {
    ...WAIT,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    scheduleToCloseTimeout: plan.completeForMs ?? COMPLETE_FOR_MS,
    retry: { initialInterval: '1s', maximumInterval: '15s', nonRetryableErrorTypes: NEVER },
  });

/** Ten minutes, for runs that began before `publish.complete_for` existed. */
const COMPLETE_FOR_MS = 600_000;

/** The steps that need one host's files. */
export const onHost = (plan: DumpImportPlan, taskQueue: string) => {
  const host = {
    ...WAIT,
    taskQueue,
    scheduleToStartTimeout: plan.hostReturnTimeoutMs,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
  } satisfies Partial<ActivityOptions>;
  const retry = { initialInterval: '1s', maximumInterval: '1 minute', nonRetryableErrorTypes: NEVER } as const;
  return {
    /** Resumes where the last try ended, so tries are cheap; `scp.timeout` ends one that receives no byte. */
    transfer: proxySteps<DumpImportActivities>(TITLES, {
      ...host,
      startToCloseTimeout: '12 hours',
      retry: { ...retry, maximumAttempts: 6 },
    }),
    /**
     * Unpacks and loads at the same time, so one try may take the sum of `zip.extract_timeout` and
     * `database.import_timeout`.
     */
    stage: proxySteps<DumpImportActivities>(TITLES, {
      ...host,
      startToCloseTimeout: plan.extractTimeoutMs + plan.importTimeoutMs,
      retry: { ...retry, maximumAttempts: 4 },
    }),
    /** `database.import_timeout` per try and database. */
    load: proxySteps<DumpImportActivities>(TITLES, {
      ...host,
      startToCloseTimeout: plan.importTimeoutMs,
      retry: { ...retry, maximumAttempts: 4 },
    }),
    /** Never holds a run for a host that is gone. */
    tidy: proxySteps<DumpImportActivities>(TITLES, {
      ...WAIT,
      taskQueue,
      scheduleToStartTimeout: '20s',
      startToCloseTimeout: '2 minutes',
      // A worker that hangs blocks this step too, and the run must not wait for it.
      heartbeatTimeout: plan.heartbeatTimeoutMs,
      retry: { ...retry, maximumAttempts: 2 },
    }),
  };
};

export type HostProxies = ReturnType<typeof onHost>;
