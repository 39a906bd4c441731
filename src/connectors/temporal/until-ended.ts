import type { Client } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';

/**
 * Resolves with `true` when the run has ended, however it did: Temporal tells it at that moment.
 * Resolves with `false` where it cannot be told, as when Temporal goes away or `signal` aborts.
 */
export const untilEnded = (
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  signal: AbortSignal,
): Promise<boolean> =>
  client.connection
    .withAbortSignal(signal, () => client.workflow.result(workflowId, runId, { followRuns: false }))
    .then(
      () => true,
      (error: unknown) => error instanceof WorkflowFailedError,
    );
