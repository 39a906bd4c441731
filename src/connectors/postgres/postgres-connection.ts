import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { ErrorDetails } from '../../contracts/errors.js';
import type { RowSums } from './copy/copy-frames.js';
import type { RowPiece } from './copy/row-packer.js';
import type { Backend, SessionOptions } from './prepare-session.js';

export type Row = Readonly<Record<string, unknown>>;

export interface ExecuteResult {
  /** Of the last statement; 0 if it changes no rows. */
  readonly affectedRows: number;
  /** The word that the server answers: `INSERT`, `COMMIT`, or `ROLLBACK` to the COMMIT of a transaction that failed. */
  readonly command: string;
}

export interface ConnectOptions extends SessionOptions {
  /** Shown in `pg_stat_activity`; the server keeps 63 ASCII characters. */
  readonly applicationName: string;
  /** Aborting cancels the statement at the server and destroys the connection without waiting for either. */
  readonly signal?: AbortSignal;
  /** Until the session can be used. @default 10_000 */
  readonly connectTimeoutMs?: number;
  /** How long nothing may come before the server is asked whether it works; see `watchStall`. @default 60_000 */
  readonly silentMs?: number;
  /** Looks at a session before anybody gets it, and at where it was opened; what it throws closes the session. */
  readonly onOpen?: (connection: PostgresConnection, settings: PostgresSettings) => Promise<void>;
}

/**
 * One session that never reopens by itself: once broken, every call fails with POSTGRES_CONNECTION_LOST.
 *
 * 1. Its settings do not depend on those of server, database and account (see `prepareSession`); `search_path` does.
 * 2. Calls one after the other: a second one before the first has ended waits for it.
 * 3. Its errors are translated: no DETAIL, no statement, no value.
 * 4. It must not go through a pooler that changes servers between transactions.
 * 5. No call waits for ever on a line that passes nothing on (see `watchStall`): the session is destroyed then.
 */
export interface PostgresConnection {
  /** Who it is at the server, for `endBackends`. */
  readonly backend: Backend;
  /** `15.18` is 150018. */
  readonly serverVersion: number;
  /** Returns booleans, numbers, arrays of text, and all else as text; see `rowValues`. */
  query(sql: string, values?: readonly unknown[], action?: string, details?: ErrorDetails): Promise<Row[]>;
  /** Without values, `sql` may be several statements, which then are one transaction. */
  execute(sql: string, values?: readonly unknown[], action?: string, details?: ErrorDetails): Promise<ExecuteResult>;
  /**
   * Runs a `COPY … FROM STDIN` of `source`, read as fast as the server takes it; returns the number of rows. If
   * `source` fails, the server keeps nothing, its error is thrown unchanged, and the session goes on (a transaction has
   * failed).
   */
  copyIn(statement: string, source: AsyncIterable<Buffer>, action?: string, details?: ErrorDetails): Promise<number>;
  /**
   * Runs a `COPY … TO STDOUT`; the server waits for the reader. Leaving before its end cancels the statement and
   * destroys the session.
   */
  copyOut(statement: string, action?: string, details?: ErrorDetails): AsyncGenerator<Buffer, void, undefined>;
  /** The same for the text format, in pieces of about 1 MiB that end with a row where they can, and summed. */
  copyRows(statement: string, action?: string, details?: ErrorDetails): AsyncGenerator<RowPiece, void, undefined>;
  /**
   * Passes the rows of a `COPY … TO STDOUT` in text format to a `COPY … FROM STDIN` of `target`, or, without one, only
   * sums them; `onBytes` hears what has passed. If this side fails, the target keeps nothing and its session goes on (a
   * transaction has failed), unless this side was cut off within a row, which destroys both. If the target fails, this
   * session is destroyed. The error's details have `side`.
   */
  relay(statement: string, target?: RelayTarget, onBytes?: (bytes: number) => void): Promise<RowSums>;
  close(): Promise<void>;
  /** Cancels what runs at the server, and drops the connection without waiting. */
  destroy(): void;
}

export interface RelayTarget {
  readonly connection: PostgresConnection;
  readonly statement: string;
}
