import type { Kysely, Selectable } from 'kysely';
import type { JobEnd, JobFile, ProjectJob } from '../../contracts/projects/project-job.js';
import { MOST_PROBLEMS } from '../../contracts/projects/project-job.js';
import { statsOf } from '../../contracts/projects/job-stats.js';
import { cut, cutText, fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';
import type { CpiJobErrorsTable, CpiJobFilesTable, CpiJobsTable } from './cpi-tables.js';
import type { ProjectJobStore } from './project-stores.js';

/** Imports of projects, in their tables; see `ProjectJobStore`. */
export const createProjectJobStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): ProjectJobStore => {
  const wholeOf = async (row: Selectable<CpiJobsTable>): Promise<ProjectJob> => {
    if (row.completed_at === null) return toJob(row);
    const files = db.selectFrom('cpi_job_files').selectAll().where('job_id', '=', row.id).orderBy('file_no');
    const errors = db.selectFrom('cpi_job_errors').selectAll().where('job_id', '=', row.id).orderBy('position');
    return { ...toJob(row), end: toEnd(row, row.completed_at, await files.execute(), await errors.execute()) };
  };
  /** The first end stays, however often it is told. */
  const closeFirst = async (row: Selectable<CpiJobsTable>, end: JobEnd, runId: string | undefined): Promise<void> => {
    // Before the end itself: whoever sees it sees them too.
    await writeEnd(db, row.id, end, toTime, keepExisting);
    await db
      .updateTable('cpi_jobs')
      .set({
        ...endOf(end, toTime),
        ...(row.run_id === null && runId !== undefined ? { run_id: runId } : {}),
        ...(row.started_at === null && end.startedAt !== undefined ? { started_at: toTime(end.startedAt) } : {}),
      })
      .where('id', '=', row.id)
      .where('completed_at', 'is', null)
      .execute();
  };
  return {
    add: (job) =>
      call('record the import', async () => {
        const row = {
          id: job.id,
          project_id: job.projectId,
          project: job.project,
          status: job.status,
          created_at: toTime(job.createdAt),
          asked_by: cut(job.askedBy, 64),
          files: job.files === undefined ? null : JSON.stringify(job.files),
        };
        await keepExisting(db.insertInto('cpi_jobs').values(row), ['id']).execute();
      }),
    get: (id) =>
      call('read the import', async () => {
        const row = await db.selectFrom('cpi_jobs').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? undefined : wholeOf(row);
      }),
    list: ({ limit, offset }) =>
      call('list the imports', async () => {
        const query = db.selectFrom('cpi_jobs').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
        const rows = await query.limit(limit).offset(offset).execute();
        const counted = await db.selectFrom('cpi_jobs').select(db.fn.countAll().as('jobs')).executeTakeFirst();
        return { jobs: rows.map(toJob), total: Number(counted?.jobs ?? 0) };
      }),
    open: () =>
      call('read the open imports', async () => {
        const query = db.selectFrom('cpi_jobs').selectAll().where('completed_at', 'is', null);
        return (await query.orderBy('created_at').limit(MOST_OPEN).execute()).map(toJob);
      }),
    setRun: (id, runId) =>
      call('record the run of the import', async () => {
        const unset = db.updateTable('cpi_jobs').set({ run_id: runId }).where('id', '=', id);
        await unset.where('run_id', 'is', null).execute();
      }),
    begin: (id, startedAt) =>
      call('record the beginning of the import', async () => {
        await db
          .updateTable('cpi_jobs')
          .set({ status: 'running', started_at: toTime(startedAt) })
          .where('id', '=', id)
          .where('started_at', 'is', null)
          .where('completed_at', 'is', null)
          .execute();
      }),
    close: (id, end, runId) =>
      call('record the end of the import', async () => {
        const row = await db.selectFrom('cpi_jobs').selectAll().where('id', '=', id).executeTakeFirst();
        if (row === undefined) return;
        if (row.completed_at === null) return closeFirst(row, end, runId);
        const isLater = new Date(end.completedAt) > new Date(fromDatetime(row.completed_at));
        if (runId === undefined || runId === row.run_id || !isLater) return;
        // A retry has ended: whoever reads sees the one end or the other.
        await db.transaction().execute(async (trx) => {
          for (const table of ['cpi_job_files', 'cpi_job_errors'] as const)
            await trx.deleteFrom(table).where('job_id', '=', id).execute();
          await writeEnd(trx, id, end, toTime, keepExisting);
          const own = { run_id: runId, ...(end.startedAt === undefined ? {} : { started_at: toTime(end.startedAt) }) };
          await trx
            .updateTable('cpi_jobs')
            .set({ ...endOf(end, toTime), ...own })
            .where('id', '=', id)
            .execute();
        });
      }),
  };
};

