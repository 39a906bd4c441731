import type { Client } from '@temporalio/client';
import { TASK_QUEUE } from '../../contracts/names.js';
import { grpcCode } from './within.js';

/** Workers send a sign of life every five seconds (`Runtime.install({workerHeartbeatInterval: '5s'})`). */
const SILENT_AFTER_SECONDS = 15;
const RUNNING = 1;
const UNIMPLEMENTED = 12;

/** Whether a worker of the shared queue is alive; a stopped or frozen process falls silent and does not count. */
export const areWorkersUp = async (client: Client): Promise<boolean> => {
  const { namespace } = client.options;
  const now = Date.now() / 1000;
  try {
    const { workersInfo } = await client.workflowService.listWorkers({ namespace, query: `TaskQueue='${TASK_QUEUE}'` });
    return (workersInfo ?? []).some(
      ({ workerHeartbeat: beat }) =>
        Number(beat?.status) === RUNNING && now - Number(beat?.heartbeatTime?.seconds ?? 0) < SILENT_AFTER_SECONDS,
    );
  } catch (error) {
    if (grpcCode(error) !== UNIMPLEMENTED) throw error;
    // A server before 1.30 knows pollers only; one that left stays listed for five minutes.
    const { pollers } = await client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE } });
    return (pollers ?? []).some(({ lastAccessTime }) => now - Number(lastAccessTime?.seconds ?? 0) < POLL_SECONDS);
  }
};

/** A healthy, idle worker polls about once a minute. */
const POLL_SECONDS = 75;
