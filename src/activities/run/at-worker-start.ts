import type { Logger } from '../../contracts/logger.js';
import type { Kind, Kinds, PipelineSettings } from '../../contracts/kinds.js';
import type { Settings } from '../../contracts/settings.js';
import type { Store } from '../../store/store.js';
import { prunePastRetention } from './prune-past-retention.js';

export interface WorkerStartDeps {
  readonly settings: Settings;
  readonly store: Store;
  readonly logger: Logger;
}

/** What a kind does for each of its enabled pipelines when a worker starts, before the worker takes work. */
export interface KindAtStart<K extends Kind> {
  /** Ends what an earlier worker left in the middle. */
  settle?(pipeline: Kinds[K]['settings'], deps: WorkerStartDeps): Promise<void>;
  /** Removes what ended runs left; what belongs to open runs stays. */
  sweep(pipeline: Kinds[K]['settings'], openRunIds: readonly string[], deps: WorkerStartDeps): Promise<void>;
}

export type KindsAtStart = { readonly [K in Kind]?: KindAtStart<K> };

/**
 * Has each kind end what an earlier worker left in the middle. Something that is away is no reason not to start: what
 * cannot be done now is logged, and left to the next run.
 */
export const settleAtStart = async (deps: WorkerStartDeps, kinds: KindsAtStart): Promise<void> => {
  for (const pipeline of enabledOf(deps)) {
    try {
      await kindOf(kinds, pipeline)?.settle?.(pipeline, deps);
    } catch (error) {
      deps.logger.error({ err: error, pipeline: pipeline.name }, 'Cannot settle an interrupted publish yet');
    }
  }
};

/**
 * Has each kind remove what ended runs left, and deletes runs past their retention from the store. What cannot be done
 * now is logged, and left to the next start. `openRuns`: the ids of the pipeline's runs that Temporal has open.
 */
export const sweepAtStart = async (
  deps: WorkerStartDeps,
  kinds: KindsAtStart,
  openRuns: (pipeline: PipelineSettings) => Promise<readonly string[]>,
): Promise<void> => {
  const open: string[] = [];
  let allKnown = true;
  for (const pipeline of enabledOf(deps)) {
    try {
      const openRunIds = await openRuns(pipeline);
      open.push(...openRunIds);
      await kindOf(kinds, pipeline)?.sweep(pipeline, openRunIds, deps);
    } catch (error) {
      allKnown = false;
      deps.logger.warn({ err: error, pipeline: pipeline.name }, 'Cannot remove what ended runs left yet');
    }
  }
  if (allKnown) await pruneStore(deps, open);
};

const enabledOf = ({ settings }: WorkerStartDeps) => settings.pipelines.filter(({ enabled }) => enabled);

const kindOf = (kinds: KindsAtStart, { kind }: PipelineSettings): KindAtStart<Kind> | undefined => kinds[kind];

const pruneStore = async (deps: WorkerStartDeps, open: readonly string[]): Promise<void> => {
  try {
    const runs = (await prunePastRetention(deps, open)) ?? 0;
    if (runs > 0) deps.logger.info({ runs }, 'Deleted runs past their retention');
  } catch (error) {
    deps.logger.warn({ err: error }, 'Cannot delete old runs yet');
  }
};
