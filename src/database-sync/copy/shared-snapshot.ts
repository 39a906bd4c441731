import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { postgresErrorState } from '../../connectors/postgres/errors.js';
import { openConnection } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { lockTables, prepareReading } from '../catalog/read-catalog.js';

export interface SnapshotOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /** Sessions that do nothing but hold the moment, and a lock on every table. @default 3 */
  readonly keepers?: number;
  /** How often each of them says that it is there, for what cuts idle connections. @default 30_000 */
  readonly keepAliveMs?: number;
}

/**
 * One moment of a database, which any number of sessions read.
 *
 * 1. Every session of `open()` sees exactly the same rows as every other, whenever it was opened.
 * 2. The moment lives as long as one keeper lives. One that is lost is replaced at the next `open()`, through another:
 *    a server lets any session that has a moment export it again.
 * 3. When all keepers are lost, so is the moment: `open()` throws SNAPSHOT_LOST, and never a session of another moment.
 * 4. Each keeper holds ACCESS SHARE on every table: while the moment lives, no table is truncated or rewritten, after
 *    which it would be read as empty. Whoever wants to change a table's definition waits.
 * 5. Nothing is written. The server keeps dead rows back for as long as the moment lives.
 */
export interface SharedSnapshot {
  /** A session in a transaction of the moment, prepared for reading; the caller closes it. */
  readonly open: () => Promise<PostgresConnection>;
  readonly close: () => Promise<void>;
}

export const shareSnapshot = async (settings: PostgresSettings, options: SnapshotOptions): Promise<SharedSnapshot> => {
  const { keepers: wanted = 3, keepAliveMs = 30_000 } = options;
  const connect = () => openConnection(settings, options);
  const keepers: PostgresConnection[] = [];
  const drop = (keeper: PostgresConnection): void => {
    keepers.splice(keepers.indexOf(keeper), 1);
    keeper.destroy();
  };
  /** Asks the keepers one after the other; those that do not answer are dropped. */
  const ask = async (sql: string): Promise<string | undefined> => {
    for (const keeper of [...keepers]) {
      try {
        const [row] = await keeper.query(sql, [], 'Cannot keep the moment of the copy');
        return String(row?.['answer']);
      } catch (error) {
        if (!isStevedoreError(error)) throw error;
        drop(keeper);
      }
    }
    return undefined;
  };
  const join = async (): Promise<PostgresConnection> => {
    for (;;) {
      const name = await ask('select pg_export_snapshot() as answer');
      options.signal?.throwIfAborted();
      if (name === undefined) throw lost();
      const connection = await connect();
      try {
        await connection.execute('begin');
        await prepareReading(connection, name);
        return connection;
      } catch (error) {
        connection.destroy();
        // The keeper may have ended between its answer and now; another is asked then.
        if (postgresErrorState(error) !== INVALID_SNAPSHOT) throw error;
      }
    }
  };
  const first = await connect();
  try {
    await first.execute('begin');
    await prepareReading(first);
    // The first statement that reads takes the moment.
    await first.query('select pg_current_snapshot()::text as answer');
    await lockTables(first);
  } catch (error) {
    first.destroy();
    throw error;
  }
  keepers.push(first);
  const refill = async (): Promise<void> => {
    while (keepers.length < wanted) {
      const keeper = await join();
      await lockTables(keeper).catch((error: unknown) => {
        keeper.destroy();
        throw error;
      });
      keepers.push(keeper);
    }
  };
  const closing = new AbortController();
  const keepAlive = (async () => {
    for (;;) {
      await sleep(keepAliveMs, undefined, { signal: closing.signal, ref: false });
      for (const keeper of [...keepers]) await keeper.query('select 1 as answer').catch(() => drop(keeper));
    }
  })().catch(() => undefined);
  let opening: Promise<unknown> = Promise.resolve();
  const open = (): Promise<PostgresConnection> => {
    const opened = opening.then(async () => {
      const connection = await join();
      // Somebody may wait for a table's lock, behind whom a new keeper would wait; the next call tries again.
      await refill().catch((error: unknown) => {
        if (isStevedoreError(error) && error.code === 'POSTGRES_LOCK_TIMEOUT') return;
        connection.destroy();
        throw error;
      });
      return connection;
    });
    opening = opened.catch(() => undefined);
    return opened;
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all([keepAlive, ...keepers.splice(0).map((keeper) => keeper.close())]);
  };
  try {
    await refill();
  } catch (error) {
    await close();
    throw error;
  }
  return { open, close };
};

const INVALID_SNAPSHOT = '22023';

const lost = (): StevedoreError =>
  new StevedoreError(
    'SNAPSHOT_LOST',
    'Cannot go on reading the source: every session that held the moment of the copy has ended; the copy begins again, of a later moment',
  );
