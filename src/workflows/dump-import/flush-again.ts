import { log, ParentClosePolicy, sleep, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import { flushAgainWorkflowId } from '../../contracts/dump-import/names.js';
import { quick } from './proxies.js';

export interface FlushAgainInput {
  readonly pipeline: string;
  /** The run that published; its log gets the lines. */
  readonly runId: string;
  /** Its attempt. Absent where a run of 0.2 asked for it. */
  readonly attempt?: number;
  /** Milliseconds from its start. */
  readonly afterMs: number;
}

/**
 * Flushes the cache again, a little after a publish: a reader may have refilled it from a lagging replica. Nobody waits
 * for it.
 */
export async function flushAgain({ afterMs, ...request }: FlushAgainInput): Promise<void> {
  await sleep(afterMs, { summary: 'second flush of the cache' });
  await quick.flushCache({ ...request, again: true });
}

/** Starts it so that it outlives the run, replacing an earlier one. A failure does not stop the run. */
export const startFlushAgain = async (input: FlushAgainInput): Promise<void> => {
  try {
    await startChild(flushAgain, {
      workflowId: flushAgainWorkflowId(input.pipeline),
      workflowIdReusePolicy: WorkflowIdReusePolicy.TERMINATE_IF_RUNNING,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      args: [input],
    });
  } catch (error) {
    log.warn('Cannot start the second flush of the cache', { error: String(error) });
  }
};
