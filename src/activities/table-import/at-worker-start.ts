import { sweepRunFiles } from '../../table-import/source/work-folder.js';
import type { KindAtStart } from '../run/at-worker-start.js';

/**
 * Removes the files of ended runs from this host's disk. What is younger than Temporal's index may be late stays until
 * the next start: it may be of a job that has just begun.
 */
export const tableImportAtStart: KindAtStart<'table-import'> = {
  sweep: async ({ name, workFolder }, openRunIds, { logger }) => {
    const removed = await sweepRunFiles(workFolder, name, openRunIds, {
      latest: Number.MAX_SAFE_INTEGER,
      since: new Date(Date.now() - LATE_MS).toISOString(),
    });
    if (removed > 0) logger.info({ pipeline: name, runs: removed }, 'Work files swept');
  },
};

const LATE_MS = 10 * 60_000;
