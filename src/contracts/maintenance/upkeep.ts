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
   * Removes what ended runs of a pipeline left, unless a run of it is open. Resolves to what was removed, in words, or
   * undefined. Does not disturb a run that begins meanwhile.
   */
  sweep(settings: Settings, pipeline: Pipeline): Promise<string | undefined>;
  /** Compares what is live with what was published; reads only. */
  verify(settings: Settings, pipeline: Pipeline, watch: UpkeepWatch): Promise<Verification>;
}
