import type { PipelineBase } from '../pipeline-base.js';
import type { SyncSelection } from './selection.js';

/** How a generation goes live: its schemas are renamed, or its database is. */
export type SyncPublish = 'schemas' | 'database';

/** One pipeline of kind `database-sync`. Databases are named as their connections are. */
export interface DatabaseSyncSettings extends PipelineBase<'database-sync'>, SyncSelection {
  /** @default each run names it */
  readonly source?: string;
  /** @default each run names it; a run with a source alone is an export */
  readonly destination?: string;
  readonly publish: SyncPublish;
  /** Tables at a time. @default as many as the worker's machine has cores */
  readonly jobs?: number;
  /** A table from this size on may be copied in parts. @default 2 GiB */
  readonly splitBytes?: number;
  /** `maintenance_work_mem` of each session that builds indexes. @default chosen from the memory of the server */
  readonly indexMemoryBytes?: number;
  /** Globs of objects that a copy may lack, as `type name`. @default none */
  readonly allowMissing: readonly string[];
  /** How long one try of the publish asks for its locks. @default 500 */
  readonly lockTimeoutMs: number;
  /** How long a built and proved run waits for its locks. @default 21_600_000 */
  readonly publishDeadlineMs: number;
  /** What a build, or an export, may take. @default 43_200_000 */
  readonly buildTimeoutMs: number;
}

/** What the configuration says of copies of databases as a whole (`sync:`). */
export interface SyncSettings {
  /** Whether anything may be started by hand or by API. @default true */
  readonly enabled: boolean;
  /** Connections that may be written. @default those whose server is on this machine */
  readonly destinations?: readonly string[];
  /** Connections that are never written, under whatever name they are reached. */
  readonly protected: readonly string[];
  /**
   * Whether a database may be written that has the name of a protected one on a server that was made from the same base
   * backup. @default false
   */
  readonly allowClones: boolean;
  /** Absolute. */
  readonly dumpDirectory: string;
  /** Dumps that are older go, in milliseconds; 0 is never. */
  readonly maxAgeMs: number;
  /** The oldest go where the folder has more; 0 is any number. Limits one upload, too. */
  readonly maxBytes: number;
  /** Runs at once on a worker's machine; others wait. */
  readonly concurrent: number;
}
