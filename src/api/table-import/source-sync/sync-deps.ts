import type { ConnectionKind } from '../../../contracts/connections/connection.js';
import type { SourceSyncSettings } from '../../../contracts/source-sync/source-sync.js';
import type { SyncRuns } from '../../../table-import/source-sync/sync-runs.js';

/** What syncs of sources need beside the rest of the API. */
export interface SyncDeps {
  readonly settings: SourceSyncSettings;
  readonly runs: SyncRuns;
  /** Of `files.allow`. */
  readonly folders: readonly string[];
  /** Signs what is told of the end of a sync. @default nothing is signed */
  readonly callbackSecret?: string;
  /** The kinds of the configured connections, by name. */
  readonly connections: Readonly<Record<string, ConnectionKind>>;
}
