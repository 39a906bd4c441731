import { isStevedoreError } from '../../../contracts/errors.js';
import type { ImportJob, JobProgress } from '../../../contracts/table-import/import-job.js';
import type { JobError } from '../../../contracts/table-import/job-error.js';
import type { LedgerEntry } from '../../../table-import/target/table-target.js';
import type { ApiDeps } from '../../deps.js';
import { inTime, WRITE_LIMIT_MS } from '../../request/in-time.js';
import type { RunView } from '../../runs/join-run.js';
import type { RunReader } from '../../runs/read-runs.js';
import type { ImportDeps } from './import-deps.js';

type ReadDeps = Pick<ApiDeps, 'store'> & { readonly imports: ImportDeps; readonly reader: Pick<RunReader, 'byId'> };

/**
 * The job as it is now, which the store then has, too.
 *
 * 1. Counts are those of the target's ledger, which grow with what is committed. While the target does not answer, they
 *    stay as they were.
 * 2. A job ends with its run, once its counts and errors are known; then it does not change any more.
 */
export const readJob = async (deps: ReadDeps, job: ImportJob): Promise<ImportJob> => {
  const { store, imports, reader } = deps;
  if (job.completedAt !== undefined || job.runId === undefined) return job;
  const run = await findRun(reader, job, job.runId);
  const isOver = run !== undefined && run.status !== 'running';
  const found = await orUndefined(readTarget(imports, job, job.runId, isOver));
  if (!isOver || found === undefined) {
    const now = progressOf(job, run, found?.entry);
    await inTime(store.importJobs.update(job.id, now), WRITE_LIMIT_MS);
    return { ...job, ...now };
  }
  const hasSucceeded = run.status === 'success' || run.status === 'skipped';
  const ofFile = hasSucceeded ? [] : [{ line: 0, errors: [whyFailed(run)] }];
  const end: JobProgress = {
    ...progressOf(job, run, found.entry),
    status: hasSucceeded ? 'completed' : 'failed',
    errors: [...ofFile, ...found.errors].slice(0, MOST_ERRORS),
  };
  const completedAt = run.completedAt ?? new Date().toISOString();
  await inTime(store.importJobs.close(job.id, end, completedAt), WRITE_LIMIT_MS);
  return { ...job, ...end, completedAt };
};

const MOST_ERRORS = 1_000;

type FoundRun = Pick<RunView, 'status' | 'attempt' | 'completedAt' | 'error'>;

/** Undefined where nobody answers. A run that nobody knows long after its start is lost. */
const findRun = async (reader: ReadDeps['reader'], job: ImportJob, runId: string): Promise<FoundRun | undefined> => {
  try {
    return (await reader.byId(runId)).run;
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    const isLost = error.code === 'RUN_UNKNOWN' && Date.now() - Date.parse(job.createdAt) > LOST_AFTER_MS;
    return isLost ? { status: 'failed', attempt: 0, error: { code: error.code, message: error.message } } : undefined;
  }
};

/** Temporal's index may be late. */
const LOST_AFTER_MS = 600_000;

interface Found {
  readonly entry: LedgerEntry | undefined;
  readonly errors: readonly JobError[];
}

/** What the target has of the run; a resource that is no longer declared has no target. */
const readTarget = async (
  { resources, withTarget }: ImportDeps,
  job: ImportJob,
  runId: string,
  isOver: boolean,
): Promise<Found> => {
  const connection = resources[job.resource]?.connection;
  if (connection === undefined) return { entry: undefined, errors: [] };
  const reading = withTarget(connection, async (target) => {
    const [entry] = await target.ledger(runId);
    // A file that was staged and not published has rejects that its ledger does not count.
    if (!isOver) return { entry, errors: [] };
    const stored = await target.rejects.list({ runId, limit: MOST_ERRORS });
    return {
      entry,
      errors: stored.map(({ line, reasons }) => ({ line, errors: reasons.map(({ message }) => message) })),
    };
  });
  return inTime(reading, TARGET_LIMIT_MS);
};

const TARGET_LIMIT_MS = 5_000;

const progressOf = (job: ImportJob, run: FoundRun | undefined, entry: LedgerEntry | undefined): JobProgress => {
  const before = { ...job, errors: [] };
  // The worker opens a run with its first attempt.
  if (entry === undefined)
    return { ...before, status: run !== undefined && run.attempt > 0 ? 'processing' : job.status };
  const { records, inserted, updated, unchanged, superseded, rejected, phase } = entry;
  // What is only staged has no fate yet, but for what was rejected.
  const processed = phase === 'done' ? records : inserted + updated + unchanged + superseded + rejected;
  return {
    status: 'processing',
    total: Math.max(job.total, records, processed),
    processed: Math.max(job.processed, processed),
    succeeded: Math.max(job.succeeded, processed - rejected),
    failed: Math.max(job.failed, rejected),
    errors: [],
  };
};

const whyFailed = ({ status, error }: FoundRun): string =>
  error?.message ?? (status === 'cancelled' ? 'the import was cancelled' : 'the import failed');

/** What does not answer is asked again later. */
const orUndefined = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading;
  } catch (error) {
    if (isStevedoreError(error)) return undefined;
    throw error;
  }
};
