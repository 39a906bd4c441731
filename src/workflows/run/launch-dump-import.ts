import { startChild, workflowInfo } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { DumpImportInput } from '../../contracts/dump-import/input.js';
import type { LaunchResult } from '../../contracts/runs/launch-result.js';
import { runOptions } from '../../contracts/runs/run-options.js';
import { dumpImport } from '../dump-import/dump-import.js';
import { quick } from '../dump-import/proxies.js';

/**
 * Runs on a Schedule. A Schedule cannot start a run under a fixed id, so this starts the run under its fixed id and
 * ends; if a run is open, it records that and ends quietly.
 */
export async function launchDumpImport(input: DumpImportInput): Promise<LaunchResult> {
  const options = runOptions(input);
  try {
    const child = await startChild(dumpImport, { ...options, args: [input], parentClosePolicy: 'ABANDON' });
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
