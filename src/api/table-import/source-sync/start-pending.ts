import type { SyncRun } from '../../../contracts/source-sync/source-sync.js';
import { jobWorkflowId } from '../../../contracts/runs/workflow-ids.js';
import type { SettleDeps } from './settle-sync.js';
import { settleSync } from './settle-sync.js';
import { startSync } from './start-sync.js';

/** Starts every pending sync, and ends those whose run has ended before it could begin; gives how many there were. */
export const startPending = async (deps: SettleDeps, by: string): Promise<number> => {
  const pending = await deps.syncs.runs.list('pending');
  for (const sync of pending) await startOrSettle(deps, sync, by);
  return pending.length;
};

const startOrSettle = async (deps: SettleDeps, sync: SyncRun, by: string): Promise<void> => {
  const stillborn = await stillbornRetry(deps, sync);
  if (stillborn !== undefined) {
    await settleSync(deps, sync, { runId: stillborn, retryOf: sync.runId });
    return;
  }
  const found = await startSync(deps, sync, by);
  if (found !== undefined) await settleSync(deps, sync, { runId: found });
};

/** The newest run of a sync that is to be repeated, where it has failed and the sync knows nothing of it. */
const stillbornRetry = async ({ runs }: SettleDeps, { job, runId }: SyncRun): Promise<string | undefined> => {
  if (runId === undefined) return undefined;
  const newest = await runs.describe({ workflowId: jobWorkflowId('table-import', job) });
  if (newest === undefined || newest.runId === runId) return undefined;
  return newest.status === 'running' || newest.status === 'completed' ? undefined : newest.runId;
};
