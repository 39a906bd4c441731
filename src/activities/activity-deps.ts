import type { ConnectionSettings } from '../contracts/connections/connection.js';
import type { CheckResult } from '../contracts/examine/check-result.js';
import type { PipelineSettings } from '../contracts/kinds.js';
import type { Notify } from '../contracts/notifications/happening.js';
import type { Settings } from '../contracts/settings.js';
import type { RunLogger } from '../store/run-logger.js';
import type { Store } from '../store/store.js';

/** What the worker gives its activities; built once in `worker.ts`. */
export interface ActivityDeps {
  readonly settings: Settings;
  readonly store: Store;
  readonly redact: (text: string) => string;
  /** From now on their secrets are redacted too, and these texts. */
  readonly learnSecrets: (connections: readonly ConnectionSettings[], texts?: readonly string[]) => void;
  /** Tries what a pipeline needs, as `stevedore check` does; never throws. */
  readonly check: (pipeline: PipelineSettings) => Promise<readonly CheckResult[]>;
  /** Tells receivers of what has happened; never throws. */
  readonly notify: Notify;
  /** The log of one attempt, written to the store and the rotating file; redacts by itself. */
  readonly runLogger: (runId: string, attempt: number) => RunLogger;
}
