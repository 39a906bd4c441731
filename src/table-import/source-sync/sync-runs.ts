import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import type {
  SyncEnd,
  SyncError,
  SyncErrorType,
  SyncMetadata,
  SyncRun,
  SyncStatus,
} from '../../contracts/source-sync/source-sync.js';
import { SYNC_STATUSES } from '../../contracts/source-sync/source-sync.js';
import type { Row, SyncDatabase } from './sync-database.js';
import { withSyncDatabase } from './sync-database.js';
import { createSyncTables } from './sync-tables.js';

/**
 * The sync runs of a database, in its tables `sync_runs` and `sync_errors`, which people read and mend by SQL.
 *
 * 1. What somebody wrote there stands until the run of the sync begins or ends, which say how it is.
 * 2. Every method may be repeated.
 *
 * Every method throws the connector's codes.
 */
export interface SyncRuns {
  /** Adds a run, pending; of the same job there is one. Gives its number. */
  add(run: Pick<SyncRun, 'sourceType' | 'sourceIdentifier' | 'job' | 'metadata'>): Promise<number>;
  get(id: number): Promise<SyncRun | undefined>;
  /** Of the run as a whole first, then in the order of the items; at most 100. */
  errorsOf(id: number): Promise<readonly SyncError[]>;
  /** How many there are of each status. */
  stats(): Promise<Readonly<Record<SyncStatus, number>>>;
  /** The oldest first, at most 1,000. */
  list(status: SyncStatus): Promise<readonly SyncRun[]>;
  /**
   * Makes failed runs pending: those of which nobody said why they failed, as where somebody has ended them by SQL, or
   * all that a repeat may heal. Gives how many.
   */
  reopen(which: 'unexplained' | 'healable'): Promise<number>;
  /**
   * Its run has begun: the first one, the retry of the last, or a retry of a sync that failed or was cancelled; it
   * begins anew. False where another run has begun meanwhile: then nothing changes.
   */
  begin(id: number, run: RunOfSync): Promise<boolean>;
  /**
   * Its run has ended, begun or not; what is no longer the sync's changes nothing. With `onlyOpen` neither does the end
   * of a sync that has ended already.
   */
  end(id: number, run: RunOfSync, end: SyncEnd, limits?: { readonly onlyOpen?: boolean }): Promise<void>;
  /** Forgets runs that ended so long ago, with their errors, and hands their jobs on; gives how many runs. */
  forget(olderThanMs: number, removeJob: (job: string) => Promise<unknown>): Promise<number>;
  /** Deletes content that was not seen for so long; gives how much. */
  forgetContent(olderThanMs: number): Promise<number>;
}

/** A run as syncs know it. */
export interface RunOfSync {
  /** @default it never was */
  readonly runId?: string | undefined;
  /** The run that it repeats. @default it is the first */
  readonly retryOf?: string | undefined;
}

