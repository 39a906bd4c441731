import { StatementScanner } from './statement-scanner.js';
import type { ScannerOptions, Segment } from './statement-scanner.js';

export interface ReadStatementsOptions extends ScannerOptions {
  readonly signal?: AbortSignal;
}

/**
 * Cuts a dump, or a range of it, into segments that hold every byte in order.
 * `options.modes` is read at each statement's start, so the consumer may change it between two statements.
 *
 * Throws DUMP_TRUNCATED, DUMP_SYNTAX, DUMP_STATEMENT_REFUSED (client commands) and DUMP_STATEMENT_TOO_LARGE.
 * Chunks of 1 MiB are read fastest.
 */
export async function* readStatements(
  chunks: AsyncIterable<Buffer>,
  options: ReadStatementsOptions,
): AsyncGenerator<Segment, void, undefined> {
  const scanner = new StatementScanner(options);
  for await (const chunk of chunks) {
    options.signal?.throwIfAborted();
    yield* scanner.push(chunk);
  }
  yield* scanner.end();
}
