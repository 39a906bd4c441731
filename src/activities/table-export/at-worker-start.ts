import { removeOldExports } from '../../table-export/remove-old-exports.js';
import type { KindAtStart } from '../run/at-worker-start.js';

/** Removes files of exports past their age, and parts that a killed worker left. */
export const tableExportAtStart: KindAtStart<'table-export'> = {
  sweep: async ({ name, folder, keepMs, maxBytes }, _openRunIds, { store, logger }) => {
    const removed = await removeOldExports(folder, { keepMs, maxBytes });
    if (removed.length === 0) return;
    await store.exportFiles.remove(removed);
    logger.info({ pipeline: name, files: removed.length }, 'Old files of exports removed');
  },
};