/** The tables are created before the first call, where they are missing. */
export const openSyncRuns = (connection: ConnectionSettings): SyncRuns => {
  let created = false;
  const call = <T>(body: (database: SyncDatabase) => Promise<T>): Promise<T> =>
    withSyncDatabase(connection, async (database) => {
      if (!created) await createSyncTables(database);
      created = true;
      return body(database);
    });
  const select = async (database: SyncDatabase, where: string, values: readonly unknown[]): Promise<SyncRun[]> =>
    (
      await database.read(
        `SELECT id, source_type, source_identifier, status, items_processed, items_failed, items_skipped, error_message,
            sync_metadata, job_id, run_id
          FROM ${database.table('sync_runs')} WHERE job_id IS NOT NULL AND ${where}`,
        values,
        'Cannot read the sync runs',
      )
    ).map(toRun);

  return {
    add: ({ sourceType, sourceIdentifier, job, metadata }) =>
      call(async (database) => {
        const table = database.table('sync_runs');
        const [earlier] = await select(database, 'job_id = ?', [job]);
        if (earlier !== undefined) return earlier.id;
        await database.change(
          `INSERT INTO ${table} (source_type, source_identifier, status, sync_metadata, job_id) VALUES (?, ?, 'pending', ?, ?)`,
          [sourceType, sourceIdentifier, JSON.stringify(metadata), job],
          'Cannot record the sync',
        );
        const [row] = await database.read(`SELECT id FROM ${table} WHERE job_id = ?`, [job], 'Cannot record the sync');
        return Number(row?.['id']);
      }),
    get: (id) => call(async (database) => (await select(database, 'id = ?', [id]))[0]),
    errorsOf: (id) =>
      call(async (database) => {
        const sql = `SELECT error_type, error_code, error_message, item_identifier, is_retryable FROM ${database.table('sync_errors')}
          WHERE sync_run_id = ? ORDER BY id LIMIT ${SHOWN_ERRORS}`;
        return (await database.read(sql, [id], 'Cannot read the errors of the sync')).map(toError);
      }),
    stats: () =>
      call(async (database) => {
        const sql = `SELECT status, COUNT(*) AS runs FROM ${database.table('sync_runs')} GROUP BY status`;
        const rows = await database.read(sql, [], 'Cannot count the sync runs');
        const counts = new Map(rows.map((row) => [row['status'], Number(row['runs'])]));
        return Object.fromEntries(SYNC_STATUSES.map((status) => [status, counts.get(status) ?? 0])) as Record<
          SyncStatus,
          number
        >;
      }),
    list: (status) => call((database) => select(database, `status = ? ORDER BY id LIMIT ${MOST}`, [status])),
    reopen: (which) =>
      call((database) => {
        const errors = `SELECT 1 FROM ${database.table('sync_errors')} e WHERE e.sync_run_id = r.id`;
        return database.change(
          `UPDATE ${database.table('sync_runs')} r SET status = 'pending', completed_at = NULL WHERE status = 'failed' AND job_id IS NOT NULL
            AND (NOT EXISTS (${errors})${which === 'healable' ? ` OR EXISTS (${errors} AND e.is_retryable)` : ''})`,
          [],
          'Cannot repeat failed syncs',
        );
      }),
    begin: (id, run) => call((database) => database.together(() => recordBegin(database, id, run))),
    end: (id, run, end, { onlyOpen = false } = {}) =>
      call((database) => database.together(() => recordEnd(database, id, run, end, onlyOpen))),
    forget: async (olderThanMs, removeJob) => {
      for (let forgotten = 0; ; ) {
        const some = await call((database) => forgetSome(database, olderThanMs));
        for (const { job_id: job } of some) if (typeof job === 'string') await removeJob(job);
        forgotten += some.length;
        if (some.length < MOST) return forgotten;
      }
    },
    forgetContent: (olderThanMs) =>
      call((database) =>
        database.change(
          `DELETE FROM ${database.table('content_index')} WHERE last_synced_at < ${ago(database)}`,
          [Math.round(olderThanMs / 1_000)],
          'Cannot delete old content',
        ),
      ),
  };
};

const SHOWN_ERRORS = 100;
const ERRORS_AT_ONCE = 100;
const MOST = 1_000;
const BEGIN = 'Cannot record that the sync has begun';

const ago = ({ kind }: SyncDatabase): string =>
  kind === 'mysql' ? 'DATE_SUB(NOW(), INTERVAL ? SECOND)' : "now() - ?::double precision * interval '1 second'";

const forgetSome = async (database: SyncDatabase, olderThanMs: number): Promise<Row[]> => {
  const action = 'Cannot forget old syncs';
  const table = database.table('sync_runs');
  const rows = await database.read(
    `SELECT id, job_id FROM ${table} WHERE status IN ('completed', 'failed', 'cancelled')
      AND COALESCE(completed_at, created_at) < ${ago(database)} ORDER BY id LIMIT ${MOST}`,
    [Math.round(olderThanMs / 1_000)],
    action,
  );
  for (const row of rows) await database.change(`DELETE FROM ${table} WHERE id = ?`, [row['id']], action);
  return rows;
};

