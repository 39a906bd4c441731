import type { Trigger } from './trigger.js';

/** What every run is started with. Names only; no setting and no secret. */
export interface RunInput<K extends string = string> {
  readonly kind: K;
  /** What is done instead of the kind's own work, such as a rollback. @default the kind's own work */
  readonly action?: string;
  readonly pipeline: string;
  readonly trigger: Trigger;
  /** Who asked: `schedule`, an API key's name, a user name. */
  readonly by: string;
  /** The run that this one does again. */
  readonly retryOf?: string;
}
