/**
 * The fence of one file of a run: decides who may write it.
 *
 * 1. An epoch is taken by raising the number in the ledger row from the one that was read, so two takers never get the
 *    same.
 * 2. Before that, the sessions that the earlier epoch has recorded are ended, and the server has none of them any more.
 *    An epoch's session is recorded by the statement that takes it, and a writer has no other.
 * 3. Whoever was taken over has lost its session, which never reopens; and any transaction that writes finds another
 *    epoch in the ledger row, and stops.
 */
import { endBackends } from '../../../../connectors/postgres/end-backends.js';
import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import type { Backend } from '../../../../connectors/postgres/prepare-session.js';
import type { Claim } from '../../table-target.js';
import { ensureControlTables, LEDGER, readControl } from './control-tables.js';

/** Takes the next epoch for the session. Throws POSTGRES_LOCK_TIMEOUT where the server does not end an earlier one. */
export const takeEpoch = async (connection: PostgresConnection, claim: Claim): Promise<number> => {
  await ensureControlTables(connection);
  for (;;) {
    const seen = await readEpoch(connection, claim);
    await endBackends(connection, seen.sessions, claim.signal === undefined ? {} : { signal: claim.signal });
    const epoch = await raise(connection, claim, seen.epoch);
    if (epoch !== undefined) return epoch;
  }
};

/** Ends the sessions of all writers of a run. */
export const endWriters = async (connection: PostgresConnection, runId: string): Promise<void> => {
  const rows = await readControl(connection, `select sessions from ${LEDGER} where run_id = $1`, [runId], READ);
  await endBackends(
    connection,
    rows.flatMap((row) => sessionsOf(row['sessions'])),
  );
};

const READ = 'Cannot read who writes';

const readEpoch = async (connection: PostgresConnection, { runId, fileNo }: Claim) => {
  const sql = `select epoch, sessions from ${LEDGER} where run_id = $1 and file_no = $2`;
  const [row] = await connection.query(sql, [runId, fileNo], READ);
  return { epoch: Number(row?.['epoch'] ?? 0), sessions: sessionsOf(row?.['sessions']) };
};

const sessionsOf = (json: unknown): readonly Backend[] =>
  typeof json === 'string' ? (JSON.parse(json) as Backend[]) : [];

const raise = async (
  connection: PostgresConnection,
  { runId, fileNo, plan }: Claim,
  seen: number,
): Promise<number | undefined> => {
  const [row] = await connection.query(
    `insert into ${LEDGER} as l (run_id, file_no, epoch, sessions, reached, target_schema, target_table, server_started)
      values ($1, $2, 1, $3, 'staging', $4, $5, ${STARTED})
      on conflict (run_id, file_no) do update set epoch = l.epoch + 1, sessions = excluded.sessions, updated_at = now()
        where l.epoch = $6 returning epoch`,
    [runId, fileNo, JSON.stringify([connection.backend]), plan.name.schema, plan.name.table, seen],
    'Cannot take over the writing of a file',
  );
  return row === undefined ? undefined : Number(row['epoch']);
};

/** Only for people who look: what an unlogged table holds is counted, because a crash need not change it. */
const STARTED = `to_char(pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