const recordBegin = async (database: SyncDatabase, id: number, { runId, retryOf }: RunOfSync): Promise<boolean> => {
  const table = database.table('sync_runs');
  const [before] = await database.read(`SELECT run_id, status FROM ${table} WHERE id = ? FOR UPDATE`, [id], BEGIN);
  // Somebody has deleted it: the run has nobody to tell.
  if (before === undefined) return true;
  const last = before['run_id'] ?? undefined;
  if (last === runId) {
    const again = `UPDATE ${table} SET status = 'in_progress', completed_at = NULL WHERE id = ?`;
    await database.change(again, [id], BEGIN);
    return true;
  }
  const mayRepeat = retryOf !== undefined && ['failed', 'cancelled'].includes(String(before['status']));
  if (last !== undefined && last !== retryOf && !mayRepeat) return false;
  await database.change(
    `UPDATE ${table} SET status = 'in_progress', run_id = ?, started_at = CURRENT_TIMESTAMP, completed_at = NULL, items_processed = 0,
        items_failed = 0, items_skipped = 0, error_message = NULL WHERE id = ?`,
    [runId, id],
    BEGIN,
  );
  await database.change(`DELETE FROM ${database.table('sync_errors')} WHERE sync_run_id = ?`, [id], BEGIN);
  return true;
};

const recordEnd = async (
  database: SyncDatabase,
  id: number,
  { runId, retryOf }: RunOfSync,
  { status, itemsProcessed, itemsFailed, itemsSkipped, errorMessage, errors, warnings }: SyncEnd,
  onlyOpen: boolean,
): Promise<void> => {
  const action = 'Cannot record the end of the sync';
  const table = database.table('sync_runs');
  const [before] = await database.read(
    `SELECT sync_metadata, run_id, status FROM ${table} WHERE id = ? FOR UPDATE`,
    [id],
    action,
  );
  if (before === undefined) return;
  const isPending = before['status'] === 'pending';
  if (onlyOpen && !isPending && before['status'] !== 'in_progress') return;
  const last = before['run_id'] ?? undefined;
  // Another run has begun meanwhile: the end is no longer that of the sync. One that could not begin ends all the same.
  if (last !== undefined && last !== runId && !(isPending && last === retryOf)) return;
  const { warnings: _, ...metadata } = metadataOf(before);
  await database.change(
    `UPDATE ${table} SET status = ?, items_processed = ?, items_failed = ?, items_skipped = ?, error_message = ?, sync_metadata = ?,
        run_id = ?, completed_at = CURRENT_TIMESTAMP WHERE id = ?`,
    [
      status,
      itemsProcessed,
      itemsFailed,
      itemsSkipped,
      errorMessage ?? null,
      JSON.stringify({ ...metadata, ...(warnings.length === 0 ? {} : { warnings }) }),
      runId ?? null,
      id,
    ],
    action,
  );
  const written = database.table('sync_errors');
  await database.change(`DELETE FROM ${written} WHERE sync_run_id = ?`, [id], action);
  for (let from = 0; from < errors.length; from += ERRORS_AT_ONCE) {
    const some = errors.slice(from, from + ERRORS_AT_ONCE);
    await database.change(
      `INSERT INTO ${written} (sync_run_id, error_type, error_code, error_message, item_identifier, is_retryable)
        VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')}`,
      some.flatMap(({ type, code, message, item, retryable }) => [id, type, code, message, item ?? null, retryable]),
      action,
    );
  }
};

const toRun = (row: Row): SyncRun => ({
  id: Number(row['id']),
  sourceType: String(row['source_type']),
  sourceIdentifier: String(row['source_identifier']),
  status: row['status'] as SyncStatus,
  itemsProcessed: Number(row['items_processed']),
  itemsFailed: Number(row['items_failed']),
  itemsSkipped: Number(row['items_skipped']),
  ...(typeof row['error_message'] === 'string' && { errorMessage: row['error_message'] }),
  job: String(row['job_id']),
  ...(typeof row['run_id'] === 'string' && { runId: row['run_id'] }),
  metadata: metadataOf(row),
});

/** Whatever somebody has made of it. */
const metadataOf = ({ sync_metadata: text }: Row): SyncMetadata => {
  try {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : text;
    if (typeof value === 'object' && value !== null) return value as SyncMetadata;
  } catch {
    // It is as good as none.
  }
  return { target_table: 'content_index' };
};

const toError = (row: Row): SyncError => ({
  type: row['error_type'] as SyncErrorType,
  code: typeof row['error_code'] === 'string' ? row['error_code'] : '',
  message: String(row['error_message']),
  ...(typeof row['item_identifier'] === 'string' && { item: row['item_identifier'] }),
  retryable: row['is_retryable'] === true || Number(row['is_retryable']) === 1,
});
