/**
 * A checked configuration, as the rooms receive it: durations in milliseconds, sizes in bytes, secrets resolved.
 * The zod schema in `config/` produces it. Settings stay in the memory of the programs; none of them enters a workflow.
 */

export interface MysqlAccount {
  readonly user: string;
  readonly password: string;
}

/** `off`: no TLS; `{ca}`: required, verified against these PEM certificates; `system`: required, verified against the system's. */
export type TlsSetting = 'off' | 'system' | { readonly ca: string };

/** Where the target server listens and the three accounts that write to it (contracts.md, `mysql:`). */
export interface MysqlSettings {
  readonly address: { readonly socket: string } | { readonly host: string; readonly port: number };
  readonly tls: TlsSetting;
  /** May write to `imp_<db>` only. */
  readonly loader: MysqlAccount;
  /** May rename tables between staging, live and previous, and owns the schema `stevedore`. */
  readonly publisher: MysqlAccount;
  /** Creates views, triggers, routines and events. @default the publisher */
  readonly owner: MysqlAccount;
}

export interface RedisSettings {
  readonly url: string;
  /** `db`: FLUSHDB; `all`: FLUSHALL; patterns: SCAN + UNLINK of the keys that match. @default 'db' */
  readonly flush: 'db' | 'all' | { readonly patterns: readonly string[] };
  /** A second flush so much later; 0 is none. @default 5_000 */
  readonly flushAgainAfterMs: number;
}

export interface SftpSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password?: string;
  /** PEM or OpenSSH private key, the text itself (the configuration may name a file). */
  readonly privateKey?: string;
  readonly passphrase?: string;
  /** `SHA256:…` as `ssh-keygen -lf` prints it. Without one the connection is refused and the error names the key seen. */
  readonly hostKey?: string;
  /** Accept any host key; only by an explicit `host_key: insecure-accept-any`. */
  readonly acceptAnyHostKey: boolean;
  readonly remotePath: string;
  readonly filePatterns: readonly string[];
  /** No byte for so long is a time-out. @default 300_000 */
  readonly timeoutMs: number;
  /** `scp`: by the shell, for servers without SFTP; `auto`: SFTP, and `scp` where there is none. @default 'auto' */
  readonly protocol: 'auto' | 'sftp' | 'scp';
}

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

/** `load-data`: written anew as the file of one LOAD DATA LOCAL; `forward-inserts`: the dump's own INSERT statements, as they stand. */
export type LoadStrategy = 'load-data' | 'forward-inserts';

/** Triggers that stand before rows of their tables: the dump is refused, its rows are loaded as they stand, or the triggers fire as with the vendor's client. */
export type TriggersBeforeRows = 'refuse' | 'skip' | 'fire';

/** One pipeline of kind `dump-import`. */
export interface DumpImportSettings {
  readonly kind: 'dump-import';
  readonly name: string;
  readonly enabled: boolean;
  readonly schedule?: string;
  readonly scheduleTimezone: string;
  /** Nothing imported for longer is an alert. @default none */
  readonly alertAfterMs?: number;
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
    /** What makes an archive the newest: the time of the file, or the date that the pattern marks in its name. @default 'mtime' */
    readonly order?: 'mtime' | 'name';
    /** An archive must look the same twice, so far apart. @default 5_000 */
    readonly stableForMs: number;
  };
  readonly databases: readonly TargetDatabase[];
  readonly importTimeoutMs: number;
  readonly requireTrailer: boolean;
  /** Character set of a new live database where the dump does not say. */
  readonly charset?: string;
  readonly retry: {
    readonly maxAttempts: number;
    readonly retryDelayMs: number;
    readonly failFast: boolean;
    readonly deadlineMs: number;
  };
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

export interface TemporalSettings {
  readonly address: string;
  /** True where the file or the environment gives an address; `stevedore dev` starts its own server otherwise. */
  readonly addressGiven: boolean;
  readonly namespace: string;
  readonly apiKey?: string;
  readonly tls: TlsSetting;
}

export interface LogFileSettings {
  readonly file: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly maxSizeBytes: number;
  readonly maxBackups: number;
  readonly maxAgeDays: number;
  readonly compress: boolean;
}

export interface WorkerSettings {
  /** Stable name of this host's disk. @default the machine's host name */
  readonly hostId: string;
  /** A worker that is silent for so long is taken for dead. @default 30_000 */
  readonly heartbeatTimeoutMs: number;
  /** How long host activities wait for their host to come back. @default 600_000 */
  readonly hostReturnTimeoutMs: number;
}

/** Where runs, log lines and generations are kept. */
export type StoreSettings = MysqlStoreSettings | PostgresStoreSettings;

export interface MysqlStoreSettings {
  readonly kind: 'mysql';
  readonly address: MysqlSettings['address'];
  readonly tls: TlsSetting;
  readonly account: MysqlAccount;
  readonly schema: string;
  /** Whether the schema is created where it is missing. */
  readonly createSchema: boolean;
}

export interface PostgresStoreSettings {
  readonly kind: 'postgres';
  /** A host that begins with `/` is the folder of a socket. */
  readonly address: { readonly host: string; readonly port: number };
  readonly tls: TlsSetting;
  readonly account: MysqlAccount;
  readonly database: string;
  /** At most 63 bytes; created where it is missing. @default 'stevedore' */
  readonly schema: string;
}

/** Everything that one configuration file says. */
export interface Settings {
  readonly temporal: TemporalSettings;
  readonly mysql: MysqlSettings;
  readonly redis?: RedisSettings;
  /** @default the schema `stevedore` on the target, as the publisher */
  readonly store: StoreSettings;
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly key?: string;
    /** Where the other programs of the installation reach it. @default its host and port */
    readonly url?: string;
  };
  readonly worker: WorkerSettings;
  /** Runs that ended so long ago are forgotten, with their log lines and epochs; 0 is never. @default 7_776_000_000 */
  readonly retentionMs: number;
  readonly pipelines: readonly DumpImportSettings[];
  readonly logging: {
    readonly import: LogFileSettings;
    /** Values and keys of rows that fail the proof may be shown in messages. @default false */
    readonly values: boolean;
  };
}
