import type { Client } from '@temporalio/client';
import { ActivityNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { LostWorker } from '../disk/worker-record.js';
import { within } from './within.js';

/**
 * Fails the tries of a dead worker, so that the next try of each begins at once instead of after a time-out; takes its
 * runs from its own queue. Leaves tries that have timed out or were answered: a token is good for one try only. Returns
 * how many were ended; throws TEMPORAL_UNREACHABLE.
 */
export const failLostTries = async (client: Client, { pid, hostId, tries }: LostWorker): Promise<number> => {
  const runs = new Map(tries.map((open) => [open.runId, open]));
  // First: what follows a failed try would otherwise wait for the dead worker.
  for (const { workflowId, runId } of runs.values()) await leaveItsQueue(client, workflowId, runId);
  let ended = 0;
  for (const { token, activity } of tries) {
    const failure = ApplicationFailure.create({
      type: 'WORKER_LOST',
      message: `Step "${activity}" was cut short: its worker (process ${pid} on host "${hostId}") ended unexpectedly; the step is retried`,
      nextRetryDelay: '10ms',
    });
    try {
      await within(client, { ms: 5_000, action: 'Cannot take over from a lost worker', repeat: true }, () =>
        client.activity.fail(Buffer.from(token, 'base64'), failure),
      );
      ended += 1;
    } catch (error) {
      if (!(error instanceof ActivityNotFoundError)) throw error;
    }
  }
  return ended;
};

const leaveItsQueue = async (client: Client, workflowId: string, runId: string): Promise<void> => {
  const { namespace } = client.options;
  await within(client, { ms: 5_000, action: 'Cannot take over from a lost worker', repeat: true }, () =>
    client.workflowService.resetStickyTaskQueue({ namespace, execution: { workflowId, runId } }),
  ).catch((error: unknown) => {
    // A run that has ended needs nothing; without this call the run waits two seconds.
    if ((error as { code?: unknown }).code === 'TEMPORAL_UNREACHABLE') throw error;
  });
};
