import pg from 'pg';
import { sqlStateOf } from '../../../contracts/connections/postgres-conditions.js';
import type { PostgresSettings } from '../../../contracts/connections/postgres.js';
import { addressOptions } from '../address-options.js';
import type { Backend } from '../prepare-session.js';
import { STARTED_AT } from '../prepare-session.js';
import type { AtServer } from './watch-stall.js';

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
  let isIn = false;
  try {
    await driver.connect();
    isIn = true;
    const { rows } = await driver.query<{ state: string; wait: string | null }>(
      `select state, wait_event_type as wait from pg_catalog.pg_stat_activity where pid = $1 and ${STARTED_AT} = $2`,
      [pid, startedAt],
    );
    const [row] = rows;
    if (row === undefined) return 'gone';
    // A server that does not track what sessions do says 'disabled'.
    return row.state === 'disabled' || (row.state === 'active' && row.wait !== 'Client') ? 'works' : 'waits';
  } catch (error) {
    // What lets us in or refuses us answers: the line is open. A pooler lets in, and then waits for a free session.
    return isIn || sqlStateOf(error) !== undefined ? 'works' : 'silent';
  } finally {
    void driver.end().catch(() => undefined);
  }
};
