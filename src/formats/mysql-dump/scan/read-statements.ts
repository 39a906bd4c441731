import { StatementScanner } from './statement-scanner.js';
import type { ScannerOptions, Segment } from './statement-scanner.js';

export interface ReadStatementsOptions extends ScannerOptions {
  readonly signal?: AbortSignal;
}

/**
 * Splits a dump, or a range of it, into segments that hold every byte in order.
 * Reads `options.modes` at each statement's start, so the consumer may change it between statements.
 *
 * Throws DUMP_TRUNCATED, DUMP_SYNTAX, DUMP_STATEMENT_REFUSED (client commands) and DUMP_STATEMENT_TOO_LARGE.
 * Chunks of 1 MiB are fastest.
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
