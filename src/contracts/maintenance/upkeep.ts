import type { Settings } from '../settings.js';
import type { Verification } from './verification.js';

export interface UpkeepWatch {
  readonly signal: AbortSignal;
  /** How much is done of how much, and what was begun last. */
  readonly onProgress: (done: number, total: number, what: string) => void;
}

/** What maintenance runs do for the pipelines of a kind; exported by its core. */
export interface Upkeep<Pipeline> {
  /**
   * Removes what ended runs of a pipeline left. Resolves to what was removed, in words, or undefined. Is not called
   * while a run of the pipeline's own id is open, and does not disturb one that begins meanwhile. Leaves alone what
   * belongs to `openJobs`: ids of runs that were started as jobs, in kinds that have them.
   */
  sweep(settings: Settings, pipeline: Pipeline, openJobs: readonly string[]): Promise<string | undefined>;
  /** Compares what is live with what was published; reads only. */
  verify(settings: Settings, pipeline: Pipeline, watch: UpkeepWatch): Promise<Verification>;
}
