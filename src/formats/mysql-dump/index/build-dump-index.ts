import { StevedoreError, isStevedoreError } from '../../../contracts/errors.js';
import type { DumpIndex } from '../dump-index.js';
import { assertIsSql } from '../scan/assert-is-sql.js';
import { StatementScanner } from '../scan/statement-scanner.js';
import type { Segment } from '../scan/statement-scanner.js';
import type { BuildDumpIndexOptions } from './dump-index-options.js';
import { DumpRecord } from './dump-record.js';

/**
 * Reads a dump once from start to end and builds its index. Accepts the whole dump or nothing.
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
    reuses: true,
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
    `Cannot read the dump: ${missing}; export it again, or set database.require_trailer to false ` +
      'if its tool writes no such line (--compact, --skip-comments, exports by hand)',
    { details: { offset: bytes } },
  );
