import type { RunActivities } from '../../activities/run/create-run-activities.js';
import type { TableExportActivities } from '../../activities/table-export/create-table-export-activities.js';
import type { TableExportPlan } from '../../contracts/table-export/plan.js';
import { LAST_WORDS, NEVER, QUICK, WAIT } from '../run/profiles.js';
import { proxySteps } from '../run/proxy-steps.js';
import { ALL_TITLES, TITLES } from './step-titles.js';

/** Short reads and writes of records: any worker, a minute each. */
export const quick = proxySteps<TableExportActivities & RunActivities>(ALL_TITLES, QUICK);

/** Must not hold a run for a store that is gone. */
export const lastWords = proxySteps<TableExportActivities>(TITLES, { ...LAST_WORDS, heartbeatTimeout: '5 minutes' });

/** The steps that need one host's disk. A try begins anew: the rows are of one moment. */
export const onHost = ({ hostReturnTimeoutMs, heartbeatTimeoutMs }: TableExportPlan, taskQueue: string) =>
  proxySteps<TableExportActivities>(TITLES, {
    ...WAIT,
    taskQueue,
    scheduleToStartTimeout: hostReturnTimeoutMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    startToCloseTimeout: '12 hours',
    retry: {
      initialInterval: '1s',
      maximumInterval: '1 minute',
      maximumAttempts: 6,
      nonRetryableErrorTypes: NEVER,
    },
  });
