import { Client, Connection } from '@temporalio/client';
import { eventually } from './eventually.js';

/**
 * Leaves the steps of these names that a run is about no further try, once each has failed: what would take minutes
 * takes seconds, and the step ends as it would then. Returns how many it has ended so; `stop` ends the watch.
 */
export const endTriesOf = (
  temporalAddress: string,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  names: readonly string[],
): { readonly ended: () => readonly string[]; readonly stop: () => Promise<void> } => {
  const ended: string[] = [];
  let isOver = false;
  const watching = (async () => {
    const connection = await Connection.connect({ address: temporalAddress });
    const client = new Client({ connection });
    const handle = client.workflow.getHandle(workflowId, runId);
    const seen = new Set<string>();
    const look = async () => {
      const { raw } = await handle.describe();
      for (const { activityId, activityType, attempt } of raw.pendingActivities ?? []) {
        const name = activityType?.name ?? '';
        if (!names.includes(name) || (attempt ?? 0) < 2 || seen.has(activityId ?? '')) continue;
        seen.add(activityId ?? '');
        await client.workflowService.updateActivityOptions({
          namespace: 'default',
          execution: { workflowId, runId },
          id: activityId ?? '',
          activityOptions: { retryPolicy: { maximumAttempts: 1 } },
          updateMask: { paths: ['retry_policy.maximum_attempts'] },
        });
        ended.push(name);
      }
      return isOver ? true : undefined;
    };
    await eventually('the end of the watch', look, 300_000).finally(() => connection.close());
  })();
  return {
    ended: () => ended,
    stop: async () => {
      isOver = true;
      await watching;
    },
  };
};
