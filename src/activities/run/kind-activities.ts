import type { Kind, Kinds } from '../../contracts/kinds.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { RunWords } from './run-words.js';
import type { ProgressReporter } from './with-progress.js';

/** What the shared activities ask a kind when a run of it opens and closes. */
export interface RunOpening<K extends Kind> {
  readonly words: RunWords;
  /** What the kind's workflow needs to know beside what every one does. */
  plan(settings: Kinds[K]['settings'], deps: ActivityDeps, input: Kinds[K]['input']): object;
  /** What the log is warned of when such a run begins. @default nothing */
  warnings?(input: Kinds[K]['input']): readonly string[];
}

/** By what a kind is plugged into the worker. */
export interface KindActivities<K extends Kind> {
  readonly opening: RunOpening<K>;
  /**
   * Finds out what the next run of a pipeline would do, without changing anything; the answer is JSON.
   * @default pipelines of the kind have nothing to preview
   */
  preview?(pipeline: Kinds[K]['settings'], deps: ActivityDeps, watch: ProgressReporter): Promise<object>;
  /** The activities of its own; their names differ from those of every other kind. */
  create(deps: ActivityDeps): Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
}
