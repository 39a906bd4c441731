import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { endBackends } from '../../connectors/postgres/end-backends.js';
import { inTransaction } from '../../connectors/postgres/in-transaction.js';
import { STARTED_AT } from '../../connectors/postgres/prepare-session.js';
import { StevedoreError } from '../../contracts/errors.js';
import { stagingName } from '../generation-names.js';
import { createControlTables, EPOCH } from '../publish/control-tables.js';
import type { Epoch } from './epoch.js';
import { ENDS_IF_IDLE } from './epoch.js';

export interface SessionOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /**
   * Hears, before the right changes hands, which other run has it; what it throws leaves it there. @default every run
   * gives way
   */
  readonly mayTake?: (holder: string) => Promise<void>;
}

/**
 * Takes the right to write generations of a database.
 *
 * 1. An epoch is never given twice, and grows.
 * 2. When it returns, no session of an earlier epoch is there any more: sessions bear their epoch in their name, and
 *    are ended. Whoever opens another one afterwards looks at the epoch first (`fencedSession`), which was noted before
 *    sessions were listed: it is ended, or refused.
 *
 * 3. Of several that take it at once each hears of the one before.
 * 4. Nobody holds the row for long: a session that does nothing meanwhile is ended by the server.
 *
 * Throws POSTGRES_LOCK_TIMEOUT if a session does not end or keeps the row, TARGET_UNSUITABLE if the account cannot see
 * one, and what `mayTake` does.
 */
export const takeEpoch = (
  target: PostgresSettings,
  runId: string,
  { mayTake = () => Promise.resolve(), ...session }: SessionOptions,
): Promise<Epoch> =>
  withConnection(target, session, async (connection) => {
    await createControlTables(connection);
    const action = 'Cannot take the right to write the database';
    // Somebody's row, for those to wait at who begin together.
    await connection.execute(
      `insert into ${EPOCH} (one, epoch, run_id, taken_at) values (true, 0, '', now()) on conflict do nothing`,
      [],
      action,
    );
    const epoch = await inTransaction(connection, async () => {
      await connection.execute(`${ENDS_IF_IDLE}; set local lock_timeout = '90s'`, [], action);
      const [before] = await connection.query(`select run_id from ${EPOCH} for update`, [], action);
      const holder = (before?.['run_id'] ?? '') as string;
      if (holder !== '' && holder !== runId) await mayTake(holder);
      const [row] = await connection.query(
        `update ${EPOCH} set epoch = epoch + 1, run_id = $1, taken_at = now() returning epoch::text`,
        [runId],
        action,
      );
      return { epoch: Number(row?.['epoch']), runId };
    });
    await endEarlier(connection, epoch, target.database, session.signal);
    return epoch;
  });

const endEarlier = async (
  connection: PostgresConnection,
  { epoch }: Epoch,
  database: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  // Anybody may give a session any name: one whose number is too long for a bigint is none of ours.
  const rows = await connection.query(
    `select pid, usename::text as account, ${STARTED_AT} as started from pg_catalog.pg_stat_activity
      where datname = any (array[current_database()::text, $2::text])
        and case when application_name ~ '^stevedore sync [0-9]{1,18}$' then substring(application_name from '[0-9]+$')::bigint < $1 end`,
    [epoch, stagingName(database)],
    'Cannot look for sessions of earlier runs',
  );
  const hidden = rows.filter(({ started }) => started === null);
  if (hidden.length > 0)
    throw new StevedoreError(
      'TARGET_UNSUITABLE',
      `Cannot end the sessions of an earlier run: the account may not see those of ${[...new Set(hidden.map(({ account }) => `"${String(account)}"`))].join(', ')}; grant it pg_read_all_stats and pg_signal_backend, or use the account of the earlier run`,
    );
  const backends = rows.map(({ pid, started }) => ({ pid: Number(pid), startedAt: String(started) }));
  await endBackends(connection, backends, signal === undefined ? {} : { signal });
};
