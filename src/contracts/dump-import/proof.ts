import type { ImportedArchive } from './archive.js';
import type { StoredObject } from './stored-object.js';

/** What a token carries: where a generation comes from, and the proof of what it holds. */

export type ContentProof =
  | { readonly kind: 'proved'; readonly sum: string }
  /** The dump's rows could not be summed; `reason` says why. The row count is proved all the same. */
  | { readonly kind: 'counted'; readonly reason: string }
  /**
   * Neither rows nor their number are the dump's: triggers made them while it was loaded (`load.triggers_before_rows:
   * fire`).
   */
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
