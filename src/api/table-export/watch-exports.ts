import type { ErrorCode } from '../../contracts/errors.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { ApiDeps } from '../deps.js';
import { keepLooking } from '../request/keep-looking.js';
import type { RunReader } from '../runs/read-runs.js';
import { startExport } from './create-export.js';
import { readExport } from './read-export.js';

type WatchDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger'> & { readonly reader: Pick<RunReader, 'byId'> };

/**
 * Looks after the exports of all servers, from its start on: starts those whose run is not known, and closes those
 * whose run has ended without a word. Never keeps a process alive.
 */
export const watchExports = (deps: WatchDeps, everyMs = 2_000): (() => void) => {
  const look = async (ended: () => boolean): Promise<void> => {
    let failure: unknown;
    for (const job of await deps.store.exportJobs.open()) {
      if (ended()) return;
      try {
        await readExport(deps, await startExport(deps, job));
      } catch (error) {
        // What is away is away for the others, too.
        if (isStevedoreError(error) && AWAY.includes(error.code)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure as Error;
  };
  return keepLooking(look, everyMs, (err) => deps.logger.warn({ err }, 'Cannot look after the exports yet'));
};

const AWAY: readonly ErrorCode[] = ['STORE_UNREACHABLE', 'TEMPORAL_UNREACHABLE'];
