import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { endBackends } from '../../connectors/postgres/end-backends.js';
import { STARTED_AT } from '../../connectors/postgres/prepare-session.js';
import { StevedoreError } from '../../contracts/errors.js';
import { stagingName } from '../generation-names.js';
import { createControlTables, EPOCH } from './control-tables.js';

/** The right to write generations of a database; a later one ends it. */
export interface Epoch {
  readonly epoch: number;
  readonly runId: string;
}

export interface SessionOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
}

/** What every session of an epoch is called at the server: by it, a later epoch finds those of earlier ones. */
export const epochName = ({ epoch }: Pick<Epoch, 'epoch'>): string => `stevedore sync ${epoch}`;

/**
 * Takes the right to write generations of a database.
 *
 * 1. An epoch is never given twice, and grows.
 * 2. When it returns, no session of an earlier epoch is there any more: sessions bear their epoch in their name, and
 *    are ended. Whoever opens another one afterwards is refused by `assertEpoch` before it commits.
 *
 * Throws POSTGRES_LOCK_TIMEOUT if a session does not end.
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

/**
 * Keeps the epoch from being taken until the transaction ends. Throws FENCED where it was taken already.
 */
export const assertEpoch = async (connection: PostgresConnection, { epoch, runId }: Epoch): Promise<void> => {
  const [row] = await connection.query(
    `select epoch::text, run_id from ${EPOCH} for update`,
    [],
    'Cannot look at the right to write the database',
  );
  if (Number(row?.['epoch']) === epoch && row?.['run_id'] === runId) return;
  throw new StevedoreError(
    'FENCED',
    `Cannot go on: the run ${(row?.['run_id'] as string | undefined) ?? 'of somebody else'} writes the database now`,
  );
};

const endEarlier = async (
  connection: PostgresConnection,
  { epoch }: Epoch,
  database: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const rows = await connection.query(
    `select pid, ${STARTED_AT} as started from pg_catalog.pg_stat_activity
      where datname = any (array[current_database()::text, $2::text])
        and application_name ~ '^stevedore sync [0-9]+$' and substring(application_name from '[0-9]+$')::bigint < $1`,
    [epoch, stagingName(database)],
    'Cannot look for sessions of earlier runs',
  );
  const backends = rows.map(({ pid, started }) => ({ pid: Number(pid), startedAt: String(started) }));
  await endBackends(connection, backends, signal === undefined ? {} : { signal });
};
