import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { InternalWorkflowStartOptionsSymbol } from '@temporalio/client/lib/internal.js';
import type { StartOnce } from '../../contracts/access/start-once.js';

/**
 * Options by which Temporal knows a start again: to the same id of a request it answers the run that it has started,
 * open or closed, as long as that is the newest of its workflow id. The client has no public option for that id. The
 * memo tells it of older runs (`findStarted`).
 */
export const startedOnce = <M extends object>(memo: M, { id }: StartOnce) => ({
  memo: { ...memo, [MEMO]: id },
  [InternalWorkflowStartOptionsSymbol]: { requestId: id },
});

/** The run of this start; undefined where there is none, as far as Temporal remembers. */
export const findStarted = async (
  client: Client,
  workflowId: string,
  { id, since }: StartOnce,
): Promise<string | undefined> => {
  try {
    // The list may be a moment late, this is not.
    const newest = await client.workflow.getHandle(workflowId).describe();
    if (newest.memo?.[MEMO] === id) return newest.runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
  const from = new Date(Date.parse(since) - CLOCKS_DIFFER_MS).toISOString();
  const query = `WorkflowId = ${JSON.stringify(workflowId)} AND StartTime >= "${from}"`;
  for await (const { runId, memo } of client.workflow.list({ query })) if (memo?.[MEMO] === id) return runId;
  return undefined;
};

const MEMO = 'start';
const CLOCKS_DIFFER_MS = 600_000;
