/**
 * Finds out that an answer will never come, although the connection is open: a tunnel, a pooler or a line that takes
 * bytes and passes nothing on.
 *
 * 1. A server that works is never disturbed, however long it says nothing (a lock, an index, a table of dead rows): the
 *    server itself is asked, in another session, what ours does there. A slow line is not a stall: its bytes move.
 * 2. It is a stall when the server waits for us and we for the server, twice in a row; or when ours is not there any
 *    more; or when nobody could ask, `MOST_SILENT` times in a row.
 * 3. It looks only while something is to come: not while the session idles, is paused, or has nothing to send.
 */
import type { Socket } from 'node:net';
import pg from 'pg';
import { sqlStateOf } from '../../contracts/connections/postgres-conditions.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { addressOptions } from './address-options.js';
import type { Backend } from './prepare-session.js';
import { STARTED_AT } from './prepare-session.js';

/** What the server does for a session: `waits` is for its client. */
export type AtServer = 'works' | 'waits' | 'gone' | 'silent';

export interface Watched {
  readonly stream: Pick<Socket, 'bytesRead' | 'bytesWritten'>;
  /** Whether the next move is the server's. */
  readonly expects: () => boolean;
  /** Must not throw. */
  readonly ask: () => Promise<AtServer>;
  readonly onStall: () => void;
}

/** @default 60_000 is how long nothing comes before the server is asked, and between two questions */
export const watchStall = ({ stream, expects, ask, onStall }: Watched, silentMs = 60_000): { stop: () => void } => {
  let [moved, since, bad, isAsking] = [-1, Date.now(), 0, false];
  const look = async (): Promise<void> => {
    const now = stream.bytesRead + stream.bytesWritten;
    if (now !== moved || !expects()) [moved, since, bad] = [now, Date.now(), 0];
    if (Date.now() - since < silentMs) return;
    const answer = await ask();
    const hasMoved = stream.bytesRead + stream.bytesWritten !== now || !expects();
    since = Date.now();
    if (hasMoved || answer === 'works') bad = 0;
    else if ((bad += WEIGHT[answer]) >= MOST) onStall();
  };
  const timer = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    void look().finally(() => (isAsking = false));
  }, silentMs / 4);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};

const MOST_SILENT = 3;
const MOST = 6;
const WEIGHT: Readonly<Record<Exclude<AtServer, 'works'>, number>> = {
  gone: MOST,
  waits: MOST / 2,
  silent: MOST / MOST_SILENT,
};

const LEAST_ASK_MS = 2_000;
const MOST_ASK_MS = 10_000;

/** Asks, in a session of its own, what the server does for another one. */
export const askServer = async (
  settings: PostgresSettings,
  { pid, startedAt }: Backend,
  silentMs = MOST_ASK_MS,
): Promise<AtServer> => {
  const askMs = Math.min(MOST_ASK_MS, Math.max(LEAST_ASK_MS, silentMs));
  const driver = new pg.Client({
    ...addressOptions(settings),
    application_name: 'stevedore watch',
    connectionTimeoutMillis: askMs,
    query_timeout: askMs,
  });
  driver.on('error', () => undefined);
  try {
    await driver.connect();
    const { rows } = await driver.query<{ state: string; wait: string | null }>(
      `select state, wait_event_type as wait from pg_catalog.pg_stat_activity where pid = $1 and ${STARTED_AT} = $2`,
      [pid, startedAt],
    );
    const [row] = rows;
    if (row === undefined) return 'gone';
    return row.state === 'active' && row.wait !== 'Client' ? 'works' : 'waits';
  } catch (error) {
    // A server that refuses answers: its line is open.
    return sqlStateOf(error) === undefined ? 'silent' : 'works';
  } finally {
    void driver.end().catch(() => undefined);
  }
};
