import type { Client } from '@temporalio/client';

/** Everything that Temporal keeps of all workflows, as text: the bytes of payloads are decoded. */
export const readHistories = async (client: Client): Promise<string> => {
  const texts: string[] = [];
  for await (const { workflowId, runId, memo } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    texts.push(JSON.stringify({ workflowId, memo }), JSON.stringify(readable(history)));
  }
  return texts.join('\n');
};

const readable = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
};
