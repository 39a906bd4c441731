import type { Settings } from '../settings.js';
import type { Verification } from './verification.js';

export interface UpkeepWatch {
  readonly signal: AbortSignal;
  /** How much is done of how much, and what was begun last. */
  readonly onProgress: (done: number, total: number, what: string) => void;
}

/** What a kind has maintenance runs do for its pipelines; its core exports it. */
export interface Upkeep<Pipeline> {
  /**
   * Removes what ended runs of a pipeline left, while no run of it is open; what was removed, in words, or undefined.
   * A run that begins meanwhile is not disturbed.
   */
  sweep(settings: Settings, pipeline: Pipeline): Promise<string | undefined>;
  /** Compares what is live with what was published; reads only. */
  verify(settings: Settings, pipeline: Pipeline, watch: UpkeepWatch): Promise<Verification>;
}
