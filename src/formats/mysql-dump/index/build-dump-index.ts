import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';
import type { CompleteTable, DumpIndex } from '../dump-index.js';
import { DumpRecord } from './dump-record.js';
import type { DumpServer } from '../server-version.js';
import { assertIsSql } from '../scan/assert-is-sql.js';
import { StatementScanner } from '../scan/statement-scanner.js';
import type { Segment } from '../scan/statement-scanner.js';

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

/**
 * Reads a dump once, from its first byte to its last, and accepts all of it or nothing.
 * Throws DUMP_STATEMENT_REFUSED, DUMP_STATEMENT_TOO_LARGE, DUMP_CHARSET_UNSUPPORTED, DUMP_SYNTAX, DUMP_TRUNCATED.
 */
export const buildDumpIndex = async (
  chunks: AsyncIterable<Buffer>,
  options: BuildDumpIndexOptions,
): Promise<DumpIndex> => {
  const record = new DumpRecord(options);
  const { maxStatementBytes, requireTrailer, signal, onRefused } = options;
  const scanner = new StatementScanner({
    maxStatementBytes,
    modes: record.modes,
    ...(onRefused === undefined ? {} : { onRefused }),
  });
  let bytes = 0;
  const add = (segment: Segment): void => {
    try {
      record.add(segment);
    } catch (error) {
      if (!onRefused || !isStevedoreError(error) || !PASSED_OVER.has(error.code)) throw error;
      onRefused(error);
      record.passOver(segment);
    }
  };
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      if (bytes === 0) assertIsSql(chunk);
      for (const segment of scanner.push(chunk)) add(segment);
      bytes += chunk.length;
      options.onProgress?.(bytes);
    }
    for (const segment of scanner.end()) add(segment);
    const index = record.finish(bytes);
    if (requireTrailer && !index.hasTrailer) throw withoutTrailer(record.missingEnd(), bytes);
    return index;
  } catch (error) {
    if (!onRefused || !isStevedoreError(error) || !error.code.startsWith('DUMP_')) throw error;
    onRefused(error);
    return record.finishEarly();
  }
};

const PASSED_OVER: ReadonlySet<string> = new Set(['DUMP_STATEMENT_REFUSED', 'DUMP_CHARSET_UNSUPPORTED']);

const withoutTrailer = (missing: string, bytes: number): StevedoreError =>
  new StevedoreError(
    'DUMP_TRUNCATED',
    `read dump: ${missing}; export it again, or set database.require_trailer to false ` +
      'where its tool writes no such line (--compact, --skip-comments, exports by hand)',
    { details: { offset: bytes } },
  );
