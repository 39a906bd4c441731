/**
 * The fence of one file of a run: decides who may write it.
 *
 * 1. Whoever writes a file holds the server's lock of its name, from before its epoch until its session ends; the
 *    server frees the lock after it has rolled back what the session had not committed. So two never write at a time.
 * 2. Who comes later ends the session that holds the lock, which is known by the lock itself: numbers of sessions begin
 *    anew with the server, and all that use its socket have the same address.
 * 3. Taking the lock raises the epoch in the ledger. Every transaction that writes finds its own epoch there or stops;
 *    a session that was ended never reopens.
 */
import { createHash } from 'node:crypto';
import { killThread } from '../../../../connectors/mysql/kill-thread.js';
import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../../../contracts/errors.js';
import type { Claim } from '../../table-target.js';
import { ensureControlTables, LEDGER, readControl } from './control-tables.js';

/** Takes the next epoch for the session. Throws MYSQL_LOCK_TIMEOUT where the server does not end an earlier one. */
export const takeEpoch = async (connection: MysqlConnection, claim: Claim): Promise<number> => {
  const { runId, fileNo, plan } = claim;
  await ensureControlTables(connection);
  await takeOver(connection, lockName('file', runId, `${fileNo}`));
  await connection.query(
    `INSERT INTO ${LEDGER} (run_id, file_no, epoch, session, reached, target_schema, target_table)
      VALUES (?, ?, 1, ?, 'staging', ?, ?) ON DUPLICATE KEY UPDATE epoch = epoch + 1, session = ?`,
    [runId, fileNo, connection.id, plan.name.schema, plan.name.table, connection.id],
    'Cannot take over the writing of a file',
  );
  const sql = `SELECT epoch FROM ${LEDGER} WHERE run_id = ? AND file_no = ?`;
  const [row] = await connection.query(sql, [runId, fileNo]);
  return Number(row?.['epoch']);
};

/** Ends the sessions of all writers of a run. */
export const endWriters = async (connection: MysqlConnection, runId: string): Promise<void> => {
  const sql = `SELECT file_no FROM ${LEDGER} WHERE run_id = ?`;
  for (const row of await readControl(connection, sql, [runId], 'Cannot read who writes')) {
    const name = lockName('file', runId, String(row['file_no']));
    await takeOver(connection, name);
    await connection.query('DO RELEASE_LOCK(?)', [name]);
  }
};

/** The name of one of the server's locks, which has at most 64 characters. */
export const lockName = (of: string, ...parts: readonly string[]): string =>
  `stevedore.${of}.${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;

const MOST_WAIT_MS = 30_000;

const takeOver = async (connection: MysqlConnection, name: string): Promise<void> => {
  const deadline = Date.now() + MOST_WAIT_MS;
  for (;;) {
    const [row] = await connection.query('SELECT IS_USED_LOCK(?) AS holder', [name], 'Cannot read who writes');
    const holder = row?.['holder'];
    if (holder != null && Number(holder) !== connection.id) await killThread(connection, Number(holder));
    const [taken] = await connection.query('SELECT GET_LOCK(?, 1) AS taken', [name], 'Cannot lock a file of a run');
    if (Number(taken?.['taken']) === 1) return;
    if (Date.now() < deadline) continue;
    throw new StevedoreError(
      'MYSQL_LOCK_TIMEOUT',
      `Cannot take over from an earlier try: the server has not ended its session ${String(holder)} after ${MOST_WAIT_MS} ms`,
    );
  }
};
