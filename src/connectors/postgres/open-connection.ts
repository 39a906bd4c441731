import type { Socket } from 'node:net';
import pg from 'pg';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { ErrorDetails } from '../../contracts/errors.js';
import { ArrivalSocket } from './arrival/arrival-socket.js';
import { addressOptions, describeAddress } from './address-options.js';
import { cancelStatement } from './cancel-statement.js';
import type { CancelKey } from './cancel-statement.js';
import { copyIn, SourceError } from './copy/copy-in.js';
import { copyOut } from './copy/copy-out.js';
import { copyRows } from './copy/copy-rows.js';
import { translatePostgresError } from './errors.js';
import { prepareSession } from './prepare-session.js';
import type { Backend, SessionOptions } from './prepare-session.js';
import type { ConnectOptions, PostgresConnection, RelayTarget, Row } from './postgres-connection.js';
import type { RowSums } from './copy/copy-frames.js';
import { RelayError, relayCopy } from './copy/relay-copy.js';
import { rowValues } from './row-values.js';
import { askServer } from './stall/ask-server.js';
import { watchStall } from './stall/watch-stall.js';

export type { ConnectOptions, ExecuteResult, PostgresConnection, RelayTarget, Row } from './postgres-connection.js';

/**
 * Opens a session. Throws POSTGRES_UNREACHABLE, POSTGRES_AUTH_FAILED, POSTGRES_DATABASE_UNKNOWN or
 * POSTGRES_PERMISSION_DENIED.
 */
export const openConnection = async (
  settings: PostgresSettings,
  options: ConnectOptions,
): Promise<PostgresConnection> => {
  const { signal } = options;
  signal?.throwIfAborted();
  const driver = new pg.Client({
    ...addressOptions(settings),
    application_name: options.applicationName.replace(/[^\x20-\x7e]/g, '?').slice(0, 63),
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: rowValues,
    // Behind TLS, bytes do not come as they are read.
    ...(settings.tls === 'off' ? { stream: () => new ArrivalSocket() } : {}),
  });
  // Without a listener, a session that breaks between two statements would end the process; the next call reports it.
  driver.on('error', () => undefined);
  const action = `Cannot connect to PostgreSQL at ${describeAddress(settings)} as "${settings.account.user}"`;
  const session = new DriverConnection(driver, settings);
  const abort = () => session.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  driver.once('end', () => signal?.removeEventListener('abort', abort));
  // The driver's own limit ends with the log-in.
  const late = Object.assign(new Error('timeout expired'), { code: 'ETIMEDOUT' });
  const giveUp = setTimeout(() => session.destroy(late), options.connectTimeoutMs ?? 10_000);
  try {
    await driver.connect();
    await session.prepare(options);
    clearTimeout(giveUp);
    session.watch(options.silentMs);
    await options.onOpen?.(session, settings);
    return session;
  } catch (error) {
    clearTimeout(giveUp);
    signal?.removeEventListener('abort', abort);
    session.destroy();
    throw translatePostgresError(action, error);
  }
};

/** Runs `body` with a session and always closes it. */
export const withConnection = async <T>(
  settings: PostgresSettings,
  options: ConnectOptions,
  body: (connection: PostgresConnection) => Promise<T>,
): Promise<T> => {
  const connection = await openConnection(settings, options);
  try {
    return await body(connection);
  } finally {
    await connection.close();
  }
};

class DriverConnection implements PostgresConnection {
  readonly #driver: pg.Client;
  readonly #settings: PostgresSettings;
  /** Calls that the server has not answered. */
  #running = 0;
  /** Of such a call, whether the next move is the server's: while it takes rows, or we keep them, it is not. */
  #isServersMove = true;
  backend: Backend = { pid: 0, startedAt: '' };
  serverVersion = 0;

  constructor(driver: pg.Client, settings: PostgresSettings) {
    this.#driver = driver;
    this.#settings = settings;
  }

