import type { Kysely, Selectable } from 'kysely';
import type { ExportJob } from '../../contracts/table-export/export-job.js';
import { cut, fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';
import type { ExportJobStore } from './export-stores.js';
import type { ExportJobsTable } from './tables.js';

/** The exports that the API was asked for, in their table; see `ExportJobStore`. */
export const createExportJobStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): ExportJobStore => {
  const now = (): string => toTime(new Date().toISOString());
  const open = (id: string) => db.updateTable('export_jobs').where('id', '=', id).where('completed_at', 'is', null);
  return {
    claim: (job, { keyHash, requestHash }) =>
      call('record the export', async () => {
        const { request } = job;
        const row = {
          id: job.id,
          idempotency_key: job.idempotencyKey,
          resource_type: cut(request.resource ?? request.table ?? '', 255),
          format: request.format,
          filters: job.filters === undefined ? null : JSON.stringify(job.filters),
          fields: request.fields === undefined ? null : JSON.stringify(request.fields),
          status: job.status,
          created_at: toTime(job.createdAt),
          updated_at: toTime(job.createdAt),
          request: JSON.stringify(request),
          reads_secrets: job.readsSecrets ? 1 : 0,
          key_hash: keyHash,
          request_hash: requestHash,
          asked_by: cut(job.askedBy, 64),
          host: job.host,
        };
        await keepExisting(db.insertInto('export_jobs').values(row), ['key_hash']).execute();
        const query = db.selectFrom('export_jobs').selectAll().where('key_hash', '=', keyHash);
        const first = await query.executeTakeFirstOrThrow();
        return { job: toJob(first), requestHash: first.request_hash };
      }),
    get: (id) =>
      call('read the export', async () => {
        const row = await db.selectFrom('export_jobs').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? undefined : toJob(row);
      }),
    list: ({ limit, offset }) =>
      call('list the exports', async () => {
        const query = db.selectFrom('export_jobs').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
        const rows = await query.limit(limit).offset(offset).execute();
        const counted = await db.selectFrom('export_jobs').select(db.fn.countAll().as('jobs')).executeTakeFirst();
        return { jobs: rows.map(toJob), total: Number(counted?.jobs ?? 0) };
      }),
    open: () =>
      call('read the open exports', async () => {
        const query = db.selectFrom('export_jobs').selectAll().where('completed_at', 'is', null);
        return (await query.orderBy('created_at').limit(MOST_OPEN).execute()).map(toJob);
      }),
    setRun: (id, runId) =>
      call('record the run of the export', async () => {
        const unset = db.updateTable('export_jobs').set({ run_id: runId, updated_at: now() }).where('id', '=', id);
        await unset.where('run_id', 'is', null).execute();
      }),
    begin: (id) =>
      call('record the begin of the export', async () => {
        await open(id).set({ status: 'processing', updated_at: now() }).execute();
      }),
    complete: (id, { file, rows }) =>
      call('record the end of the export', async () => {
        const end = { status: 'completed', total_records: rows, download_url: `/exports/${file}`, error: null };
        const incomplete = db.updateTable('export_jobs').where('id', '=', id).where('status', '!=', 'completed');
        await incomplete.set({ ...end, updated_at: now(), completed_at: now() }).execute();
      }),
    fail: (id, error) =>
      call('record the end of the export', async () => {
        const end = { status: 'failed', error: cut(error, 2_000) };
        await open(id)
          .set({ ...end, updated_at: now(), completed_at: now() })
          .execute();
      }),
  };
};

/** A server that has more catches up when some of them are over. */
const MOST_OPEN = 1_000;

const toJob = (row: Selectable<ExportJobsTable>): ExportJob => ({
  id: row.id,
  idempotencyKey: row.idempotency_key,
  request: JSON.parse(row.request) as ExportJob['request'],
  ...(row.filters === null ? {} : { filters: JSON.parse(row.filters) as object }),
  readsSecrets: Number(row.reads_secrets) === 1,
  host: row.host,
  status: row.status as ExportJob['status'],
  total: Number(row.total_records),
  ...(row.download_url === null ? {} : { file: row.download_url.slice('/exports/'.length) }),
  ...(row.error === null ? {} : { error: row.error }),
  createdAt: fromDatetime(row.created_at),
  ...(row.completed_at === null ? {} : { completedAt: fromDatetime(row.completed_at) }),
  askedBy: row.asked_by,
  ...(row.run_id === null ? {} : { runId: row.run_id }),
});
