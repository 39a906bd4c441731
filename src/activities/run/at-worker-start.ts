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
  /** Removes what ended runs left; what belongs to the open run, if there is one, stays. */
  sweep(pipeline: Kinds[K]['settings'], openRunId: string | undefined, deps: WorkerStartDeps): Promise<void>;
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
 * Has each kind remove what ended runs left, and forgets runs in the store that are past their retention. What cannot
 * be done now is logged, and left to the next start. `openRun`: the id of the pipeline's run that Temporal has open, if
 * any.
 */
export const sweepAtStart = async (
  deps: WorkerStartDeps,
  kinds: KindsAtStart,
  openRun: (pipeline: PipelineSettings) => Promise<string | undefined>,
): Promise<void> => {
  const open: string[] = [];
  let allKnown = true;
  for (const pipeline of enabledOf(deps)) {
    try {
      const openRunId = await openRun(pipeline);
      if (openRunId !== undefined) open.push(openRunId);
      await kindOf(kinds, pipeline)?.sweep(pipeline, openRunId, deps);
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