  /** Throws the driver's errors. */
  async prepare(options: SessionOptions): Promise<void> {
    Object.assign(this, await prepareSession(this.#driver, options));
  }

  readonly #onMove = (isServers: boolean): void => void (this.#isServersMove = isServers);

  watch(silentMs?: number): void {
    const stream = this.#stream;
    const expects = () =>
      this.#running > 0 && stream.readableLength === 0 && (this.#isServersMove || stream.writableLength > 0);
    const ask = () => askServer(this.#settings, this.backend, silentMs);
    const onStall = () => this.destroy(Object.assign(new Error('nothing comes'), { code: 'connection_stalled' }));
    stream.once('close', watchStall({ stream, expects, ask, onStall }, silentMs).stop);
  }

  async query(
    sql: string,
    values: readonly unknown[] = [],
    action = 'Cannot query PostgreSQL',
    details?: ErrorDetails,
  ) {
    return (await this.#send(sql, values, action, details)).rows as Row[];
  }

  async execute(
    sql: string,
    values: readonly unknown[] = [],
    action = 'Cannot run a statement',
    details?: ErrorDetails,
  ) {
    const { rowCount, command } = await this.#send(sql, values, action, details);
    return { affectedRows: rowCount ?? 0, command };
  }

  copyIn(statement: string, source: AsyncIterable<Buffer>, action = 'Cannot copy rows', details?: ErrorDetails) {
    return this.#counted(action, details, () => copyIn(this.#driver, statement, source, this.#onMove));
  }

  copyOut(statement: string, action = 'Cannot copy rows', details?: ErrorDetails) {
    return this.#pieces(copyOut(this.#driver, statement), action, details);
  }

  copyRows(statement: string, action = 'Cannot copy rows', details?: ErrorDetails) {
    return this.#pieces(copyRows(this.#driver, statement), action, details);
  }

  async *#pieces<T>(source: AsyncGenerator<T, void, undefined>, action: string, details?: ErrorDetails) {
    let ended = false;
    this.#running += 1;
    try {
      for await (const piece of source) {
        this.#isServersMove = false;
        yield piece;
        this.#isServersMove = true;
      }
      ended = true;
    } catch (error) {
      ended = true;
      throw translatePostgresError(action, error, details);
    } finally {
      if (!ended) this.destroy();
      this.#running -= 1;
      this.#isServersMove = true;
    }
  }

  async relay(statement: string, target?: RelayTarget, onBytes?: (bytes: number) => void): Promise<RowSums> {
    const taker = target?.connection;
    if (taker !== undefined && !(taker instanceof DriverConnection)) throw new Error('the target is of another driver');
    const others =
      taker === undefined || target === undefined
        ? undefined
        : { client: taker.#driver, statement: target.statement, onMove: taker.#onMove };
    this.#running += 1;
    if (taker !== undefined) taker.#running += 1;
    try {
      return await relayCopy({ client: this.#driver, statement, onMove: this.#onMove }, others, onBytes);
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      if (error.lost.includes('source')) this.destroy();
      if (error.lost.includes('target')) taker?.destroy();
      const action = error.side === 'source' ? 'Cannot read rows' : 'Cannot write rows';
      throw translatePostgresError(action, error.cause, { side: error.side });
    } finally {
      for (const each of taker === undefined ? [this] : [this, taker]) {
        each.#running -= 1;
        each.#isServersMove = true;
      }
    }
  }

  async close(): Promise<void> {
    const giveUp = setTimeout(() => this.destroy(), 2_000);
    await this.#driver.end().catch(() => undefined);
    clearTimeout(giveUp);
  }

  /** `why` is what calls that wait are told. */
  destroy(why?: Error): void {
    const key = this.#driver as unknown as Partial<CancelKey>;
    // First the request: the server may otherwise notice the lost client only when it has something to send.
    if (this.#running > 0 && typeof key.secretKey === 'number') void cancelStatement(this.#settings, key as CancelKey);
    this.#stream.destroy(why);
  }

  get #stream(): Socket {
    return (this.#driver as unknown as { connection: { stream: Socket } }).connection.stream;
  }

  async #send(
    sql: string,
    values: readonly unknown[],
    action: string,
    details?: ErrorDetails,
  ): Promise<pg.QueryResult> {
    const result = await this.#counted(action, details, () =>
      // Without values the driver takes the protocol that allows several statements.
      values.length === 0 ? this.#driver.query(sql) : this.#driver.query(sql, [...values]),
    );
    if (!Array.isArray(result)) return result;
    const [last] = (result as pg.QueryResult[]).slice(-1);
    return last ?? { rows: [], rowCount: 0, command: '', oid: 0, fields: [] };
  }

  async #counted<T>(action: string, details: ErrorDetails | undefined, body: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await body();
    } catch (error) {
      if (error instanceof SourceError) throw error.cause;
      throw translatePostgresError(action, error, details);
    } finally {
      this.#running -= 1;
      this.#isServersMove = true;
    }
  }
}
