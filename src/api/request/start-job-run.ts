import type { RunClient } from '../../connectors/temporal/run-client.js';
import type { AnyRunInput } from '../../contracts/kinds.js';
import { inTime, WRITE_LIMIT_MS } from './in-time.js';

/** What the store keeps of a job, whatever it is for. */
interface KeptJob {
  readonly id: string;
  readonly askedBy: string;
  readonly runId?: string;
  readonly completedAt?: string;
}

/** What a job's run is started with, beside who asked for it. */
type JobInput<I = AnyRunInput> = I extends AnyRunInput ? Omit<I, 'trigger' | 'by' | 'job'> : never;

/**
 * Starts the run of a job where none is known, once; with it, its id is in the store. Throws TEMPORAL_UNREACHABLE and
 * STORE_UNREACHABLE.
 */
export const startJobRun = async <J extends KeptJob>(
  runs: Pick<RunClient, 'start'>,
  jobs: { setRun(id: string, runId: string): Promise<void> },
  job: J,
  input: JobInput,
): Promise<J> => {
  if (job.runId !== undefined || job.completedAt !== undefined) return job;
  const { runId } = await runs.start({ ...input, trigger: 'api', by: job.askedBy, job: job.id });
  await inTime(jobs.setRun(job.id, runId), WRITE_LIMIT_MS);
  return { ...job, runId };
};
