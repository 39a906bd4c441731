import { isStevedoreError } from '../../contracts/errors.js';
import type { JobFile, ProjectJob } from '../../contracts/projects/project-job.js';
import { MOST_PROBLEMS } from '../../contracts/projects/project-job.js';
import type { StoredReject } from '../../contracts/table-import/reject.js';
import type { ImportedFile, TableImportDetail } from '../../contracts/table-import/snapshot.js';
import { NO_RECORDS } from '../../contracts/table-import/record-counts.js';
import type { JobJson } from '../../table-import/callback/job-end-rules.js';
import { endedJobJson, fileResults, jobEndOf, jobFileOf } from '../../table-import/callback/job-end-rules.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import type { RunView } from '../runs/join-run.js';
import type { ProjectRouteDeps } from './route-deps.js';

type ReadDeps = Pick<ProjectRouteDeps, 'store' | 'projects' | 'reader'>;

/**
 * The job as it is now.
 *
 * 1. Its worker records its end before the run itself is over; what no worker has recorded, because the run was lost or
 *    could not begin, is recorded here.
 * 2. Counts of an open one are those of the target's ledger. While the target does not answer they are the run's own.
 */
export const readProjectJob = async (deps: ReadDeps, job: ProjectJob): Promise<JobJson> => {
  const { store } = deps;
  if (job.end !== undefined) return endedJobJson(job, job.end);
  const run = job.runId === undefined ? undefined : await findRun(deps.reader, job, job.runId);
  if (run === undefined || job.runId === undefined) return openJson(job, 0, []);
  if (run.status === 'running' || run.status === 'not_started') {
    if (run.attempt === 0) return openJson(job, 0, []);
    await inTime(store.projectJobs.begin(job.id, run.startedAt), WRITE_LIMIT_MS);
    const running = { ...job, status: 'running' as const, startedAt: run.startedAt };
    return openJson(running, run.progress, await filesNow(deps, job.runId, run));
  }
  const again = await inTime(store.projectJobs.get(job.id));
  if (again?.end !== undefined) return endedJobJson(again, again.end);
  const end = jobEndOf(
    {
      outcome: run.status,
      startedAt: run.startedAt,
      completedAt: run.completedAt ?? new Date().toISOString(),
      ...(run.error === undefined ? {} : { failure: run.error }),
      files: detailOf(run)?.files ?? [],
      warnings: run.warnings,
    },
    await rejectsOf(deps, job.runId),
  );
  await inTime(store.projectJobs.close(job.id, end), WRITE_LIMIT_MS);
  return endedJobJson(job, end);
};

type FoundRun = Pick<
  RunView,
  'status' | 'attempt' | 'progress' | 'startedAt' | 'completedAt' | 'error' | 'warnings' | 'snapshot'
>;

/** Undefined where nobody answers. A run that nobody knows long after its start is lost. */
const findRun = async (reader: ReadDeps['reader'], job: ProjectJob, runId: string): Promise<FoundRun | undefined> => {
  try {
    return (await reader.byId(runId)).run;
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    const isLost = error.code === 'RUN_UNKNOWN' && Date.now() - Date.parse(job.createdAt) > LOST_AFTER_MS;
    if (!isLost) return undefined;
    return {
      status: 'failed',
      attempt: 0,
      progress: 0,
      startedAt: job.startedAt ?? job.createdAt,
      error: { code: error.code, message: error.message },
      warnings: [],
      snapshot: { step: 'initialization', attempt: 0, maxAttempts: 0, progress: 0 },
    };
  }
};

/** Temporal's index may be late. */
const LOST_AFTER_MS = 600_000;

const detailOf = ({ snapshot }: FoundRun): TableImportDetail | undefined =>
  snapshot.detail as TableImportDetail | undefined;

/** The files that have begun, with what is committed of each. The run's own list is cut where it is long. */
const filesNow = async ({ store, projects }: ReadDeps, runId: string, run: FoundRun): Promise<readonly JobFile[]> => {
  const shown = new Map<number, ImportedFile>((detailOf(run)?.files ?? []).map((file) => [file.fileNo, file]));
  const begun = await inTime(store.importedFiles.ofRun(runId));
  for (const { fileNo, name, table, state } of begun) {
    const before = shown.get(fileNo) ?? { ...NO_RECORDS, fileNo, name, table, state: 'writing' };
    shown.set(fileNo, state === 'done' ? { ...before, state: 'done' } : before);
  }
  for (const connection of new Set(begun.map((file) => file.connection))) {
    const entries = await orNothing(projects.withTarget(connection, (target) => target.ledger(runId)));
    for (const { fileNo, epoch: _, phase: __, ...counts } of entries) {
      const before = shown.get(fileNo);
      if (before !== undefined) shown.set(fileNo, { ...before, ...counts });
    }
  }
  return [...shown.values()].sort((one, two) => one.fileNo - two.fileNo).map(jobFileOf);
};

const rejectsOf = async ({ store, projects }: ReadDeps, runId: string): Promise<readonly StoredReject[]> => {
  const begun = await inTime(store.importedFiles.ofRun(runId));
  const found: StoredReject[] = [];
  for (const connection of new Set(begun.map((file) => file.connection)))
    found.push(
      ...(await orNothing(
        projects.withTarget(connection, (target) => target.rejects.list({ runId, limit: MOST_PROBLEMS })),
      )),
    );
  return found;
};

/** What does not answer is asked again later. */
const orNothing = async <T>(reading: Promise<readonly T[]>): Promise<readonly T[]> => {
  try {
    return await inTime(reading, TARGET_LIMIT_MS);
  } catch (error) {
    if (isStevedoreError(error)) return [];
    throw error;
  }
};

const TARGET_LIMIT_MS = 5_000;

const openJson = (
  { id, runId, project, status, createdAt, startedAt }: ProjectJob,
  progress: number,
  files: readonly JobFile[],
): JobJson => ({
  job_id: id,
  run_id: runId ?? null,
  project,
  status,
  progress,
  created_at: createdAt,
  started_at: startedAt ?? null,
  completed_at: null,
  result: null,
  file_results: fileResults(files, []),
});
