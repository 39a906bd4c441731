import { pipelinesOf } from '../../contracts/kinds.js';
import type { Settings } from '../../contracts/settings.js';
import { targetOf } from '../../contracts/settings.js';
import type { Orphans } from '../control/find-orphans.js';
import type { SweepRequest } from './sweep-orphans.js';
import { sweepOrphans } from './sweep-orphans.js';

/**
 * Sweeps the target after ended runs of a pipeline, as its configuration says. `runId`: the run that is open, or
 * WORKER_START where none is. Throws FENCED and `MYSQL_…` codes.
 */
export const sweepTarget = (
  settings: Settings,
  pipeline: string,
  runId: string,
  options: Pick<SweepRequest, 'yields'> = {},
): Promise<Orphans> => {
  const foreign = pipelinesOf(settings, 'dump-import')
    .filter(({ name }) => name !== pipeline)
    .flatMap(({ databases }) => databases.map(({ name }) => name));
  return sweepOrphans(targetOf(settings), {
    pipeline,
    runId,
    foreign,
    ...(settings.retentionMs > 0 ? { keepEpochsMs: settings.retentionMs } : {}),
    ...options,
  });
};
