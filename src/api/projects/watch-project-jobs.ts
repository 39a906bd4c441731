import type { ErrorCode } from '../../contracts/errors.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { keepLooking } from '../request/keep-looking.js';
import type { ProjectRouteDeps } from './route-deps.js';
import { readProjectJob } from './read-project-job.js';
import { startProjectJob } from './start-project-job.js';

/**
 * Looks after the imports of projects of all servers: starts those whose run is not known, and brings their rows up to
 * date until they have ended. Never keeps a process alive.
 */
export const watchProjectJobs = (deps: ProjectRouteDeps, everyMs = 2_000): (() => void) =>
  keepLooking(
    async (ended) => {
      let failure: unknown;
      for (const job of await deps.store.projectJobs.open()) {
        if (ended()) return;
        try {
          await readProjectJob(deps, await startProjectJob(deps, job));
        } catch (error) {
          // What is away is away for the others, too.
          if (isStevedoreError(error) && AWAY.includes(error.code)) throw error;
          failure ??= error;
        }
      }
      if (failure !== undefined) throw failure as Error;
    },
    everyMs,
    (err) => deps.logger.warn({ err }, 'Cannot look after the imports of projects yet'),
  );

const AWAY: readonly ErrorCode[] = ['STORE_UNREACHABLE', 'TEMPORAL_UNREACHABLE'];
