import type { StevedoreError } from '../../../contracts/errors.js';
import type { CompleteTable } from '../dump-index.js';
import type { DumpServer } from '../server-version.js';

export interface BuildDumpIndexOptions {
  /**
   * The target's name; beside it only the name in the dump's header, or else in its first CREATE DATABASE or USE, means
   * the dump's own database.
   */
  readonly database: string;
  /** The name that the dump gives its database, where that is another and nothing in it says so (`source_name`). */
  readonly sourceName?: string;
  /** The other databases of the pipeline, which views, triggers, routines and events may name. @default none */
  readonly neighbours?: readonly string[];
  readonly server: DumpServer;
  /** A longer statement is DUMP_STATEMENT_TOO_LARGE. */
  readonly maxStatementBytes: number;
  /** A dump that does not end as its tool ends a complete one is DUMP_TRUNCATED. */
  readonly requireTrailer: boolean;
  /** Tables to load; the others, and their triggers, are left out. @default all */
  readonly include?: (table: string) => boolean;
  readonly signal?: AbortSignal;
  /**
   * Told of a refusal instead of it being thrown: the statement, or the line of a command of the client, is passed
   * over, and where nothing more can be read the index is that of what came before. Such an index is for looking at and
   * never for loading.
   */
  readonly onRefused?: (error: StevedoreError) => void;
  /**
   * Told of each table when the next one begins, in dumps that come table after table as mysqldump writes them; never
   * of one with foreign keys. Only the index of all of it says that the dump is accepted, and that nothing more came of
   * the table.
   */
  readonly onTable?: (complete: CompleteTable) => void;
  /** Bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
}
