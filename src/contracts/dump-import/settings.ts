import type { SftpSettings } from '../connections/sftp.js';
import type { PipelineBase } from '../pipeline-base.js';

export interface ArchiveLimits {
  /** @default 1_000 */
  readonly maxEntries: number;
  /** Unpacked bytes of all entries together. @default 200 GiB */
  readonly maxBytes: number;
  /** Unpacked bytes per packed byte, counted after the first 10 MB. @default 200 */
  readonly maxRatio: number;
}

export interface ZipSettings {
  readonly password?: string;
  /** By database; overrides `password`. */
  readonly passwords: Readonly<Record<string, string>>;
  /** Per try and archive. @default 60_000 */
  readonly extractTimeoutMs: number;
  readonly limits: ArchiveLimits;
}

export interface LoadGateSettings {
  readonly enabled: boolean;
  readonly delayMs: number;
  readonly maxDelays: number;
  /** JSON with `concurrent_requests active_db_connections memory_usage_percent cpu_usage_percent`. */
  readonly metricsUrl?: string;
  readonly thresholds: {
    /** `load_threshold`. @default 100 */
    readonly concurrentRequests: number;
    readonly activeDbConnections?: number;
    readonly memoryUsagePercent?: number;
    readonly cpuUsagePercent?: number;
    readonly threadsRunning?: number;
  };
}

/** The limits of the guards for one table. */
export interface TableGuards {
  /** Stops the run if a table lost more than this percentage of its rows; `off` disables it. @default 5 */
  readonly maxShrinkPercent: number | 'off';
  /** Stops the run if a table grew by more than this percentage. @default 'off' */
  readonly maxGrowthPercent: number | 'off';
  /** Tables that had fewer rows are exempt from the percentages. @default 100 */
  readonly minRows: number;
  /** The table may disappear. @default false */
  readonly allowMissing: boolean;
  /** The table may become empty. @default false */
  readonly allowEmpty: boolean;
  /** Its columns may disappear or change their type. @default false */
  readonly allowColumnChanges: boolean;
}

export interface GuardSettings {
  readonly enabled: boolean;
  /** For every table; `allowMissing` in the file becomes an override for each of its patterns. */
  readonly standard: TableGuards;
  /** In the file's order; if several patterns (`db.table` or `table`) match, the later wins. */
  readonly overrides: readonly { readonly pattern: string; readonly change: Partial<TableGuards> }[];
  /** Stops the run if one of its archives is older than another by more than this. @default no limit */
  readonly maxAgeDifferenceMs?: number;
}

/** Minutes of the day in the pipeline's time zone; `from` after `to` spans midnight. */
export interface PublishWindow {
  readonly from: number;
  readonly to: number;
}

export interface TargetDatabase {
  readonly name: string;
  /** The dump's name for it. @default `name`, or what the dump itself says */
  readonly sourceName?: string;
  readonly filePattern: string;
  /** SQL statements that run in staging after the load. */
  readonly afterLoad: readonly string[];
}

/**
 * `load-data`: rewritten as the file of one LOAD DATA LOCAL; `forward-inserts`: the dump's own INSERT statements,
 * unchanged.
 */
export type LoadStrategy = 'load-data' | 'forward-inserts';

/**
 * What to do with triggers that come before rows of their tables: refuse the dump, load only its rows, or fire the
 * triggers like the vendor's client.
 */
export type TriggersBeforeRows = 'refuse' | 'skip' | 'fire';

/** One pipeline of kind `dump-import`. */
export interface DumpImportSettings extends PipelineBase<'dump-import'> {
  readonly loadGate: LoadGateSettings;
  readonly sftp: SftpSettings;
  readonly zip: ZipSettings;
  readonly storage: {
    readonly tempDir: string;
    readonly metadataFile: string;
    readonly cleanupOnSuccess: boolean;
    readonly keepFailedFiles: boolean;
  };
  readonly freshness: {
    readonly enabled: boolean;
    readonly compareTimestamp: boolean;
    readonly compareSize: boolean;
    readonly compareChecksum: boolean;
    readonly skipIfNotNewer: boolean;
    /**
     * What makes an archive the newest: the file's time, or the date that the pattern marks in its name. @default
     * 'mtime'
     */
    readonly order?: 'mtime' | 'name';
    /** An archive must be unchanged in two listings this far apart. @default 5_000 */
    readonly stableForMs: number;
  };
  readonly databases: readonly TargetDatabase[];
  readonly importTimeoutMs: number;
  readonly requireTrailer: boolean;
  /** Character set of a new live database if the dump states none. */
  readonly charset?: string;
  readonly retry: PipelineBase['retry'] & { readonly failFast: boolean };
  readonly publish: {
    readonly guards: GuardSettings;
    /** How long one try of the publish asks for the locks. @default 30_000 */
    readonly lockTimeoutMs: number;
    /** How long a run tries to complete a publish if the target goes away after the commit. */
    readonly completeForMs: number;
    readonly allowPartitioned: boolean;
    /** Generations before the live one that are kept for a rollback. @default 1 */
    readonly keepPrevious: number;
    /** How long a loaded run waits for its locks or for approval before it fails. @default 21_600_000 */
    readonly deadlineMs: number;
    /** A loaded run waits for one of these; empty means any time. @default [] */
    readonly windows: readonly PublishWindow[];
    /** `required`: a loaded run waits until somebody sends `publish-now`. @default 'none' */
    readonly approval: 'none' | 'required';
  };
  readonly keepTables: readonly string[];
  readonly includeTables: readonly string[];
  readonly excludeTables: readonly string[];
  readonly objects: { readonly events: 'disabled' | 'enabled' | 'skip' };
  /** Connections that load tables in parallel. @default 3 */
  readonly loadConnections: number | 'auto';
  /** How rows reach the server. @default 'auto', which chooses by table and server */
  readonly loadStrategy: LoadStrategy | 'auto';
  /** @default 'refuse' */
  readonly triggersBeforeRows: TriggersBeforeRows;
  /** Maps a dump's collation, in lower case, to the target's that replaces it. @default no mapping */
  readonly loadCollations: Readonly<Record<string, string>>;
}
