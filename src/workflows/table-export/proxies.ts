import { proxyActivities } from '@temporalio/workflow';
import type { RunActivities } from '../../activities/run/create-run-activities.js';
import type { TableExportActivities } from '../../activities/table-export/create-table-export-activities.js';
import type { TableExportPlan } from '../../contracts/table-export/plan.js';
import { LAST_WORDS, NEVER, QUICK, WAIT } from '../run/profiles.js';

/** Short reads and writes of records: any worker, a minute each. */
export const quick = proxyActivities<TableExportActivities & RunActivities>(QUICK);

/** Must not hold a run for a store that is gone. */
export const lastWords = proxyActivities<TableExportActivities>({ ...LAST_WORDS, heartbeatTimeout: '5 minutes' });

/** The steps that need one host's disk. A try begins anew: the rows are of one moment. */
export const onHost = ({ hostReturnTimeoutMs, heartbeatTimeoutMs }: TableExportPlan, taskQueue: string) =>
  proxyActivities<TableExportActivities>({
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
