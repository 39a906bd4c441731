import type { ErrorCode } from '../../../contracts/errors.js';
import { isRetryableCode, isStevedoreError } from '../../../contracts/errors.js';
import type { TableImportDetail } from '../../../contracts/table-import/snapshot.js';
import { NO_FILES } from '../../../contracts/table-import/snapshot.js';
import type { SyncEnd, SyncRun } from '../../../contracts/source-sync/source-sync.js';
import { errorOfRun } from '../../../table-import/source-sync/sync-error-rules.js';
import type { RunOfSync } from '../../../table-import/source-sync/sync-runs.js';
import type { RunView } from '../../runs/join-run.js';
import type { RunReader } from '../../runs/read-runs.js';
import type { StartDeps } from './start-sync.js';

export type SettleDeps = StartDeps & { readonly reader: Pick<RunReader, 'byId'> };

/**
 * Ends an open sync whose run has ended without saying so: its worker was lost, or somebody terminated it, or it could
 * not begin. Gives whether its run is over.
 */
export const settleSync = async (
  { syncs, reader }: SettleDeps,
  { id, runId: last }: SyncRun,
  ofSync: RunOfSync = { runId: last },
): Promise<boolean> => {
  const { runId } = ofSync;
  if (runId === undefined) return false;
  const run = await findRun(reader, runId);
  if (run === undefined || run.status === 'running') return false;
  // The run itself records its end a moment before it is over.
  const { counts } = (run.snapshot?.detail as TableImportDetail | undefined) ?? NO_FILES;
  const code = run.error?.code ?? 'WORKER_LOST';
  const message = run.error?.message ?? 'Cannot tell how the sync ended: its run was lost';
  const failure = { code, message, retryable: isRetryableCode(code as ErrorCode) };
  const hasFailed = run.status !== 'success' && run.status !== 'skipped';
  const end: SyncEnd = {
    status: hasFailed ? (run.status === 'cancelled' ? 'cancelled' : 'failed') : 'completed',
    itemsProcessed: counts.inserted + counts.updated,
    itemsFailed: counts.rejected,
    itemsSkipped: counts.unchanged + counts.superseded,
    ...(hasFailed ? { errorMessage: failure.message } : {}),
    errors: run.status === 'failed' ? [errorOfRun(failure)] : [],
    warnings: [],
  };
  // The run may have said so meanwhile.
  await syncs.runs.end(id, ofSync, end, { onlyOpen: true });
  return true;
};

type FoundRun = Pick<RunView, 'status' | 'error'> & Partial<Pick<RunView, 'snapshot'>>;

/** Undefined where nobody answers. A run that nobody knows is lost. */
const findRun = async (reader: SettleDeps['reader'], runId: string): Promise<FoundRun | undefined> => {
  try {
    return (await reader.byId(runId)).run;
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    if (error.code !== 'RUN_UNKNOWN') return undefined;
    return { status: 'failed', error: { code: 'WORKER_LOST', message: error.message } };
  }
};
