import { isStevedoreError } from '../../contracts/errors.js';
import type { ExportJob } from '../../contracts/table-export/export-job.js';
import type { ApiDeps } from '../deps.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import type { RunReader } from '../runs/read-runs.js';

type ReadDeps = Pick<ApiDeps, 'store'> & { readonly reader: Pick<RunReader, 'byId'> };

/**
 * The export as it is now. Its worker records how it ends; one whose run has ended without that, because it was
 * cancelled or its worker has gone, is closed here.
 */
export const readExport = async ({ store, reader }: ReadDeps, job: ExportJob): Promise<ExportJob> => {
  if (job.completedAt !== undefined || job.runId === undefined) return job;
  const run = await findRun(reader, job, job.runId);
  if (run === undefined || run.status === 'running') return job;
  // The worker may have recorded it meanwhile.
  const now = (await inTime(store.exportJobs.get(job.id))) ?? job;
  if (now.completedAt !== undefined) return now;
  const error = run.error?.message ?? (run.status === 'cancelled' ? 'the export was cancelled' : 'the export failed');
  await inTime(store.exportJobs.fail(job.id, error), WRITE_LIMIT_MS);
  return { ...now, status: 'failed', error, completedAt: run.completedAt ?? new Date().toISOString() };
};

interface FoundRun {
  readonly status: string;
  readonly completedAt?: string | undefined;
  readonly error?: { readonly message: string } | undefined;
}

/** Undefined where nobody answers. A run that nobody knows long after its start is lost. */
const findRun = async (reader: ReadDeps['reader'], job: ExportJob, runId: string): Promise<FoundRun | undefined> => {
  try {
    return (await reader.byId(runId)).run;
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    const isLost = error.code === 'RUN_UNKNOWN' && Date.now() - Date.parse(job.createdAt) > LOST_AFTER_MS;
    return isLost ? { status: 'failed', error } : undefined;
  }
};

/** Temporal's index may be late. */
const LOST_AFTER_MS = 600_000;
