import type { ImportedArchive } from './runs.js';

/** What a token carries: where a generation comes from, and the proof of what it holds. */

export type ContentProof =
  | { readonly kind: 'proved'; readonly sum: string }
  /** The dump's rows could not be summed; `reason` says why. The row count is proved all the same. */
  | { readonly kind: 'counted'; readonly reason: string }
  /** Neither rows nor their number are the dump's: triggers made them while it was loaded (`load.triggers_before_rows: fire`). */
  | { readonly kind: 'unproved'; readonly reason: string };

/** One proved table. */
export interface TableProof {
  readonly table: string;
  readonly rows: number;
  /** `SUM(CRC32(...))` over the rows as a decimal string (loading.md 10.6). */
  readonly content: ContentProof;
  /** Columns that the content sum leaves out, each with its reason. */
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** One database that was loaded and proved. */
export interface DatabaseProof {
  readonly database: string;
  readonly archive: ImportedArchive;
  readonly tables: readonly TableProof[];
  readonly objects: readonly StoredObject[];
  readonly charset?: string;
  readonly collation?: string;
  readonly dumpBytes: number;
}

export type ObjectKind = 'view' | 'trigger' | 'procedure' | 'function' | 'event' | 'package' | 'package body';

/** Session settings that shape what a definition means. */
export interface ObjectSession {
  readonly sqlMode?: string;
  readonly characterSetClient?: string;
  readonly collationConnection?: string;
  readonly timeZone?: string;
}

/**
 * A view, trigger, routine or event: its CREATE statement without a definer.
 * `sql` holds the statement's bytes, one character a byte (latin1), because a definition may be in any character set.
 */
export interface StoredObject {
  readonly kind: ObjectKind;
  readonly name: string;
  /** The table of a trigger. */
  readonly table?: string;
  readonly sql: string;
  readonly session: ObjectSession;
  /** The definer that the dump named, for the report. */
  readonly definer?: string;
  /** Line of the dump where its CREATE begins, counted from 1. */
  readonly line?: number;
}

/** The provenance in `next_…`, `current_…` and `previous_…`. */
export interface Provenance {
  readonly pipeline: string;
  readonly generation: number;
  readonly epoch: number;
  readonly runId: string;
  readonly preparedAt: string;
  readonly databases: readonly DatabaseProof[];
  /** Where a rollback brought this generation back; everything else is as it was published. */
  readonly rolledBack?: RolledBack;
}

export interface RolledBack {
  /** The run of the rollback. */
  readonly runId: string;
  readonly at: string;
  /** The generation that was live until then. */
  readonly from: number;
}

/** One generation as it stands on the target server. */
export interface StandingGeneration {
  /** 0 is what was there before the first import. */
  readonly generation: number;
  /** 0 is live, 1 is `prev_<db>`, 2 is `prev2_<db>` … */
  readonly age: number;
  readonly runId: string;
  readonly preparedAt: string;
  readonly databases: readonly string[];
  readonly archives: readonly ImportedArchive[];
  readonly tables: number;
  readonly rows: number;
  readonly rolledBack?: RolledBack;
}

/** What is live and what a rollback can bring back, read from the records beside the data. */
export interface StandingGenerations {
  /** Absent where nothing of ours is live, or its record cannot be read. */
  readonly live?: StandingGeneration;
  /** By age, the one that was live last first; a rollback can bring each of them back. */
  readonly kept: readonly StandingGeneration[];
  /** Kept as well, but not whole any more. @default [] */
  readonly broken?: readonly (Pick<StandingGeneration, 'generation' | 'age'> & { readonly reason: string })[];
  /** Databases whose tables from before the first import are pinned as `orig_<db>`. */
  readonly pinned: readonly string[];
}
