import type { Kysely, Selectable } from 'kysely';
import type { ImportJob, JobProgress } from '../../contracts/table-import/import-job.js';
import { cut, fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { ImportJobStore } from '../store.js';
import type { ImportJobsTable, StoreTables } from '../tables.js';

/** The imports that uploads asked for, in their table; see `ImportJobStore`. */
export const createImportJobStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): ImportJobStore => {
  const now = (): string => toTime(new Date().toISOString());
  return {
    claim: (job, { keyHash, requestHash }) =>
      call('record the import', async () => {
        const row = {
          id: job.id,
          idempotency_key: job.idempotencyKey,
          resource_type: job.resource,
          format: job.format,
          file_path: job.path,
          ...progressRow(job),
          created_at: toTime(job.createdAt),
          updated_at: toTime(job.createdAt),
          key_hash: keyHash,
          request_hash: requestHash,
          asked_by: cut(job.askedBy, 64),
          host: job.host,
        };
        await keepExisting(db.insertInto('import_jobs').values(row), ['key_hash']).execute();
        const query = db.selectFrom('import_jobs').selectAll().where('key_hash', '=', keyHash);
        const first = await query.executeTakeFirstOrThrow();
        return { job: toJob(first), requestHash: first.request_hash };
      }),
    get: (id) =>
      call('read the import', async () => {
        const row = await db.selectFrom('import_jobs').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? undefined : toJob(row);
      }),
    list: ({ limit, offset }) =>
      call('list the imports', async () => {
        const query = db.selectFrom('import_jobs').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
        const rows = await query.limit(limit).offset(offset).execute();
        const counted = await db.selectFrom('import_jobs').select(db.fn.countAll().as('jobs')).executeTakeFirst();
        return { jobs: rows.map(toJob), total: Number(counted?.jobs ?? 0) };
      }),
    open: () =>
      call('read the open imports', async () => {
        const query = db.selectFrom('import_jobs').selectAll().where('completed_at', 'is', null);
        return (await query.orderBy('created_at').limit(MOST_OPEN).execute()).map(toJob);
      }),
    setRun: (id, runId) =>
      call('record the run of the import', async () => {
        const unset = db.updateTable('import_jobs').set({ run_id: runId, updated_at: now() }).where('id', '=', id);
        await unset.where('run_id', 'is', null).execute();
      }),
    update: (id, progress) =>
      call('record the state of the import', async () => {
        const { errors: _, ...counts } = progressRow(progress);
        const behind = db
          .updateTable('import_jobs')
          .set({ ...counts, updated_at: now() })
          .where('id', '=', id);
        const open = behind.where('completed_at', 'is', null);
        await open.where('processed_count', '<=', progress.processed).execute();
      }),
    close: (id, progress, completedAt) =>
      call('record the end of the import', async () => {
        await db
          .updateTable('import_jobs')
          .set({ ...progressRow(progress), updated_at: now(), completed_at: toTime(completedAt) })
          .where('id', '=', id)
          .where('completed_at', 'is', null)
          .execute();
      }),
  };
};

/** A server that has more catches up when some of them are over. */
const MOST_OPEN = 1_000;

const progressRow = ({ status, total, processed, succeeded, failed, errors }: JobProgress) => ({
  status,
  total_records: total,
  processed_count: processed,
  success_count: succeeded,
  fail_count: failed,
  errors: errors.length === 0 ? null : JSON.stringify(errors),
});

const toJob = (row: Selectable<ImportJobsTable>): ImportJob => ({
  id: row.id,
  idempotencyKey: row.idempotency_key,
  resource: row.resource_type,
  format: row.format as ImportJob['format'],
  path: row.file_path,
  host: row.host,
  status: row.status as ImportJob['status'],
  total: Number(row.total_records),
  processed: Number(row.processed_count),
  succeeded: Number(row.success_count),
  failed: Number(row.fail_count),
  errors: row.errors === null ? [] : (JSON.parse(row.errors) as ImportJob['errors']),
  createdAt: fromDatetime(row.created_at),
  ...(row.completed_at === null ? {} : { completedAt: fromDatetime(row.completed_at) }),
  askedBy: row.asked_by,
  ...(row.run_id === null ? {} : { runId: row.run_id }),
});
