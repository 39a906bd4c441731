/**
 * The fence: decides who may write to the target server.
 *
 * 1. An epoch is a number of the control schema that is never given twice; each try of an activity that writes takes
 *    one.
 * 2. Taking one first revokes the earlier epochs of its scope, then kills their recorded connections, then waits until
 *    the server has ended them. The scope is one database (a load) or the whole pipeline (a publish); epochs of other
 *    runs of the pipeline are always earlier.
 * 3. A connection is recorded before its first write, and only while its epoch is not revoked. So a writer that was
 *    taken for dead is either recorded and killed, or finds its epoch revoked and writes nothing.
 * 4. A connection that breaks is not reopened: its epoch's work ends with the error.
 * 5. A run takes no epoch once its pipeline has seen a later run: a worker that was paused may receive one of its steps
 *    long after.
 * 6. Connection ids restart with the server, so a kill also compares the client's address.
 */
import type { MysqlAccountName, MysqlConnection, Row } from '../../connectors/mysql/open-connection.js';
import { killThread } from '../../connectors/mysql/kill-thread.js';
import { listThreads } from '../../connectors/mysql/list-threads.js';
import { openConnection, withConnection } from '../../connectors/mysql/open-connection.js';
import { quoteQualified } from '../../connectors/mysql/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import { CONTROL_SCHEMA } from '../../contracts/dump-import/target-names.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { controlTable, ensureControlSchema } from './control-schema.js';
import { isWithoutControl } from './is-without-control.js';

/** The scope that covers every database of a pipeline. */
export const WHOLE_PIPELINE = '*';

/** The run id of a settlement that belongs to no run. */
export const WORKER_START = 'worker-start';

export interface EpochRequest {
  readonly pipeline: string;
  readonly runId: string;
  /** A database name, or WHOLE_PIPELINE. */
  readonly scope: string;
  readonly signal?: AbortSignal;
  /**
   * The newest epoch of the pipeline that the caller has seen: where another one was taken since, it is not revoked,
   * and FENCED is thrown.
   */
  readonly behind?: number;
}

export interface Epoch {
  readonly number: number;
  /** The publisher's recorded connection, used to write the control tables. */
  readonly publisher: MysqlConnection;
  /** Opens and records a connection. Throws FENCED if a later epoch took over. */
  open(account: MysqlAccountName, database?: string): Promise<MysqlConnection>;
  /** Closes what it opened. Ignores a failed close: the next epoch kills what is left. */
  close(): Promise<void>;
}

/** Takes the next epoch of a scope. Throws FENCED or a `MYSQL_…` code, and then leaves no connection behind. */
export const takeEpoch = async (settings: MysqlSettings, request: EpochRequest): Promise<Epoch> => {
  const publisher = await openConnection(settings, 'publisher', signalOf(request));
  try {
    await ensureControlSchema(publisher);
    const number = await insertEpoch(publisher, request);
    await assertNotSuperseded(publisher, request);
    if (request.behind !== undefined) await assertNoneBetween(publisher, request, request.behind, number);
    const epoch = new TakenEpoch(settings, request, number, publisher);
    await record(publisher, publisher, number);
    await revokeEarlier(settings, publisher, request, number);
    return epoch;
  } catch (error) {
    publisher.destroy();
    throw error;
  }
};

class TakenEpoch implements Epoch {
  readonly number: number;
  readonly publisher: MysqlConnection;
  readonly #settings: MysqlSettings;
  readonly #request: EpochRequest;
  readonly #opened: MysqlConnection[] = [];

  constructor(settings: MysqlSettings, request: EpochRequest, number: number, publisher: MysqlConnection) {
    this.#settings = settings;
    this.#request = request;
    this.number = number;
    this.publisher = publisher;
  }

  async open(account: MysqlAccountName, database?: string): Promise<MysqlConnection> {
    const connection = await openConnection(this.#settings, account, {
      ...(database === undefined ? {} : { database }),
      ...signalOf(this.#request),
    });
    try {
      await record(this.publisher, connection, this.number);
    } catch (error) {
      connection.destroy();
      throw error;
    }
    this.#opened.push(connection);
    return connection;
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((connection) => connection.close()));
    await this.publisher
      .query(`DELETE FROM ${controlTable('connections')} WHERE epoch = ?`, [this.number])
      .catch(() => undefined);
    await this.publisher.close();
  }
}

const insertEpoch = async (publisher: MysqlConnection, request: EpochRequest): Promise<number> => {
  await publisher.query(
    `INSERT INTO ${controlTable('epochs')} (pipeline, run_id, scope, taken_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))`,
    [request.pipeline, request.runId, request.scope],
  );
  const [row] = await publisher.query('SELECT LAST_INSERT_ID() AS epoch');
  return Number(row?.['epoch']);
};

/**
 * Invariant 5: runs of a pipeline follow one another, so the current run is the one whose first epoch is the latest.
 */
const assertNotSuperseded = async (publisher: MysqlConnection, { pipeline, runId }: EpochRequest): Promise<void> => {
  if (runId === WORKER_START) return;
  const [later] = await publisher.query(
    `SELECT MIN(epoch) AS first FROM ${controlTable('epochs')} WHERE pipeline = ? AND run_id NOT IN (?, '${WORKER_START}')
      GROUP BY run_id HAVING first > (SELECT MIN(epoch) FROM ${controlTable('epochs')} WHERE pipeline = ? AND run_id = ?) LIMIT 1`,
    [pipeline, runId, pipeline, runId],
  );
  if (later === undefined) return;
  throw new StevedoreError('FENCED', `Cannot write to the target: a later run of "${pipeline}" has begun`, {
    details: { pipeline },
  });
};

