import { startChild, workflowInfo } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { AnyRunInput } from '../../contracts/kinds.js';
import type { LaunchResult } from '../../contracts/runs/launch-result.js';
import { startOptions, workflowOf } from '../../contracts/runs/start-options.js';
import { quick } from './profiles.js';

/**
 * Runs on a Schedule. A Schedule cannot start a run under a fixed id, so this starts the run under its fixed id and
 * ends; if a run is open, it records that and ends quietly.
 */
export async function launchRun(input: AnyRunInput): Promise<LaunchResult> {
  const options = startOptions(input);
  try {
    const child = await startChild(workflowOf(input), { ...options, args: [input], parentClosePolicy: 'ABANDON' });
    return { outcome: 'started', workflowId: options.workflowId, runId: child.firstExecutionRunId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await quick.recordNotStarted({
      input,
      runId: workflowInfo().runId,
      workflowId: workflowInfo().workflowId,
      startedAt: new Date().toISOString(),
    });
    return { outcome: 'already_running', workflowId: options.workflowId };
  }
}
