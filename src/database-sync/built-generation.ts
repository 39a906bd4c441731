import type { Fence } from './fence/epoch.js';
import type { StagingNames } from './stage/staged-schemas.js';
import type { ProvedTable } from './load/proved-table.js';
import type { PublishAddition } from './profiles/publish-additions.js';
import type { TargetFacts } from './profiles/target-facts.js';
import type { SyncSource } from './source/sync-source.js';
import type { StagedSchema } from './stage/staging.js';

/** What `buildGeneration` has made and proved beside what is live; nothing live was changed. */
export interface BuiltGeneration {
  readonly source: Pick<SyncSource, 'kind' | 'version' | 'takenAt'>;
  /** Where it stands: the target's database, or with `publish: database` one of its own. */
  readonly database: string;
  readonly schemas: readonly StagedSchema[];
  readonly tables: readonly ProvedTable[];
  /**
   * For the transaction of the publish, after it has renamed: event triggers and publications that the target lacks,
   * and what is said at a platform's own objects, under true names.
   */
  readonly atPublish: readonly PublishAddition[];
  /** What a person should know; each a sentence. */
  readonly warnings: readonly string[];
}

export interface BuildOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /** Of the epoch that the target's sessions bear the name of. @default nothing keeps a later builder from staging */
  readonly fence?: Fence;
  /** `schemas` makes staging schemas in the target's database, `database` a database of its own. @default 'schemas' */
  readonly publish?: 'schemas' | 'database';
  /** Tables at a time. @default as many as the machine has cores */
  readonly jobs?: number;
  /** A table from this size on may be copied in parts, where jobs would have nothing else to do. @default 2 GiB */
  readonly splitBytes?: number;
  /** `maintenance_work_mem` of each session that builds indexes, in bytes. @default see `chooseMemory` */
  readonly memory?: number;
  /** Globs of objects that may be left out, or differ, as `type name`: `user mapping *`. @default none */
  readonly allowMissing?: readonly string[];
  /** Hears what staging will be called, before anything is made; what it throws keeps it from being made. */
  readonly claim?: (names: StagingNames) => Promise<void>;
  /** Whether a project of Supabase may have its own schemas replaced. @default false */
  readonly writesPlatform?: boolean;
  /** Schemas of the target that no generation may replace. @default none */
  readonly reserved?: readonly string[];
  readonly onProgress?: (event: BuildEvent) => void;
}

/** Opens the source for a target of this version. It is opened once; the builder closes it. */
export type OpenSource = (target: {
  readonly version: number;
  readonly facts: TargetFacts;
  readonly signal?: AbortSignal;
}) => Promise<SyncSource>;

/** `table` is a true name with its schema, not quoted: `public.orders`. */
export type BuildEvent =
  | { readonly type: 'step'; readonly step: BuildStep }
  /** Once, when it is known what will be copied; bytes are those on disk at the source. */
  | { readonly type: 'plan'; readonly tables: readonly { readonly table: string; readonly bytes: number }[] }
  /** Bytes of rows that have passed since the last event of the table. */
  | { readonly type: 'bytes'; readonly table: string; readonly bytes: number }
  | {
      readonly type: 'table';
      readonly table: string;
      /** `again`: what had come of it was thrown away. */
      readonly state: 'copying' | 'again' | 'copied' | 'proved' | 'done';
      readonly rows?: number;
      readonly reason?: string;
    }
  /** A sentence for the run's log. */
  | { readonly type: 'notice'; readonly text: string };

export type BuildStep = 'snapshot' | 'stage' | 'copy' | 'prove' | 'finish';
