import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import type { ServerFacts } from '../../../connectors/mysql/server-facts.js';
import { isStevedoreError } from '../../../contracts/errors.js';

/** How to ask for locks. */
export interface LockTries {
  readonly flavor: ServerFacts['flavor'];
  /** How long to keep retrying, in milliseconds. */
  readonly lockTimeoutMs: number;
  /** @default no watcher */
  readonly watch?: LockWatch;
}

/** Observes the tries; must not throw. */
export interface LockWatch {
  /** Called when others hold a lock; `connectionId` is the server's id of the connection that was refused. */
  readonly refused: (connectionId: number) => void;
  readonly granted: () => void;
}

/**
 * Runs statements that need exclusive access to a table. The connection never queues behind a reader for longer than
 * the server's smallest lock time-out, because new readers would queue behind it; it retries until `lockTimeoutMs` is
 * over. `body` must be idempotent, since a refusal repeats all of it. Throws MYSQL_LOCK_TIMEOUT or MYSQL_DEADLOCK when
 * time is up.
 */
export const withLockTries = async (
  connection: MysqlConnection,
  options: LockTries,
  body: () => Promise<void>,
): Promise<void> => {
  await shortenLockWait(connection, options.flavor);
  const deadline = Date.now() + options.lockTimeoutMs;
  for (;;) {
    try {
      await body();
      options.watch?.granted();
      return;
    } catch (error) {
      if (!isLockRefusal(error) || Date.now() >= deadline) throw error;
      options.watch?.refused(connection.id);
      await pauseBetweenTries(options.flavor);
    }
  }
};

/** MariaDB can refuse at once, MySQL after one second at the soonest. */
const SHORTEST: Readonly<Record<ServerFacts['flavor'], { readonly waitSeconds: number; readonly pauseMs: number }>> = {
  mariadb: { waitSeconds: 0, pauseMs: 20 },
  mysql: { waitSeconds: 1, pauseMs: 1_000 },
};

/** If a try itself makes readers queue, they get as much time without one. */
export const pauseBetweenTries = (flavor: ServerFacts['flavor']): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, SHORTEST[flavor].pauseMs));

export const shortenLockWait = async (connection: MysqlConnection, flavor: ServerFacts['flavor']): Promise<void> => {
  await connection.execute(`SET lock_wait_timeout = ${SHORTEST[flavor].waitSeconds}`);
};

export const isLockRefusal = (error: unknown): boolean =>
  isStevedoreError(error) && (error.code === 'MYSQL_LOCK_TIMEOUT' || error.code === 'MYSQL_DEADLOCK');
