import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { endBackends } from '../../connectors/postgres/end-backends.js';
import { STARTED_AT } from '../../connectors/postgres/prepare-session.js';
import { StevedoreError } from '../../contracts/errors.js';
import { stagingName } from '../generation-names.js';
import { createControlTables, EPOCH } from '../publish/control-tables.js';
import type { Epoch } from './epoch.js';

export interface SessionOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
}

/**
 * Takes the right to write generations of a database.
 *
 * 1. An epoch is never given twice, and grows.
 * 2. When it returns, no session of an earlier epoch is there any more: sessions bear their epoch in their name, and
 *    are ended. Whoever opens another one afterwards looks at the epoch first (`fencedSession`), which was noted before
 *    sessions were listed: it is ended, or refused.
 *
 * Throws POSTGRES_LOCK_TIMEOUT if a session does not end, TARGET_UNSUITABLE if the account cannot see one.
 */
export const takeEpoch = (target: PostgresSettings, runId: string, session: SessionOptions): Promise<Epoch> =>
  withConnection(target, session, async (connection) => {
    await createControlTables(connection);
    const [row] = await connection.query(
      `insert into ${EPOCH} as e (one, epoch, run_id, taken_at) values (true, 1, $1, now())
       on conflict (one) do update set epoch = e.epoch + 1, run_id = excluded.run_id, taken_at = excluded.taken_at
       returning epoch::text`,
      [runId],
      'Cannot take the right to write the database',
    );
    const epoch = { epoch: Number(row?.['epoch']), runId };
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
