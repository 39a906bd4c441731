import type { DumpImportSettings } from '../contracts/dump-import/settings.js';
import type { Upkeep } from '../contracts/maintenance/upkeep.js';
import { targetOf } from '../contracts/settings.js';
import { sweepTarget } from './clean-up/sweep-target.js';
import { describeOrphans } from './control/find-orphans.js';
import { WORKER_START } from './control/take-epoch.js';
import { verifyLive } from './verify/verify-live.js';

/** What maintenance runs do for pipelines of kind `dump-import`. */
export const dumpImportUpkeep: Upkeep<DumpImportSettings> = {
  sweep: async (settings, { name }) =>
    describeOrphans(await sweepTarget(settings, name, WORKER_START, { yields: true })),
  verify: (settings, pipeline, watch) => verifyLive(targetOf(settings), { settings: pipeline, ...watch }),
};
