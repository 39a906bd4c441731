import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NOTIFICATION_WORKFLOW } from '../../../contracts/notifications/notification.js';
import { SEARCH_ATTRIBUTES } from '../../../contracts/temporal-names.js';
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
 * The histories of the newest runs, the newest first; what other applications have in the namespace, and what tells
 * receivers, is left out. Throws TEMPORAL_UNREACHABLE and TEMPORAL_REFUSED.
 */
export async function* readHistories(client: Client, most: number): AsyncGenerator<StoredHistory> {
  const action = 'Cannot read histories';
  const found = await within(client, { ms: 30_000, action }, async () => {
    const newest: { workflowId: string; runId: string; status: string }[] = [];
    for await (const { workflowId, runId, status } of client.workflow.list({
      query: OF_RUNS,
      pageSize: Math.min(most, 1_000),
    })) {
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

const OF_RUNS = `${SEARCH_ATTRIBUTES.pipeline.name} IS NOT NULL AND WorkflowType != '${NOTIFICATION_WORKFLOW}'`;
