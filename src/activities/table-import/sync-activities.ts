import type { RunFailure } from '../../contracts/runs/run-snapshot.js';
import type { Outcome } from '../../contracts/runs/run-result.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { SyncEnd } from '../../contracts/source-sync/source-sync.js';
import { findConnection } from '../../contracts/connections/connection.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { errorOfReject, errorOfRun } from '../../table-import/source-sync/sync-error-rules.js';
import type { SyncRuns } from '../../table-import/source-sync/sync-runs.js';
import { openSyncRuns } from '../../table-import/source-sync/sync-runs.js';
import type { ActivityDeps } from '../activity-deps.js';
import { withProgress } from '../run/with-progress.js';
import { withTarget } from './import-context.js';

export interface SyncRequest {
  /** The number of the sync run. */
  readonly sync: number;
  readonly runId: string;
  /** The run that it repeats. @default it is the first */
  readonly retryOf?: string;
}

export interface SyncEndRequest extends SyncRequest {
  readonly outcome: Outcome;
  readonly failure?: RunFailure;
  readonly counts: RecordCounts;
  readonly warnings: readonly string[];
  /** Of the databases that its files went into. */
  readonly connections: readonly string[];
}

/** Activities that tell `sync_runs` how far a sync is; they read no file. */
export const createSyncActivities = (deps: ActivityDeps) => ({
  /**
   * Records that the run of a sync has begun; false where another one has.
   * Key: run. Heartbeat: liveness only. Left behind: nothing. Terminal: CONFIG_INVALID, CONNECTION_UNKNOWN.
   */
  beginSync: ({ sync, ...run }: SyncRequest): Promise<boolean> =>
    withProgress('initialization', '', () => syncRunsOf(deps).begin(sync, run)),

  /**
   * Records how the run of a sync has ended, with the first 1,000 of its rejects as errors.
   * Key: run. Heartbeat: liveness only. Left behind: a sync run that looks open, which the API closes. Terminal:
   * CONFIG_INVALID, CONNECTION_UNKNOWN.
   */
  endSync: (request: SyncEndRequest): Promise<void> =>
    withProgress('cleanup', '', async () => {
      await syncRunsOf(deps).end(request.sync, request, await endOf(deps, request));
    }),
});

const syncRunsOf = ({ settings }: Pick<ActivityDeps, 'settings'>): SyncRuns => {
  const { sourceSync } = settings;
  if (sourceSync !== undefined) return openSyncRuns(findConnection(settings, sourceSync.connection));
  throw new StevedoreError(
    'CONFIG_INVALID',
    'Cannot sync: the configuration of the worker has no "source_sync"; add it',
  );
};

const STATUSES = { success: 'completed', skipped: 'completed', failed: 'failed', cancelled: 'cancelled' } as const;
const MOST_ERRORS = 1_000;

const endOf = async (
  deps: ActivityDeps,
  { runId, outcome, failure, counts, warnings, connections }: SyncEndRequest,
): Promise<SyncEnd> => {
  const { inserted, updated, unchanged, superseded, rejected } = counts;
  const rejects = await rejectsOf(deps, runId, connections);
  const errors = [...(failure === undefined || outcome === 'cancelled' ? [] : [errorOfRun(failure)]), ...rejects];
  return {
    status: STATUSES[outcome],
    itemsProcessed: inserted + updated,
    itemsFailed: Math.max(rejected, rejects.length),
    itemsSkipped: unchanged + superseded,
    ...(failure === undefined ? {} : { errorMessage: failure.message }),
    errors: errors.slice(0, MOST_ERRORS),
    warnings,
  };
};

/** Rejects of a database that does not answer are left out: the counts have them. */
const rejectsOf = async (deps: ActivityDeps, runId: string, connections: readonly string[]) => {
  const found = await Promise.all(
    connections.map((connection) =>
      withTarget(deps, connection, ({ rejects }) => rejects.list({ runId, limit: MOST_ERRORS })).catch(
        (error: unknown) => {
          if (isStevedoreError(error)) return [];
          throw error;
        },
      ),
    ),
  );
  const rejects = found.flat();
  const files = rejects.length === 0 ? [] : await deps.store.importedFiles.ofRun(runId);
  const pages = new Map(files.map(({ fileNo, reading }) => [fileNo, reading.pages]));
  return rejects.map((reject) => errorOfReject(reject, pages.get(reject.fileNo)));
};
