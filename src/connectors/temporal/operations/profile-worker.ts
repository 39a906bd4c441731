import type { Client } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { StevedoreError } from '../../../contracts/errors.js';
import type { Profile } from '../../../contracts/profile/profile.js';
import { PROFILE_WORKFLOW } from '../../../contracts/profile/profile.js';
import { TASK_QUEUE } from '../../../contracts/temporal-names.js';
import { within } from '../within.js';

/**
 * Has a worker record what its processor does for so long; joins a record that is under way. Throws WORKER_LOST and
 * TEMPORAL_UNREACHABLE.
 */
export const profileWorker = async (client: Client, seconds: number): Promise<Profile> => {
  const action = 'Cannot profile a worker';
  const handle = await within(client, { ms: 5_000, action }, () =>
    client.workflow.start(PROFILE_WORKFLOW, {
      workflowId: PROFILE_WORKFLOW,
      taskQueue: TASK_QUEUE,
      args: [{ seconds }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowExecutionTimeout: seconds * 1_000 + GRACE_MS,
      staticSummary: `record what a worker does for ${seconds} s`,
    }),
  );
  try {
    return await within(client, { ms: seconds * 1_000 + GRACE_MS, action }, () => handle.result() as Promise<Profile>);
  } catch (cause) {
    if (!(cause instanceof WorkflowFailedError)) throw cause;
    throw new StevedoreError('WORKER_LOST', `${action}: none answered in time; is one running?`, { cause });
  }
};

const GRACE_MS = 60_000;
