import { log, ParentClosePolicy, sleep, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import { flushAgainWorkflowId } from '../../contracts/dump-import/names.js';
import { quick } from './proxies.js';

export interface FlushAgainInput {
  readonly pipeline: string;
  /** Of the run that published, whose log tells of it. */
  readonly runId: string;
  /** Milliseconds from its start. */
  readonly afterMs: number;
}

/**
 * The cache once more, a little after a publish: a reader may have refilled it from a lagging replica. Nobody waits for
 * it.
 */
export async function flushAgain({ pipeline, runId, afterMs }: FlushAgainInput): Promise<void> {
  await sleep(afterMs, { summary: 'second flush of the cache' });
  await quick.flushCache({ pipeline, runId, again: true });
}

/**
 * Starts it, for it to outlive the run; the one of an earlier publish has no more to do. A failure keeps no run from
 * its end.
 */
export const startFlushAgain = async (input: FlushAgainInput): Promise<void> => {
  try {
    await startChild(flushAgain, {
      workflowId: flushAgainWorkflowId(input.pipeline),
      workflowIdReusePolicy: WorkflowIdReusePolicy.TERMINATE_IF_RUNNING,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      args: [input],
    });
  } catch (error) {
    log.warn('The second flush of the cache was not started', { error: String(error) });
  }
};
