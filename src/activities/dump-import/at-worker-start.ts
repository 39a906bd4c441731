import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { targetOf } from '../../contracts/settings.js';
import { sweepTarget } from '../../dump-import/clean-up/sweep-target.js';
import { settlePipeline } from '../../dump-import/clean-up/settle-pipeline.js';
import { describeOrphans } from '../../dump-import/control/find-orphans.js';
import { WORKER_START } from '../../dump-import/control/take-epoch.js';
import { sweepPreviewFolders } from '../../dump-import/preview/preview-folder.js';
import { FAILED_RUNS_KEPT, sweepRunFiles } from '../../dump-import/work-files.js';
import type { KindAtStart, WorkerStartDeps } from '../run/at-worker-start.js';

/**
 * Ends a publish that was interrupted; removes orphans on the target of pipelines without an open run, and work files
 * on this host that are no longer kept.
 */
export const dumpImportAtStart: KindAtStart<'dump-import'> = {
  settle: async (pipeline, { settings, logger }) => {
    const { settlement, warnings } = await settlePipeline(targetOf(settings), pipeline, WORKER_START);
    if (settlement !== 'nothing')
      logger.warn({ pipeline: pipeline.name, settlement }, 'Settled an interrupted publish');
    for (const warning of warnings) logger.warn({ pipeline: pipeline.name }, warning);
  },

  sweep: async (pipeline, openRunIds, deps) => {
    const { settings, logger } = deps;
    if (openRunIds.length === 0) {
      const swept = describeOrphans(await sweepTarget(settings, pipeline.name, WORKER_START));
      if (swept !== undefined) logger.warn({ pipeline: pipeline.name, swept }, 'Removed what an ended run had left');
    }
    await sweepFiles(pipeline, openRunIds, deps);
  },
};

/**
 * Files of the open run stay, because a retry resumes from them; those of failed runs go once a later run has
 * published.
 */
const sweepFiles = async (
  { name, storage }: DumpImportSettings,
  keep: readonly string[],
  { store, logger }: WorkerStartDeps,
) => {
  const published = storage.cleanupOnSuccess ? (await store.generations.latest(name))?.publishedAt : undefined;
  const removed = await sweepRunFiles(storage.tempDir, name, keep, {
    latest: storage.keepFailedFiles ? FAILED_RUNS_KEPT : 0,
    ...(published === undefined ? {} : { since: published }),
  });
  if (removed > 0) logger.info({ pipeline: name, runs: removed }, 'Work files swept');
  const previews = await sweepPreviewFolders(storage.tempDir);
  if (previews > 0) logger.info({ pipeline: name, previews }, 'Folders of killed previews removed');
};
