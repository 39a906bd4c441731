import type { SftpSettings } from '../connections/sftp.js';
import type { PipelineBase } from '../pipeline-base.js';

export interface ArchiveLimits {
  /** @default 1_000 */
  readonly maxEntries: number;
  /** Bytes of all entries together, unpacked. @default 200 GiB */
  readonly maxBytes: number;
  /** Unpacked bytes per packed byte, counted after the first 10 MB. @default 200 */
  readonly maxRatio: number;
}

export interface ZipSettings {
  readonly password?: string;
  /** By database; wins over `password`. */
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

/** What the guards ask of one table. */
export interface TableGuards {
  /** A table that lost more than this share of its rows stops the run; `off` measures nothing. @default 5 */
  readonly maxShrinkPercent: number | 'off';
  /** A table that grew by more than this share stops the run. @default 'off' */
  readonly maxGrowthPercent: number | 'off';
  /** A table that had fewer rows is not measured by percentage. @default 100 */
  readonly minRows: number;
  /** It may vanish. @default false */
  readonly allowMissing: boolean;
  /** It may be empty although it was not. @default false */
  readonly allowEmpty: boolean;
  /** Its columns may vanish or change their type. @default false */
  readonly allowColumnChanges: boolean;
}

export interface GuardSettings {
  readonly enabled: boolean;
  /** For every table; `allowMissing` of the file's list is an override for each of its patterns. */
  readonly standard: TableGuards;
  /** In the order of the file; where several patterns (`db.table` or `table`) match, a later one wins. */
  readonly overrides: readonly { readonly pattern: string; readonly change: Partial<TableGuards> }[];
  /** An archive that is older than another one of the same run by more than this stops it. @default none */
  readonly maxAgeDifferenceMs?: number;
}

/** Minutes of the day in the pipeline's time zone; `from` after `to` goes over midnight. */
export interface PublishWindow {
  readonly from: number;
  readonly to: number;
}

export interface TargetDatabase {
  readonly name: string;
  /** The name that the dump gives it. @default `name`, or what the dump itself says */
  readonly sourceName?: string;
  readonly filePattern: string;
  /** SQL that runs in staging after the load, one statement each. */
  readonly afterLoad: readonly string[];
}

/**
 * `load-data`: written anew as the file of one LOAD DATA LOCAL; `forward-inserts`: the dump's own INSERT statements, as
 * they stand.
 */
export type LoadStrategy = 'load-data' | 'forward-inserts';

/**
 * Triggers that stand before rows of their tables: the dump is refused, its rows are loaded as they stand, or the
 * triggers fire as with the vendor's client.
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
     * What makes an archive the newest: the time of the file, or the date that the pattern marks in its name. @default
     * 'mtime'
     */
    readonly order?: 'mtime' | 'name';
    /** An archive must look the same twice, so far apart. @default 5_000 */
    readonly stableForMs: number;
  };
  readonly databases: readonly TargetDatabase[];
  readonly importTimeoutMs: number;
  readonly requireTrailer: boolean;
  /** Character set of a new live database where the dump does not say. */
  readonly charset?: string;
  readonly retry: PipelineBase['retry'] & { readonly failFast: boolean };
  readonly publish: {
    readonly guards: GuardSettings;
    /** How long one try of the publish asks for the locks. @default 30_000 */
    readonly lockTimeoutMs: number;
    /** For how long a run whose target goes away after the commit tries to complete what is live. */
    readonly completeForMs: number;
    readonly allowPartitioned: boolean;
    /** Generations before the live one that stay for a rollback. @default 1 */
    readonly keepPrevious: number;
    /** How long a loaded run waits for its locks or for approval before it gives up. @default 21_600_000 */
    readonly deadlineMs: number;
    /** Outside of these a loaded run waits; empty is at any time. @default [] */
    readonly windows: readonly PublishWindow[];
    /** `required`: a loaded run waits until somebody says `publish-now`. @default 'none' */
    readonly approval: 'none' | 'required';
  };
  readonly keepTables: readonly string[];
  readonly includeTables: readonly string[];
  readonly excludeTables: readonly string[];
  readonly objects: { readonly events: 'disabled' | 'enabled' | 'skip' };
  /** Connections that load tables side by side. @default 3 */
  readonly loadConnections: number | 'auto';
  /** How rows reach the server. @default 'auto', which chooses by table and server */
  readonly loadStrategy: LoadStrategy | 'auto';
  /** @default 'refuse' */
  readonly triggersBeforeRows: TriggersBeforeRows;
  /** By collation of a dump, in lower case, the one of the target that takes its place. @default none */
  readonly loadCollations: Readonly<Record<string, string>>;
}
