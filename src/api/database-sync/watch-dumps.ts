import type { ApiDeps } from '../deps.js';
import { keepLooking } from '../request/keep-looking.js';
import type { DatabaseSyncDeps } from './database-sync-deps.js';

type WatchDeps = Pick<ApiDeps, 'logger'> & Pick<DatabaseSyncDeps, 'dumps' | 'inUse' | 'uploads' | 'limits'>;

/**
 * Removes dumps past their age, and the oldest where all have more bytes than they may, but none that an open run
 * reads; and what is left of uploads that a killed server had begun. Never keeps a process alive.
 */
export const watchDumps = ({ logger, dumps, inUse, uploads, limits }: WatchDeps, everyMs = 3_600_000): (() => void) => {
  const look = async (): Promise<void> => {
    for (const upload of await uploads.list())
      if (Date.now() - upload.changedAt.getTime() > DEAD_PART_MS) await uploads.remove(upload);
    const removed = await dumps.removeOld({ ...limits, inUse: await inUse() });
    if (removed.length > 0) logger.info({ files: removed.length }, 'Old dumps removed');
  };
  return keepLooking(look, everyMs, (err) => logger.warn({ err }, 'Cannot look after the dumps yet'));
};

/** Whoever writes one writes again within minutes. */
const DEAD_PART_MS = 3_600_000;
