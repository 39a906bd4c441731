import type { Readable } from 'node:stream';
import mysql from 'mysql2';
import type { ErrorDetails } from '../../contracts/errors.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { addressOptions } from './address-options.js';
import { translateMysqlError } from './errors.js';
import { LocalFile } from './local-file.js';
import type { RowEncoder } from './select-out.js';
import { selectOut } from './select-out.js';

export type MysqlAccountName = 'loader' | 'publisher' | 'owner';

export type Row = Readonly<Record<string, unknown>>;

export interface ExecuteResult {
  readonly affectedRows: number;
  readonly warnings: number;
  /** Rows of a multi-row INSERT whose key already existed; absent if the statement has one row. */
  readonly duplicates?: number;
}

/** The result that LOAD DATA reports. */
export interface LoadResult {
  readonly records: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly warnings: number;
}

export interface ConnectOptions {
  /** Default schema. */
  readonly database?: string;
  /** Aborting destroys the connection without waiting for its last statement. */
  readonly signal?: AbortSignal;
  /** @default 10_000 */
  readonly connectTimeoutMs?: number;
  /** Whether `affectedRows` counts a row that was found and already had its new values. @default true */
  readonly countsFoundRows?: boolean;
  /** Shown among the attributes of the connection. @default the driver's name */
  readonly programName?: string;
}

/**
 * One connection that never reopens by itself: once broken, every call fails with MYSQL_CONNECTION_LOST.
 *
 * 1. `execute` sends bytes unchanged; nothing decodes or encodes them.
 * 2. `query` sends UTF-8 and reads results in the character set that the server announces for each column.
 * 3. Its errors are translated and do not hold the statement.
 */
export interface MysqlConnection {
  /** The server's id of this connection. */
  readonly id: number;
  readonly account: MysqlAccountName;
  query(sql: string, values?: readonly unknown[], action?: string): Promise<Row[]>;
  execute(statement: Buffer | string, action?: string, details?: ErrorDetails): Promise<ExecuteResult>;
  /**
   * Runs a `LOAD DATA LOCAL` whose file is `source`, read as fast as the server takes it. The server gets no other
   * file, and this one once. A piece may be overwritten when the next one is asked for. If `source` fails, destroys the
   * connection, so that the server keeps none of it, and throws the source's error unchanged.
   */
  loadLocal(
    statement: string,
    source: AsyncIterable<Buffer>,
    action?: string,
    details?: ErrorDetails,
  ): Promise<LoadResult>;
  /**
   * Runs a SELECT whose rows are not kept, and yields what `encoder` makes of them; the server waits for the reader.
   * Leaving before its end destroys the connection; what runs at the server is for `killThread`.
   */
  selectOut(sql: string, encoder: RowEncoder, action?: string): AsyncGenerator<Buffer, void, undefined>;
  close(): Promise<void>;
  destroy(): void;
}

/** The driver's frame limit: mysql2 omits the empty last packet of a payload that is an exact multiple of it. */
const PACKET_LIMIT = 16_777_215;

/**
 * Opens a connection as one of the three accounts. Throws MYSQL_UNREACHABLE, MYSQL_AUTH_FAILED or
 * MYSQL_PERMISSION_DENIED.
 */
export const openConnection = async (
  settings: MysqlSettings,
  account: MysqlAccountName,
  options: ConnectOptions = {},
): Promise<MysqlConnection> => {
  options.signal?.throwIfAborted();
  const driver = mysql.createConnection(driverOptions(settings, account, options));
  // Without a listener, a socket error between two statements would end the process; the next call reports it.
  driver.on('error', () => undefined);
  const action = `Cannot connect to MySQL at ${describeAddress(settings)} as "${settings[account].user}"`;
  await new Promise<void>((resolve, reject) =>
    driver.connect((error) => (error ? reject(translateMysqlError(action, error)) : resolve())),
  );
  const connection = new DriverConnection(driver, account);
  const abort = () => driver.destroy();
  options.signal?.addEventListener('abort', abort, { once: true });
  driver.once('end', () => options.signal?.removeEventListener('abort', abort));
  try {
    await connection.execute("SET NAMES utf8mb4, sql_mode = '', time_zone = '+00:00'");
  } catch (error) {
    driver.destroy();
    throw error;
  }
  return connection;
};

/** Runs `body` with a connection and always closes it. */
export const withConnection = async <T>(
  settings: MysqlSettings,
  account: MysqlAccountName,
  options: ConnectOptions,
  body: (connection: MysqlConnection) => Promise<T>,
): Promise<T> => {
  const connection = await openConnection(settings, account, options);
  try {
    return await body(connection);
  } finally {
    await connection.close();
  }
};

export const describeAddress = ({ address }: MysqlSettings): string =>
  'socket' in address ? `"${address.socket}"` : `"${address.host}:${address.port}"`;

class DriverConnection implements MysqlConnection {
  readonly account: MysqlAccountName;
  readonly #driver: mysql.Connection;

  constructor(driver: mysql.Connection, account: MysqlAccountName) {
    this.#driver = driver;
    this.account = account;
  }

  get id(): number {
    return this.#driver.threadId ?? 0;
  }

