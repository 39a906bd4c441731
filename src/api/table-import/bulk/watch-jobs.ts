import type { ErrorCode } from '../../../contracts/errors.js';
import { isStevedoreError } from '../../../contracts/errors.js';
import type { ApiDeps } from '../../deps.js';
import { keepLooking } from '../../request/keep-looking.js';
import type { RunReader } from '../../runs/read-runs.js';
import { startJob } from './create-job.js';
import type { ImportDeps } from './import-deps.js';
import { readJob } from './read-job.js';
import { sweepUploads } from './sweep-uploads.js';

type WatchDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger'> & {
  readonly imports: ImportDeps;
  readonly reader: Pick<RunReader, 'byId'>;
};

export interface WatchTimes {
  /** How often open jobs are looked at. @default 2_000 */
  readonly everyMs?: number;
  /** How often files are looked at. @default 3_600_000 */
  readonly filesEveryMs?: number;
}

/**
 * Looks after the jobs of all servers, from its start on: starts those whose run is not known, brings their rows up to
 * date until they have ended, and removes files that nobody needs any more. Never keeps a process alive.
 */
export const watchJobs = (deps: WatchDeps, { everyMs = 2_000, filesEveryMs = 3_600_000 }: WatchTimes = {}) => {
  const { store, logger } = deps;
  let filesDue = 0;

  const look = async (ended: () => boolean): Promise<void> => {
    let failure: unknown;
    for (const job of await store.importJobs.open()) {
      if (ended()) return;
      try {
        await readJob(deps, await startJob(deps, job));
      } catch (error) {
        // What is away is away for the others, too.
        if (isStevedoreError(error) && AWAY.includes(error.code)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure as Error;
    if (Date.now() < filesDue) return;
    filesDue = Date.now() + filesEveryMs;
    await sweepUploads(deps);
  };
  return keepLooking(look, everyMs, (err) => logger.warn({ err }, 'Cannot look after the imports yet'));
};

const AWAY: readonly ErrorCode[] = ['STORE_UNREACHABLE', 'TEMPORAL_UNREACHABLE'];
