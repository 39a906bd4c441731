import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { CollectorAtRest } from './collect-at-rest.js';
import type { WorkerRecord } from './connectors/disk/worker-record.js';

/** What a worker does around each try of a step. */
export const activityInterceptors = (
  record: WorkerRecord,
  collector: CollectorAtRest,
): ActivityInterceptorsFactory[] => [
  keepOpenTries(record),
  () => ({ inbound: { execute: (input, next) => collector.during(() => next(input)) } }),
];

/** The token of each try is on the disk as long as the try runs. */
const keepOpenTries =
  (record: WorkerRecord): ActivityInterceptorsFactory =>
  ({ info }) => ({
    inbound: {
      execute: (input, next) => {
        const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
        return record.during({ token: info.base64TaskToken, activity: info.activityType, workflowId, runId }, () =>
          next(input),
        );
      },
    },
  });
