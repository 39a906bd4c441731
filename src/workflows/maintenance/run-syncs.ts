import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { startChild } from '@temporalio/workflow';
import type { MaintenancePlan } from '../../contracts/maintenance/plan.js';
import type { TableImportInput } from '../../contracts/table-import/input.js';
import { startOptions, workflowOf } from '../../contracts/runs/start-options.js';
import { upkeep } from './proxies.js';

/** Starts syncs that failed and that a repeat may heal, and those that never began; then forgets what is old. */
export const runSyncs = async (plan: MaintenancePlan, runId: string): Promise<void> => {
  for (const input of await upkeep(plan).reopenSyncs({ runId })) await start(input);
  await upkeep(plan).forgetSyncs({ runId });
};

/** The run goes on by itself. One that somebody else has started is as good. */
const start = async (input: TableImportInput): Promise<void> => {
  try {
    await startChild(workflowOf(input), {
      ...startOptions(input),
      args: [input],
      parentClosePolicy: 'ABANDON',
      // The first run of a sync is one, whoever starts it.
      workflowIdReusePolicy: input.retryOf === undefined ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
};
