import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { Fence } from '../fence/epoch.js';
import { endBackends } from '../../connectors/postgres/end-backends.js';
import { openConnection } from '../../connectors/postgres/open-connection.js';
import { ERROR_CODES, isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { prepareLoading, readServerLife } from './prepare-loading.js';

export interface TargetSessionsOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /** Of the epoch that the sessions bear the name of. @default a lost session is always opened again */
  readonly fence?: Fence;
  /** Sessions that build indexes at a time. */
  readonly builds: number;
  /** Of `maintenance_work_mem`, in bytes. @default see `chooseMemory` */
  readonly memory?: number;
  /** Tries of one transaction. @default 4 */
  readonly tries?: number;
}

export interface UseOptions {
  /** For the error of `begin` and `commit`. */
  readonly action: string;
  /** Hears of another try, and why. */
  readonly onAgain?: (reason: string) => void;
}

/** Before the second try; each later one waits four times as long. */
const PAUSE_MS = 100;

/**
 * Sessions of the target that load: opened when they are needed, and used again.
 *
 * 1. `transaction` has its effect once or not at all. When a session is lost, its backend is ended first, so that
 *    nothing of it goes on; then the server is asked whether it had committed. Only what it had not is run again.
 * 2. A server that has started again may have lost what it had answered as committed, because nothing waits for its
 *    disk here (`synchronous_commit = off`). Then nothing of the load is to be trusted, and every call fails.
 * 3. A session whose use threw is not used again.
 * 4. None is opened again once a later epoch was taken (FENCED): what it ended is not done a second time.
 */
export class TargetSessions {
  readonly #settings: PostgresSettings;
  readonly #options: TargetSessionsOptions;
  readonly #idle: PostgresConnection[] = [];
  #life: string | undefined;
  #restarted = false;

  constructor(settings: PostgresSettings, options: TargetSessionsOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /** Runs `body` in a transaction that begins with the statement `first`, in READ COMMITTED. */
  async transaction<T>(first: string, body: (connection: PostgresConnection) => Promise<T>, options: UseOptions) {
    // Of the try that lost its session: what it would have returned, and the number to ask the server about.
    let ended: { readonly id: string; readonly value: T } | undefined;
    return this.#again(options, async (session, isAgain) => {
      if (isAgain && ended !== undefined && (await wasCommitted(session, ended.id))) return ended.value;
      ended = undefined;
      const sql = `begin; ${first}; select pg_current_xact_id()::text as id`;
      const [row] = await session.query(sql, [], options.action);
      const value = await body(session);
      ended = { id: String(row?.['id']), value };
      await session.execute('commit', [], options.action);
      return value;
    });
  }

  /** Runs `body` without a transaction; it may be run more than once. */
  use<T>(options: UseOptions, body: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    return this.#again(options, body);
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((session) => session.close()));
  }

  async #again<T>(
    { onAgain }: UseOptions,
    body: (session: PostgresConnection, isAgain: boolean) => Promise<T>,
  ): Promise<T> {
    const { tries = 4, signal } = this.#options;
    const lost: PostgresConnection[] = [];
    for (let attempt = 1; ; attempt += 1) {
      let session: PostgresConnection | undefined;
      try {
        session = await this.#open();
        await endBackends(
          session,
          lost.map(({ backend }) => backend),
          signal === undefined ? {} : { signal },
        );
        lost.length = 0;
        const value = await body(session, attempt > 1);
        this.#idle.push(session);
        return value;
      } catch (error) {
        session?.destroy();
        signal?.throwIfAborted();
        if (!isPassing(error) || this.#restarted || attempt >= tries) throw error;
        if (session !== undefined) lost.push(session);
        onAgain?.(error.message);
        await sleep(PAUSE_MS * 4 ** (attempt - 1), undefined, { ...(signal === undefined ? {} : { signal }) });
      }
    }
  }

  async #open(): Promise<PostgresConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const { applicationName, signal, fence, builds, memory } = this.#options;
    const session = await openConnection(this.#settings, {
      applicationName,
      ...(signal === undefined ? {} : { signal }),
      ...(fence === undefined ? {} : { onOpen: fence.onOpen }),
    });
    try {
      await prepareLoading(session, { builds, ...(memory === undefined ? {} : { memory }) });
      const life = await readServerLife(session);
      this.#life ??= life;
      if (life === this.#life) return session;
      this.#restarted = true;
      throw restarted();
    } catch (error) {
      session.destroy();
      throw error;
    }
  }
}

/** What was rolled back, or is of no number that the server still knows, has to be run again. */
const wasCommitted = async (session: PostgresConnection, id: string): Promise<boolean> => {
  const sql = `select pg_xact_status('${id}'::xid8) = 'committed' as answer`;
  const [row] = await session.query(sql, [], 'Cannot ask what became of a transaction');
  return row?.['answer'] === true;
};

const isPassing = (error: unknown): error is StevedoreError =>
  isStevedoreError(error) && error.code.startsWith('POSTGRES_') && ERROR_CODES[error.code] === 'retryable';

const restarted = (): StevedoreError =>
  new StevedoreError(
    'POSTGRES_CONNECTION_LOST',
    'Cannot go on loading: the server of the target has started again, and may have lost what it had; the load begins anew',
  );
