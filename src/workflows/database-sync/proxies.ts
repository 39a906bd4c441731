import type { DatabaseSyncActivities } from '../../activities/database-sync/create-database-sync-activities.js';
import type { RunActivities } from '../../activities/run/create-run-activities.js';
import type { DatabaseSyncPlan } from '../../contracts/database-sync/plan.js';
import { LAST_WORDS, NEVER, QUICK, WAIT } from '../run/profiles.js';
import { proxySteps } from '../run/proxy-steps.js';
import { ALL_TITLES, TITLES } from './step-titles.js';

/** Short reads and writes of records: any worker, a minute each. */
export const quick = proxySteps<DatabaseSyncActivities & RunActivities>(ALL_TITLES, QUICK);

/** Must not hold a run for a server that is gone. */
export const lastWords = proxySteps<DatabaseSyncActivities>(TITLES, LAST_WORDS);

/** Asks servers, some of which may be far away. */
export const checking = proxySteps<DatabaseSyncActivities>(TITLES, {
  ...WAIT,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 5, nonRetryableErrorTypes: NEVER },
});

/** Whether a commit has happened: who asks waits, and asks again. */
export const asking = proxySteps<DatabaseSyncActivities>(TITLES, {
  ...WAIT,
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1s', maximumAttempts: 2, nonRetryableErrorTypes: NEVER },
});

/** The steps that need one host's disk, or its memory. A try begins anew: its rows are of one moment. */
export const onHost = (
  { hostReturnTimeoutMs, heartbeatTimeoutMs, buildTimeoutMs }: DatabaseSyncPlan,
  taskQueue: string,
) =>
  proxySteps<DatabaseSyncActivities>(TITLES, {
    ...WAIT,
    taskQueue,
    scheduleToStartTimeout: hostReturnTimeoutMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    startToCloseTimeout: buildTimeoutMs,
    retry: { initialInterval: '1s', maximumInterval: '1 minute', maximumAttempts: 4, nonRetryableErrorTypes: NEVER },
  });

/** One try asks for its locks for a limited time; after that the workflow waits, which blocks no worker. */
export const publishing = ({ heartbeatTimeoutMs }: DatabaseSyncPlan) =>
  proxySteps<DatabaseSyncActivities>(TITLES, {
    ...WAIT,
    startToCloseTimeout: '10 minutes',
    scheduleToCloseTimeout: '2 hours',
    heartbeatTimeout: heartbeatTimeoutMs,
    retry: {
      initialInterval: '1s',
      maximumInterval: '30s',
      maximumAttempts: 20,
      nonRetryableErrorTypes: [...NEVER, 'PUBLISH_LOCKED'],
    },
  });

/** After the commit: waits for a server that went away, then leaves it to the next run. */
export const completing = ({ heartbeatTimeoutMs }: DatabaseSyncPlan) =>
  proxySteps<DatabaseSyncActivities>(TITLES, {
    ...WAIT,
    startToCloseTimeout: '2 hours',
    scheduleToCloseTimeout: '3 hours',
    heartbeatTimeout: heartbeatTimeoutMs,
    retry: { initialInterval: '1s', maximumInterval: '15s', maximumAttempts: 5, nonRetryableErrorTypes: NEVER },
  });
