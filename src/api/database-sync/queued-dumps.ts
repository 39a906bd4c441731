import type { RunClient } from '../../connectors/temporal/run-client.js';
import type { DatabaseSyncInput } from '../../contracts/database-sync/input.js';
import type { Settings } from '../../contracts/settings.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { pipelineWorkflowId } from '../../contracts/runs/workflow-ids.js';

interface QueuedDeps {
  readonly settings: Pick<Settings, 'pipelines'>;
  readonly runs: Pick<RunClient, 'describe' | 'inputOf'>;
}

/**
 * The dumps that runs name which are open in Temporal, whether or not a worker has begun them: until one has, the
 * store knows nothing of a run. An import has its pipeline's id, so there is at most one of each. Throws
 * TEMPORAL_UNREACHABLE.
 */
export const queuedDumps = async ({ settings, runs }: QueuedDeps): Promise<ReadonlySet<string>> => {
  const files = await Promise.all(
    pipelinesOf(settings, 'database-sync').map(async ({ kind, name }) => {
      const run = await runs.describe({ workflowId: pipelineWorkflowId(kind, name) });
      if (run?.status !== 'running') return undefined;
      const input = (await runs.inputOf(run)) as Partial<DatabaseSyncInput> | undefined;
      return input?.file;
    }),
  );
  return new Set(files.filter((file) => file !== undefined));
};
