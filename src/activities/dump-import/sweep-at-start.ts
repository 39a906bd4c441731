import type { Logger } from '../../contracts/logger.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { Settings } from '../../contracts/settings.js';
import { describeOrphans } from '../../dump-import/control/find-orphans.js';
import { WORKER_START } from '../../dump-import/control/take-epoch.js';
import { FAILED_RUNS_KEPT, sweepRunFiles } from '../../dump-import/work-files.js';
import type { Store } from '../../store/store.js';
import { sweepTarget } from './sweep-after-others.js';

export interface SweepAtStartDeps {
  readonly settings: Settings;
  readonly store: Store;
  readonly logger: Logger;
  /** The run of a pipeline that Temporal has open, if any. */
  readonly openRun: (pipeline: string) => Promise<string | undefined>;
}

/**
 * What a worker removes before it takes work: orphans on the target of pipelines without an open run, work files on
 * this host that are no longer kept, and runs in the store that are past their retention. What cannot be done now is
 * told and left to the next start.
 */
export const sweepAtStart = async (deps: SweepAtStartDeps): Promise<void> => {
  const { settings, logger } = deps;
  const open: string[] = [];
  let allKnown = true;
  for (const pipeline of settings.pipelines.filter(({ enabled }) => enabled)) {
    try {
      const openRun = await deps.openRun(pipeline.name);
      if (openRun !== undefined) open.push(openRun);
      else await sweepOfPipeline(deps, pipeline.name);
      await sweepFiles(deps, pipeline, openRun);
    } catch (error) {
      allKnown = false;
      logger.warn({ err: error, pipeline: pipeline.name }, 'Cannot remove what ended runs left yet');
    }
  }
  if (allKnown) await pruneStore(deps, open);
};

const sweepOfPipeline = async ({ settings, logger }: SweepAtStartDeps, pipeline: string): Promise<void> => {
  const swept = describeOrphans(await sweepTarget(settings, pipeline, WORKER_START));
  if (swept !== undefined) logger.warn({ pipeline, swept }, 'Removed what an ended run had left');
};

/**
 * Files of the open run stay, a retry resumes from them; kept ones of failed runs go once a later run has published.
 */
const sweepFiles = async (
  { store, logger }: SweepAtStartDeps,
  { name, storage }: DumpImportSettings,
  openRun?: string,
) => {
  const keep = openRun === undefined ? [] : [openRun];
  const published = storage.cleanupOnSuccess ? (await store.generations.latest(name))?.publishedAt : undefined;
  const removed = await sweepRunFiles(storage.tempDir, name, keep, {
    latest: storage.keepFailedFiles ? FAILED_RUNS_KEPT : 0,
    ...(published === undefined ? {} : { since: published }),
  });
  if (removed > 0) logger.info({ pipeline: name, runs: removed }, 'Work files swept');
};

const pruneStore = async ({ settings, store, logger }: SweepAtStartDeps, open: readonly string[]): Promise<void> => {
  if (!(settings.retentionMs > 0)) return;
  try {
    const runs = await store.prune(new Date(Date.now() - settings.retentionMs).toISOString(), open);
    if (runs > 0) logger.info({ runs }, 'Forgot runs that are past their retention');
  } catch (error) {
    logger.warn({ err: error }, 'Cannot forget old runs yet');
  }
};
