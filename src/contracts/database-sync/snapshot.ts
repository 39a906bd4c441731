import type { SyncEnds } from './input.js';

/** How far the rows of one table are. */
export type SyncTableState = 'waiting' | 'copying' | 'copied' | 'proved' | 'done';

export interface SyncTableProgress {
  /** `schema.table` */
  readonly table: string;
  readonly state: SyncTableState;
  readonly rows?: number;
  /** Of its rows, so far. */
  readonly bytes: number;
  /** On disk at the source, or in the file. */
  readonly bytesTotal: number;
}

/** How far a build, or an export, is. */
export interface SyncProgress {
  /** `snapshot`, `stage`, `copy`, `prove`, `finish`, `write` */
  readonly step: string;
  /** Of rows that have passed. */
  readonly bytes: number;
  /** Of rows on disk at the source: an estimate of what will pass. */
  readonly bytesTotal: number;
  /** Of tables whose rows are in. */
  readonly rows: number;
  readonly tablesDone: number;
  readonly tablesTotal: number;
  readonly currentTable?: string;
  /** Estimated from what has passed; absent until there is something to estimate from. */
  readonly etaSeconds?: number;
  /** Those under way first, then the largest; cut to what fits. */
  readonly tables: readonly SyncTableProgress[];
}

/** A dump that an export has written, whole. */
export interface WrittenDump {
  readonly file: string;
  readonly host: string;
  readonly bytes: number;
  readonly rows: number;
  readonly tables: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** What the snapshot of a database sync has beside that of every run. */
export interface DatabaseSyncDetail {
  readonly ends?: SyncEnds;
  /** The last that is known of a step that has ended; a step that runs tells it by its heartbeats. */
  readonly progress?: SyncProgress;
  readonly dump?: WrittenDump;
}
