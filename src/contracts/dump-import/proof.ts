import type { ImportedArchive } from './archive.js';
import type { StoredObject } from './stored-object.js';

/** What a token holds: where a generation comes from, and the proof of its content. */

export type ContentProof =
  | { readonly kind: 'proved'; readonly sum: string }
  /** The dump's rows could not be summed; `reason` says why. Their number is proved. */
  | { readonly kind: 'counted'; readonly reason: string }
  /**
   * Neither the rows nor their number are the dump's: triggers changed them during the load
   * (`load.triggers_before_rows: fire`).
   */
  | { readonly kind: 'unproved'; readonly reason: string };

/** How the server summed a staged table, so that it can sum the live one again and find what somebody changed. */
export interface StandingSum {
  /** The columns that the sum covers, in its order; each by its bytes or, of long ones, by their CRC-32. */
  readonly columns: readonly { readonly name: string; readonly form: 'value' | 'crc' | 'bit' }[];
  /** The character set that texts are converted to; `binary`: none. */
  readonly names: string;
  /** Of the session, which TIMESTAMP columns are shown in. */
  readonly timeZone: string;
  readonly sum: string;
}

/** One proved table. */
export interface TableProof {
  readonly table: string;
  readonly rows: number;
  /** `SUM(CRC32(...))` over the rows as a decimal string. */
  readonly content: ContentProof;
  /** Columns that the content sum leaves out, each with its reason. */
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Of all that is stored in the table; absent in generations from before 0.3.0. */
  readonly standing?: StandingSum;
  /** Of its CREATE TABLE as the server shows it; see `definitionMark`. Absent in generations from before 0.3.0. */
  readonly definition?: string;
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
  /** The server that proved it, by the text of its version: another one may show the same definition otherwise. */
  readonly server?: string;
}
