import { findConnection } from '../../contracts/connections/connection.js';
import type { TableImportInput } from '../../contracts/table-import/input.js';
import { syncInput } from '../../table-import/source-sync/sync-input-rules.js';
import { openSyncRuns } from '../../table-import/source-sync/sync-runs.js';
import type { ActivityDeps } from '../activity-deps.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';

export interface SyncUpkeepRequest {
  readonly runId: string;
}

/** What maintenance does for syncs of sources; nothing where the configuration has none. */
export const createSyncUpkeep = (deps: ActivityDeps) => ({
  /**
   * Makes failed syncs pending that a repeat may heal, and gives what every pending one is started with.
   * Key: none, repeatable. Heartbeat: liveness only. Left behind: pending syncs, which the API starts too. Terminal:
   * CONNECTION_UNKNOWN.
   */
  reopenSyncs: ({ runId }: SyncUpkeepRequest): Promise<readonly TableImportInput[]> =>
    withProgress('reopening_syncs', '', async () => {
      const { sourceSync } = deps.settings;
      if (sourceSync === undefined) return [];
      const runs = openSyncRuns(findConnection(deps.settings, sourceSync.connection));
      const reopened = await runs.reopen('healable');
      const pending = (await runs.list('pending')).slice(0, MOST_AT_ONCE);
      await createStepLog(deps, runId, 1, 'sync').info(
        `${reopened} failed syncs run again, and ${pending.length - reopened} that had not begun`,
      );
      return pending.map((run) => syncInput(run, 'schedule', 'schedule'));
    }),

  /**
   * Forgets syncs that ended long ago, with what they had to do, and deletes content that no sync has seen for long.
   * Key: none, repeatable. Heartbeat: liveness only. Left behind: what the next run finds. Terminal:
   * CONNECTION_UNKNOWN.
   */
  forgetSyncs: ({ runId }: SyncUpkeepRequest): Promise<void> =>
    withProgress('forgetting_syncs', '', async () => {
      const { sourceSync } = deps.settings;
      if (sourceSync === undefined) return;
      const runs = openSyncRuns(findConnection(deps.settings, sourceSync.connection));
      const forgotten = await runs.forget(sourceSync.keepRunsMs, (job) => deps.store.definitions.remove(job));
      const content = await runs.forgetContent(sourceSync.keepContentMs);
      await createStepLog(deps, runId, 1, 'sync').info(
        `Forgot ${forgotten} syncs, and deleted ${content} rows of content that no sync has seen for long`,
      );
    }),
});

/** Others stay pending until the API, or the next run, starts them. */
const MOST_AT_ONCE = 200;
