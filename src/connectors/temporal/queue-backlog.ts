import type { Client } from '@temporalio/client';
import { TASK_QUEUE } from '../../contracts/temporal-names.js';

/** Tasks that wait for a worker, as Temporal counts them. */
export interface QueueBacklog {
  readonly tasks: number;
  /** Of the oldest of them; 0 without one. */
  readonly ageSeconds: number;
}

const KINDS = [1, 2] as const;

/** The backlog of the shared queue: tasks of workflows and of activities together. Servers before 1.25 tell none. */
export const readQueueBacklog = async (client: Client): Promise<QueueBacklog> => {
  const { namespace } = client.options;
  const found = await Promise.all(
    KINDS.map((taskQueueType) =>
      client.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: TASK_QUEUE },
        taskQueueType,
        reportStats: true,
      }),
    ),
  );
  const all = found.map(({ stats }) => ({
    tasks: Number(stats?.approximateBacklogCount ?? 0),
    ageSeconds:
      Number(stats?.approximateBacklogAge?.seconds ?? 0) + Number(stats?.approximateBacklogAge?.nanos ?? 0) / 1e9,
  }));
  return {
    tasks: all.reduce((sum, { tasks }) => sum + tasks, 0),
    ageSeconds: Math.max(...all.map(({ ageSeconds }) => ageSeconds)),
  };
};
