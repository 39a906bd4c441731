/** Seed 004's words for how far a sync run is. */
export const SYNC_STATUSES = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const;

export type SyncStatus = (typeof SYNC_STATUSES)[number];

/** What kind of error it is, for people who look at many. */
export type SyncErrorType = 'validation' | 'network' | 'parsing' | 'authentication' | 'system';

/** Tables that a source can be synced into. */
export const SYNC_TABLES = ['content_index', 'catalog_items'] as const;

export type SyncTable = (typeof SYNC_TABLES)[number];

/** `source_sync:`: where sources are synced into, and what happens without being asked for. */
export interface SourceSyncSettings {
  /** Name of a connection to MySQL, MariaDB or PostgreSQL. */
  readonly connection: string;
  /** Of completed, failed and cancelled runs. @default 2_592_000_000 */
  readonly keepRunsMs: number;
  /** Of content that was not seen for so long. @default 7_776_000_000 */
  readonly keepContentMs: number;
}

/** The pipeline whose schedule is `source_sync.retry_schedule`. */
export const SOURCE_SYNC_PIPELINE = 'source_sync';

/** A sync run, as `sync_runs` has it. */
export interface SyncRun {
  readonly id: number;
  readonly sourceType: string;
  readonly sourceIdentifier: string;
  readonly status: SyncStatus;
  readonly itemsProcessed: number;
  readonly itemsFailed: number;
  readonly itemsSkipped: number;
  readonly errorMessage?: string;
  /** A UUID: the id of its job, and of the definition that says what it has to do. */
  readonly job: string;
  /** Absent until its run has begun. */
  readonly runId?: string;
  readonly metadata: SyncMetadata;
}

/** What stands in `sync_metadata`. */
export interface SyncMetadata {
  readonly target_table: SyncTable;
  readonly content_type?: string;
  /** Nothing is written: the counts say what would be. @default false */
  readonly dry_run?: boolean;
  /** Somebody is told of its end. @default false */
  readonly calls_back?: boolean;
  /** Who asked for it. */
  readonly by?: string;
  /** What the run names, where its source does not: see `TableImportInput`. */
  readonly files?: readonly string[];
  readonly warnings?: readonly string[];
}

/** Why a sync run failed, or one of its items. */
export interface SyncError {
  readonly type: SyncErrorType;
  readonly code: string;
  readonly message: string;
  /** Which item: `line 42`. @default the run as a whole */
  readonly item?: string;
  readonly retryable: boolean;
}

/** How a sync run ended. */
export interface SyncEnd extends Pick<SyncRun, 'itemsProcessed' | 'itemsFailed' | 'itemsSkipped' | 'errorMessage'> {
  readonly status: Exclude<SyncStatus, 'pending' | 'in_progress'>;
  readonly errors: readonly SyncError[];
  readonly warnings: readonly string[];
}