type ToTime = StoreEngine['toTime'];

const endOf = (end: JobEnd, toTime: ToTime) => ({
  status: end.status,
  stats: JSON.stringify({ ...statsOf(end.files), warnings: end.warnings }),
  completed_at: toTime(end.completedAt),
});

const writeEnd = async (
  db: Kysely<StoreTables>,
  id: string,
  end: JobEnd,
  toTime: ToTime,
  keepExisting: StoreEngine['keepExisting'],
): Promise<void> => {
  for (const some of inParts(end.files))
    await keepExisting(db.insertInto('cpi_job_files').values(some.map((file) => fileRow(id, file))), [
      'job_id',
      'file_no',
    ]).execute();
  const problems = end.problems.slice(0, MOST_PROBLEMS).map(({ type, message, fileNo }, position) => ({
    job_id: id,
    error_type: type,
    message: cutText(message),
    timestamp: toTime(end.completedAt),
    file_no: fileNo ?? null,
    position,
  }));
  for (const some of inParts(problems))
    await keepExisting(db.insertInto('cpi_job_errors').values(some), ['job_id', 'position']).execute();
};

/** A server that has more catches up when some of them are over. */
const MOST_OPEN = 1_000;

/** A statement has a limited number of parameters. */
function* inParts<T>(rows: readonly T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += 500) yield rows.slice(at, at + 500);
}

const fileRow = (job: string, { fileNo, name, table, state, error, ...counts }: JobFile) => ({
  job_id: job,
  file_no: fileNo,
  filename: cutText(name),
  table_name: cut(table, 255),
  status: state,
  inserted: counts.inserted,
  updated: counts.updated,
  unchanged: counts.unchanged,
  superseded: counts.superseded,
  rejected: counts.rejected,
  error: error === undefined ? null : cutText(error),
});

const toJob = (row: Selectable<CpiJobsTable>): ProjectJob => ({
  id: row.id,
  projectId: row.project_id,
  project: row.project,
  ...(row.files === null ? {} : { files: JSON.parse(row.files) as string[] }),
  status: row.status as ProjectJob['status'],
  createdAt: fromDatetime(row.created_at),
  ...(row.started_at === null ? {} : { startedAt: fromDatetime(row.started_at) }),
  ...(row.completed_at === null ? {} : { completedAt: fromDatetime(row.completed_at) }),
  askedBy: row.asked_by,
  ...(row.run_id === null ? {} : { runId: row.run_id }),
});

const toEnd = (
  row: Selectable<CpiJobsTable>,
  completedAt: Date | string,
  files: readonly Selectable<CpiJobFilesTable>[],
  errors: readonly Selectable<CpiJobErrorsTable>[],
): JobEnd => ({
  status: row.status as JobEnd['status'],
  ...(row.started_at === null ? {} : { startedAt: fromDatetime(row.started_at) }),
  completedAt: fromDatetime(completedAt),
  files: files.map((file) => ({
    fileNo: file.file_no,
    name: file.filename,
    table: file.table_name,
    state: file.status as JobFile['state'],
    inserted: Number(file.inserted),
    updated: Number(file.updated),
    unchanged: Number(file.unchanged),
    superseded: Number(file.superseded),
    rejected: Number(file.rejected),
    ...(file.error === null ? {} : { error: file.error }),
  })),
  problems: errors.map(({ error_type: type, message, file_no: fileNo }) => ({
    type,
    message,
    ...(fileNo === null ? {} : { fileNo }),
  })),
  warnings: (JSON.parse(row.stats ?? '{}') as { warnings?: string[] }).warnings ?? [],
});
