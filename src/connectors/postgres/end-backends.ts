import { setTimeout as sleep } from 'node:timers/promises';
import { StevedoreError } from '../../contracts/errors.js';
import type { PostgresConnection } from './open-connection.js';
import { STARTED_AT } from './prepare-session.js';
import type { Backend } from './prepare-session.js';

export interface EndOptions {
  readonly signal?: AbortSignal;
  /** @default 30_000 */
  readonly timeoutMs?: number;
}

const ASK_EVERY_MS = 50;

/**
 * Ends these sessions and waits until the server has none of them: they hold no lock and write nothing any more.
 * A session that has ended, or whose number another one has now, is left alone. The account must be the one that opened
 * them, or have `pg_signal_backend` and `pg_read_all_stats`. Throws POSTGRES_LOCK_TIMEOUT if one is still there after
 * the time, and `POSTGRES_…` codes.
 */
export const endBackends = async (
  connection: PostgresConnection,
  backends: readonly Backend[],
  { signal, timeoutMs = 30_000 }: EndOptions = {},
): Promise<void> => {
  if (backends.length === 0) return;
  const deadline = Date.now() + timeoutMs;
  const values = [backends.map(({ pid }) => pid), backends.map(({ startedAt }) => startedAt)];
  for (;;) {
    signal?.throwIfAborted();
    const left = await connection.query(TERMINATE, values, 'Cannot end the sessions of an earlier try');
    if (left.length === 0) return;
    if (Date.now() > deadline)
      throw stillThere(
        left.map((row) => Number(row['pid'])),
        timeoutMs,
      );
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
};

const TERMINATE = `select pid, pg_terminate_backend(pid) as told from pg_stat_activity
  where (pid, ${STARTED_AT}) in (select * from unnest($1::int[], $2::text[])) and pid <> pg_backend_pid()`;

const stillThere = (pids: readonly number[], timeoutMs: number): StevedoreError =>
  new StevedoreError(
    'POSTGRES_LOCK_TIMEOUT',
    `Cannot end the sessions of an earlier try: still at the server after ${timeoutMs} ms: ${pids.join(', ')}`,
  );
