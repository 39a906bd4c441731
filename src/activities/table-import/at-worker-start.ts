import { sweepRunFiles } from '../../table-import/source/work-folder.js';
import type { KindAtStart } from '../run/at-worker-start.js';

/** Removes the files of ended runs from this host's disk. */
export const tableImportAtStart: KindAtStart<'table-import'> = {
  sweep: async ({ name, workFolder }, openRunIds, { logger }) => {
    const removed = await sweepRunFiles(workFolder, name, openRunIds);
    if (removed > 0) logger.info({ pipeline: name, runs: removed }, 'Work files swept');
  },
};