/** The newest epoch of a pipeline; 0 where there is none. */
export const newestEpoch = async (publisher: MysqlConnection, pipeline: string): Promise<number> => {
  try {
    const [row] = await publisher.query(
      `SELECT MAX(epoch) AS newest FROM ${controlTable('epochs')} WHERE pipeline = ?`,
      [pipeline],
    );
    return Number(row?.['newest'] ?? 0);
  } catch (error) {
    if (isWithoutControl(error)) return 0;
    throw error;
  }
};

const assertNoneBetween = async (
  publisher: MysqlConnection,
  { pipeline }: EpochRequest,
  behind: number,
  number: number,
): Promise<void> => {
  const [other] = await publisher.query(
    `SELECT epoch FROM ${controlTable('epochs')} WHERE pipeline = ? AND epoch > ? AND epoch < ? LIMIT 1`,
    [pipeline, behind, number],
  );
  if (other === undefined) return;
  throw new StevedoreError('FENCED', `Cannot write to the target: a run of "${pipeline}" has begun meanwhile`, {
    details: { pipeline },
  });
};

/** Invariant 3: one statement, so that it cannot fall between the revocation and the reading of the record. */
const record = async (publisher: MysqlConnection, connection: MysqlConnection, epoch: number): Promise<void> => {
  const self = (await listThreads(connection)).find(({ id }) => id === connection.id);
  const { affectedRows } = await publisher.execute(
    `INSERT INTO ${controlTable('connections')} (epoch, account, connection_id, client)
      SELECT epoch, '${connection.account}', ${connection.id}, '${(self?.host ?? '').replaceAll("'", '')}'
      FROM ${controlTable('epochs')} WHERE epoch = ${epoch} AND NOT revoked FOR UPDATE`,
    'Cannot record a connection',
  );
  if (affectedRows !== 1) {
    throw new StevedoreError('FENCED', `Cannot write to the target: epoch ${epoch} was taken over by a later one`, {
      details: { epoch },
    });
  }
};

const revokeEarlier = async (
  settings: MysqlSettings,
  publisher: MysqlConnection,
  { pipeline, runId, scope }: EpochRequest,
  number: number,
): Promise<void> => {
  const earlier = `pipeline = ? AND epoch < ? AND (run_id <> ? OR scope = ? OR ? = '${WHOLE_PIPELINE}')`;
  const values = [pipeline, number, runId, scope, scope];
  await publisher.query(`UPDATE ${controlTable('epochs')} SET revoked = TRUE WHERE ${earlier} AND NOT revoked`, values);
  const recorded = await publisher.query(
    `SELECT account, connection_id, client FROM ${controlTable('connections')}
      WHERE epoch IN (SELECT epoch FROM ${controlTable('epochs')} WHERE ${earlier})`,
    values,
  );
  for (const account of ['loader', 'owner', 'publisher'] as const) {
    const own = recorded.filter((row) => row['account'] === account);
    if (own.length > 0) await killAll(settings, account, own);
  }
  await publisher.query(
    `DELETE FROM ${controlTable('connections')}
      WHERE epoch IN (SELECT epoch FROM ${controlTable('epochs')} WHERE ${earlier})`,
    values,
  );
  if (scope === WHOLE_PIPELINE) await dropTokens(publisher, pipeline, number);
};

/** An account may kill its own connections without any privilege. */
const killAll = (settings: MysqlSettings, account: MysqlAccountName, recorded: readonly Row[]): Promise<void> =>
  withConnection(settings, account, {}, async (connection) => {
    const deadline = Date.now() + KILL_TIMEOUT_MS;
    for (;;) {
      const alive = await stillAlive(connection, recorded);
      if (alive.length === 0) return;
      if (Date.now() > deadline) {
        throw new StevedoreError(
          'MYSQL_LOCK_TIMEOUT',
          `Cannot take over from an earlier worker: the server has not ended its ${alive.length} connections yet`,
        );
      }
      for (const id of alive) await killThread(connection, id);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

const KILL_TIMEOUT_MS = 60_000;

const stillAlive = async (connection: MysqlConnection, recorded: readonly Row[]): Promise<number[]> => {
  const threads = await listThreads(connection);
  const known = new Map(recorded.map((row) => [Number(row['connection_id']), row['client']]));
  return threads.filter(({ id, host }) => known.has(id) && known.get(id) === host).map(({ id }) => id);
};

/** Tokens of earlier epochs: any rename that names one of them now fails as a whole. */
const dropTokens = async (publisher: MysqlConnection, pipeline: string, number: number): Promise<void> => {
  const prefix = `next_${pipeline}_`;
  const tokens = await publisher.query(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND LEFT(TABLE_NAME, ?) = ?',
    [CONTROL_SCHEMA, prefix.length, prefix],
  );
  for (const token of tokens) {
    const name = textOf(token['name']);
    if (/^\d+$/.test(name.slice(prefix.length)) && Number(name.slice(prefix.length)) < number) {
      await publisher.execute(`DROP TABLE IF EXISTS ${quoteQualified(CONTROL_SCHEMA, name)}`);
    }
  }
};

const signalOf = (request: EpochRequest): { signal?: AbortSignal } =>
  request.signal === undefined ? {} : { signal: request.signal };

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
