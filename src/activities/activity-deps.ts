import type { Settings } from '../contracts/settings.js';
import type { RunLogger } from '../store/run-logger.js';
import type { Store } from '../store/store.js';

/** What the worker gives its activities; built once in `worker.ts`. */
export interface ActivityDeps {
  readonly settings: Settings;
  readonly store: Store;
  readonly redact: (text: string) => string;
  /** The log of one attempt, written to the store and the rotating file; redacts by itself. */
  readonly runLogger: (runId: string, attempt: number) => RunLogger;
}
