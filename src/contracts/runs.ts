import type { ErrorCode } from './errors.js';
import type { GuardName } from './dump-import/guards.js';

/** Shapes of a run, as workflow, store and API exchange them. JSON only: times are ISO 8601 in UTC, sums are decimal strings. */

export type Trigger = 'schedule' | 'api' | 'cli';

/** The input of `dumpImport` and of its launcher. Names only; no setting and no secret. */
export interface DumpImportInput {
  readonly pipeline: string;
  readonly trigger: Trigger;
  /** Who asked: `schedule`, an API key's name, a user name. */
  readonly by: string;
  /** Import whatever freshness says. */
  readonly force: boolean;
  /** Guards whose findings do not stop this one run. @default [] */
  readonly overrideGuards?: readonly GuardName[];
}

/** The input of `rollback`. */
export interface RollbackInput {
  readonly pipeline: string;
  readonly trigger: Exclude<Trigger, 'schedule'>;
  readonly by: string;
  /** The generation to bring back. @default the one that was live last */
  readonly to?: number;
}

/** `current_step` in seed 000's style. */
export type StepName =
  | 'initialization'
  | 'checking_load'
  | 'waiting'
  | 'checking_file_freshness'
  | 'downloading'
  | 'extracting'
  | `importing_database_${string}`
  | 'checking_guards'
  | 'publishing'
  | 'rolling_back'
  | 'flushing_cache'
  | 'cleanup';

/** Log step in seed 000's words. */
export type LogStep = 'initialization' | 'download' | 'extract' | 'import' | 'cleanup';
export type LogLevel = 'INFO' | 'WARN' | 'ERROR';

export interface LogEntry {
  readonly timestamp: string;
  readonly level: LogLevel;
  readonly step: LogStep;
  readonly message: string;
  readonly error?: string;
  /** As Go prints a duration: `1m2.5s`. */
  readonly duration?: string;
  /** Bytes. */
  readonly file_size?: number;
}

/** An archive as the source lists it. */
export interface RemoteArchive {
  readonly filename: string;
  /** The `file_patterns` entry that matched. */
  readonly pattern: string;
  readonly database: string;
  readonly size: number;
  readonly modTime: string;
  /** `sha256:…` where it was computed. */
  readonly checksum?: string;
}

export interface ImportedArchive extends RemoteArchive {
  readonly checksum: string;
}

export type FileReason =
  | 'file_not_found_in_last_import'
  | 'newer_timestamp'
  | 'different_size'
  | 'different_checksum';
export type FreshnessReason = 'first_import' | 'newer_files_available' | 'no_newer_files';

export interface ArchiveComparison {
  readonly archive: RemoteArchive;
  readonly isNewer: boolean;
  readonly reasons: readonly FileReason[];
}

export interface FreshnessResult {
  readonly shouldImport: boolean;
  readonly reason: FreshnessReason;
  readonly comparisons: readonly ArchiveComparison[];
}

/** What `proceed` can cut short; `publish` is a run that is loaded and proved, and `publish-now` means the same there. */
export interface Wait {
  readonly id: number;
  readonly kind: 'load' | 'retry' | 'publish';
  readonly reason: string;
  readonly until: string;
  /** Who holds the locks that the publish needs, the oldest first; at most three. */
  readonly blockers?: readonly Blocker[];
}

/** A connection of the target server that keeps the publish from its locks. Never the text of its statement. */
export interface Blocker {
  /** The server's id of the connection, as `KILL` takes it. */
  readonly id: number;
  /** Unknown where the publisher may not see other accounts' connections. */
  readonly user?: string;
  readonly host?: string;
  /** Seconds since its transaction began, or its statement where it has no transaction. */
  readonly ageSeconds?: number;
  /** `SELECT`, `idle in transaction`, … */
  readonly doing?: string;
  /** A table it holds a lock on, as `database.table`. */
  readonly table?: string;
  /** False where the server does not tell who holds a lock, and this connection is only the likely one. */
  readonly certain: boolean;
}

export interface RunFailure {
  readonly code: ErrorCode | 'CANCELLED' | 'TIMEOUT';
  readonly message: string;
  readonly retryable: boolean;
}

/** The snapshot that the workflow keeps in its memo (under `status`) and answers to the query `status`. At most 2 KiB. */
export interface RunSnapshot {
  readonly step: StepName;
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly progress: number;
  readonly wait?: Wait;
  readonly lastFailure?: RunFailure;
  /** What a run that has published could not complete; the first few, shortened. The result has all. */
  readonly warnings?: readonly string[];
  readonly files: {
    readonly remote: readonly { filename: string; size: number; modTime: string; isNewer: boolean }[];
    readonly downloaded: readonly string[];
    readonly extracted: readonly string[];
    readonly imported: readonly string[];
  };
}

export type Outcome = 'published' | 'skipped' | 'failed' | 'cancelled';

/** The result of `dumpImport`. */
export interface DumpImportResult {
  readonly outcome: 'published' | 'skipped';
  readonly reason: FreshnessReason;
  readonly generation?: number;
  readonly warnings: readonly string[];
}

/** The result of `rollback`. */
export interface RollbackRunResult {
  readonly outcome: 'rolled_back';
  readonly reason: typeof ROLLBACK_REASON;
  /** What is live now; 0 is what was there before the first import. */
  readonly generation: number;
  readonly from: number;
  readonly warnings: readonly string[];
}

/** The `reason` of a run that is a rollback; by it a run's record tells that it is no import. */
export const ROLLBACK_REASON = 'rollback';

/** The result of the launcher; a scheduled start beside a running one ends so, quietly. */
export interface LaunchResult {
  readonly outcome: 'started' | 'already_running';
  readonly workflowId: string;
  readonly runId?: string;
}

/** What a host activity reports with each heartbeat, at most 1 KiB; `describe()` shows it without a worker. */
export interface ActivityProgress {
  readonly step: StepName;
  readonly database: string;
  /** Bytes done of bytes total; never falls within a run attempt. */
  readonly done: number;
  readonly total: number;
  /** For example `person: 12,000 rows`. */
  readonly detail?: string;
}

/** One run as the store keeps it. `runId` is Temporal's run id. */
export interface RunRecord {
  readonly runId: string;
  readonly pipeline: string;
  readonly workflowId: string;
  readonly trigger: Trigger;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly completedAt?: string;
  readonly status: 'running' | 'success' | 'skipped' | 'failed' | 'cancelled' | 'not_started';
  readonly attempts: number;
  readonly reason?: string;
  readonly errorCode?: string;
  readonly error?: string;
  readonly generation?: number;
  readonly warnings: readonly string[];
  readonly snapshot?: RunSnapshot;
}

/** One published generation, as the store keeps it. */
export interface GenerationRecord {
  readonly pipeline: string;
  readonly generation: number;
  readonly runId: string;
  readonly publishedAt: string;
  readonly databases: readonly string[];
  readonly archives: readonly ImportedArchive[];
  readonly tables: number;
  readonly rows: number;
}
