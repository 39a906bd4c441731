import type { Client } from '@temporalio/client';
import type { AnyRunInput } from '../../contracts/kinds.js';
import type { RunRef } from '../../contracts/runs/run-ref.js';

/** What a run was started with, from the first event of its history; undefined where Temporal knows no such run. */
export const readInput = async (client: Client, execution: Required<RunRef>): Promise<AnyRunInput | undefined> => {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution,
    maximumPageSize: 1,
  });
  const payload = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  if (payload == null) return undefined;
  return client.options.loadedDataConverter.payloadConverter.fromPayload<AnyRunInput>(payload);
};
