import type { ActivityOptions } from '@temporalio/workflow';
import type { RunActivities } from '../../activities/run/create-run-activities.js';
import type { TableImportActivities } from '../../activities/table-import/create-table-import-activities.js';
import type { TableImportPlan } from '../../contracts/table-import/plan.js';
import { HEARTBEAT_TIMEOUT, LAST_WORDS, NEVER, QUICK, WAIT } from '../run/profiles.js';
import { proxySteps } from '../run/proxy-steps.js';
import { ALL_TITLES, TITLES } from './step-titles.js';

/** Short reads and writes of records: any worker, a minute each. */
export const quick = proxySteps<TableImportActivities & RunActivities>(ALL_TITLES, QUICK);

/** Must not hold a run for a database that is gone. */
export const lastWords = proxySteps<TableImportActivities>(TITLES, LAST_WORDS);

/** Three times, as receivers of webhooks are used to; what is asked to answer has to do so in half a minute. */
export const callingBack = proxySteps<TableImportActivities>(TITLES, {
  ...WAIT,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '15 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '2s', backoffCoefficient: 4, maximumAttempts: 3, nonRetryableErrorTypes: NEVER },
});

/** The steps that need one host's disk. */
export const onHost = (plan: TableImportPlan, taskQueue: string) => {
  const host = {
    ...WAIT,
    taskQueue,
    scheduleToStartTimeout: plan.hostReturnTimeoutMs,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
  } satisfies Partial<ActivityOptions>;
  const retry = { initialInterval: '1s', maximumInterval: '1 minute', nonRetryableErrorTypes: NEVER } as const;
  return {
    /** Talks to the source: a try begins anew, unless the file is there already. */
    source: proxySteps<TableImportActivities>(TITLES, {
      ...host,
      startToCloseTimeout: '12 hours',
      retry: { ...retry, maximumAttempts: 6 },
    }),
    /** Talks to the target: a try ends the writers before it. A file of any size is one try. */
    target: proxySteps<TableImportActivities>(TITLES, {
      ...host,
      startToCloseTimeout: '12 hours',
      retry: { ...retry, maximumAttempts: 6 },
    }),
    /** Never holds a run for a host that is gone. */
    tidy: proxySteps<TableImportActivities>(TITLES, {
      ...WAIT,
      taskQueue,
      scheduleToStartTimeout: '20s',
      startToCloseTimeout: '2 minutes',
      heartbeatTimeout: plan.heartbeatTimeoutMs,
      retry: { ...retry, maximumAttempts: 2 },
    }),
  };
};

export type HostProxies = ReturnType<typeof onHost>;
