import type { ImportedArchive } from './runs.js';

/** What a token carries: where a generation comes from, and the proof of what it holds. */

export type ContentProof =
  | { readonly kind: 'proved'; readonly sum: string }
  /** The dump's rows could not be summed; `reason` says why. The row count is proved all the same. */
  | { readonly kind: 'counted'; readonly reason: string };

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
}

/** The provenance in `next_…`, `current_…` and `previous_…`. */
export interface Provenance {
  readonly pipeline: string;
  readonly generation: number;
  readonly epoch: number;
  readonly runId: string;
  readonly preparedAt: string;
  readonly databases: readonly DatabaseProof[];
}
