import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { within } from '../within.js';

/** What Temporal keeps of one workflow. */
export interface StoredHistory {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: string;
  /** As the Temporal CLI writes it, for a replay; payloads are base64. */
  readonly history: unknown;
}

/**
 * The histories of the newest workflows, runs or not, the newest first. Throws TEMPORAL_UNREACHABLE and
 * TEMPORAL_REFUSED.
 */
export async function* readHistories(client: Client, most: number): AsyncGenerator<StoredHistory> {
  const action = 'Cannot read histories';
  const found = await within(client, { ms: 30_000, action }, async () => {
    const newest: { workflowId: string; runId: string; status: string }[] = [];
    for await (const { workflowId, runId, status } of client.workflow.list({ pageSize: Math.min(most, 1_000) })) {
      if (newest.length === most) break;
      newest.push({ workflowId, runId, status: status.name });
    }
    return newest;
  });
  for (const { workflowId, runId, status } of found) {
    const text = await within(client, { ms: 60_000, action, repeat: true }, async () =>
      historyToJSON(await client.workflow.getHandle(workflowId, runId).fetchHistory()),
    );
    yield { workflowId, runId, status, history: JSON.parse(text) as unknown };
  }
}
