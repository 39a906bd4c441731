import type { StevedoreError } from '../../../contracts/errors.js';
import type { CompleteTable } from '../dump-index.js';
import type { DumpServer } from '../server-version.js';

export interface BuildDumpIndexOptions {
  /**
   * The target's name. Besides it, only the name in the dump's header, or else in its first CREATE DATABASE or USE,
   * means the dump's own database.
   */
  readonly database: string;
  /** The dump's own name for its database, if it differs and the dump itself does not state it (`source_name`). */
  readonly sourceName?: string;
  /** The pipeline's other databases, which views, triggers, routines and events may name. @default [] */
  readonly neighbours?: readonly string[];
  readonly server: DumpServer;
  /** Longer statements are refused with DUMP_STATEMENT_TOO_LARGE. */
  readonly maxStatementBytes: number;
  /** Throws DUMP_TRUNCATED if the dump does not end with its tool's end marker. */
  readonly requireTrailer: boolean;
  /** Selects the tables to load; other tables and their triggers are left out. @default all */
  readonly include?: (table: string) => boolean;
  readonly signal?: AbortSignal;
  /**
   * Receives each refusal instead of having it thrown. The statement, or the line of a client command, is skipped; if
   * reading cannot go on, the index covers what came before. Such an index is for display only, never for loading.
   */
  readonly onRefused?: (error: StevedoreError) => void;
  /**
   * Called for each table when the next one begins, in dumps that are written table after table like mysqldump's; never
   * for a table with foreign keys. Only the final index says that the dump is accepted and that the table is complete.
   * A large table is reported once it is large, with its growth.
   */
  readonly onTable?: (complete: CompleteTable) => void;
  /** Called with the bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
}
