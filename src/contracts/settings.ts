import type { ConnectionSettings } from './connections/connection.js';
import type { MysqlAccount, MysqlSettings } from './connections/mysql.js';
import type { PostgresSettings } from './connections/postgres.js';
import type { RedisSettings } from './connections/redis.js';
import type { TemporalSettings } from './connections/temporal.js';
import type { TlsSetting } from './connections/tls.js';
import type { SyncSettings } from './database-sync/settings.js';
import { StevedoreError } from './errors.js';
import type { PipelineSettings } from './kinds.js';
import type { ReceiverSettings } from './notifications/receiver-settings.js';
import type { ExportSettings } from './table-export/settings.js';
import type { Resource } from './table-import/resource.js';
import type { SourceSyncSettings } from './source-sync/source-sync.js';

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
  /** Where a worker of this host notes what it has in hand. @default the first import's `storage.temp_dir` */
  readonly workFolder: string;
  /** `<host>:<port>` where metrics are served. @default nowhere */
  readonly metricsAddress?: string;
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

export interface PostgresStoreSettings extends PostgresSettings {
  readonly kind: 'postgres';
  /** At most 63 bytes; created where it is missing. @default 'stevedore' */
  readonly schema: string;
}

/** How calls that start a pipeline say who they are; one of both is enough. */
export interface HookSettings {
  /** Any of them signs calls. */
  readonly secrets: readonly string[];
  readonly token?: string;
}

/** Everything that one configuration file says. */
export interface Settings {
  readonly temporal: TemporalSettings;
  /** The target of the dump imports; there wherever one is configured. */
  readonly mysql?: MysqlSettings;
  readonly redis?: RedisSettings;
  /** In the order of the file. */
  readonly connections: readonly ConnectionSettings[];
  readonly network: {
    /** Networks, addresses and host names that addresses given by users may reach, beside the public network. */
    readonly allow: readonly string[];
  };
  readonly files: {
    /** Absolute paths of the folders from which local files may be read. */
    readonly allow: readonly string[];
  };
  /** Absolute paths of the files that the configuration takes secrets from; see `createRotatingSettings`. */
  readonly secretFiles: readonly string[];
  /** Encrypt secrets that are given by API; 32 bytes each, the newest first. @default none */
  readonly secretKeys: readonly Buffer[];
  /** @default the schema `stevedore` on the target, as the publisher, else on the first connection of `postgres` */
  readonly store: StoreSettings;
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly key?: string;
    /** Where the other programs of the installation reach it. @default its host and port */
    readonly url?: string;
    /** Of web pages that may use it from a browser; `*` is any. @default none */
    readonly corsOrigins?: readonly string[];
  };
  /** How callbacks are sent, unless a project says otherwise. */
  readonly callbacks: {
    /** @default they are not signed */
    readonly secret?: string;
    /** A bearer token, for addresses that a project names. @default none */
    readonly token?: string;
  };
  readonly worker: WorkerSettings;
  /** Runs that ended so long ago are forgotten, with their log lines and epochs; 0 is never. @default 7_776_000_000 */
  readonly retentionMs: number;
  readonly upload: {
    /** Absolute. */
    readonly directory: string;
    /** Of one upload. @default 2_147_483_648 */
    readonly maxBytes: number;
    /** How long a file is kept after its import has ended. @default 604_800_000 */
    readonly keepMs: number;
    /** A program that looks at each upload. @default none does */
    readonly scan?: { readonly command: readonly string[]; readonly timeoutMs: number };
  };
  readonly export: ExportSettings;
  readonly sync: SyncSettings;
  readonly pipelines: readonly PipelineSettings[];
  /** Who may start a pipeline from outside, by its name. */
  readonly hooks: Readonly<Record<string, HookSettings>>;
  /** Who is told of what happens, in the order of the file. */
  readonly notifications: readonly ReceiverSettings[];
  /** @default sources are not synced */
  readonly sourceSync?: SourceSyncSettings;
  /** Declared tables, by name. */
  readonly resources: Readonly<Record<string, Resource>>;
  readonly logging: {
    readonly import: LogFileSettings;
    /** Values and keys of rows that fail the proof may be shown in messages. @default false */
    readonly values: boolean;
  };
}

/** The target of the dump imports. Throws CONFIG_INVALID where none is configured. */
export const targetOf = ({ mysql }: Pick<Settings, 'mysql'>): MysqlSettings => {
  if (mysql !== undefined) return mysql;
  throw new StevedoreError('CONFIG_INVALID', 'Cannot reach the target: the configuration has no "mysql"; add it');
};