  async query(sql: string, values: readonly unknown[] = [], action = 'Cannot query the target server'): Promise<Row[]> {
    const text = values.length === 0 ? sql : mysql.format(sql, values as mysql.SqlValue[]);
    const result = await this.#send(Buffer.from(text, 'utf8'), action);
    return Array.isArray(result) ? (result as Row[]) : [];
  }

  async execute(statement: Buffer | string, action = 'Cannot run a statement', details: ErrorDetails = {}) {
    const bytes = typeof statement === 'string' ? Buffer.from(statement, 'utf8') : statement;
    const result = (await this.#send(bytes, action, details)) as Partial<mysql.ResultSetHeader> | unknown[];
    if (Array.isArray(result)) return { affectedRows: 0, warnings: 0 };
    const duplicates = /Duplicates: (\d+)/.exec(result.info ?? '')?.[1];
    return {
      affectedRows: result.affectedRows ?? 0,
      warnings: result.warningStatus ?? 0,
      ...(duplicates !== undefined && { duplicates: Number(duplicates) }),
    };
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(() => {
        this.#driver.destroy();
        resolve();
      }, 2_000);
      this.#driver.end(() => {
        clearTimeout(giveUp);
        resolve();
      });
    });
  }

  destroy(): void {
    this.#driver.destroy();
  }

  async *selectOut(sql: string, encoder: RowEncoder, action = 'Cannot read rows') {
    let ended = false;
    try {
      yield* selectOut(this.#driver, asBytes(Buffer.from(sql, 'utf8')), encoder);
      ended = true;
    } catch (error) {
      ended = true;
      throw translateMysqlError(action, error);
    } finally {
      if (!ended) this.destroy();
    }
  }

  async loadLocal(
    statement: string,
    source: AsyncIterable<Buffer>,
    action = 'Cannot load rows',
    details: ErrorDetails = {},
  ) {
    let failure: { readonly error: unknown } | undefined;
    const driver = this.#driver;
    // If its source fails, the driver ends the file normally, and the server commits what it had.
    async function* guarded() {
      try {
        yield* source;
      } catch (error) {
        failure = { error };
        driver.destroy();
      }
    }
    let file: LocalFile | undefined;
    const open = () => (file = new LocalFile(driver, file === undefined ? guarded() : nothing()));
    try {
      const result = (await this.#send(
        Buffer.from(statement, 'utf8'),
        action,
        details,
        open,
      )) as Partial<mysql.ResultSetHeader>;
      return readLoadInfo(result.info ?? '');
    } catch (error) {
      throw failure === undefined ? error : failure.error;
    } finally {
      file?.close();
    }
  }

  #send(
    bytes: Buffer,
    action: string,
    details: ErrorDetails = {},
    infileStreamFactory?: () => LocalFile,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const lost = () =>
        reject(translateMysqlError(action, { code: 'PROTOCOL_CONNECTION_LOST', message: '' }, details));
      // The driver never answers pending callbacks of a destroyed socket, so the end of the stream must.
      const stream = (this.#driver as unknown as { stream: NodeJS.EventEmitter }).stream;
      stream.once('close', lost);
      const query = {
        sql: asBytes(bytes),
        values: null,
        ...(infileStreamFactory && { infileStreamFactory: infileStreamFactory as unknown as () => Readable }),
      };
      this.#driver.query(query, (error: unknown, result: unknown) => {
        stream.removeListener('close', lost);
        if (error) reject(translateMysqlError(action, error, details));
        else resolve(result);
      });
    });
  }
}

async function* nothing(): AsyncGenerator<Buffer, void, undefined> {}

/** With the connection's charset BINARY a latin1 string reaches the socket byte for byte, whatever SET NAMES said. */
const asBytes = (bytes: Buffer): string => {
  const padded = (bytes.length + 1) % PACKET_LIMIT === 0 ? Buffer.concat([bytes, Buffer.from(' ')]) : bytes;
  return padded.toString('latin1');
};

/** `Records: 3  Deleted: 0  Skipped: 1  Warnings: 1` */
const readLoadInfo = (info: string): LoadResult => {
  const figure = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(info)?.[1] ?? 0);
  return {
    records: figure('Records'),
    deleted: figure('Deleted'),
    skipped: figure('Skipped'),
    warnings: figure('Warnings'),
  };
};

const driverOptions = (
  settings: MysqlSettings,
  account: MysqlAccountName,
  options: ConnectOptions,
): mysql.ConnectionOptions => ({
  ...addressOptions(settings),
  user: settings[account].user,
  password: settings[account].password,
  ...(options.database === undefined ? {} : { database: options.database }),
  charset: 'BINARY',
  // A server that asks for a file outside a LOAD DATA of ours gets none. MySQL's query attributes would put bytes
  // before the statement that PACKET_LIMIT does not count.
  flags: [
    '-SESSION_TRACK',
    '-CLIENT_QUERY_ATTRIBUTES',
    ...(account === 'loader' ? [] : ['-LOCAL_FILES']),
    ...(options.countsFoundRows === false ? ['-FOUND_ROWS'] : []),
  ],
  ...(options.programName !== undefined && { connectAttributes: { program_name: options.programName } }),
  supportBigNumbers: true,
  bigNumberStrings: false,
  dateStrings: true,
  connectTimeout: options.connectTimeoutMs ?? 10_000,
  multipleStatements: false,
});
