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
  /**
   * The id of a job: the run has a workflow id of its own, so that several of a pipeline may be open. Only kinds with
   * `jobs` take it. @default the pipeline's id, of which one run may be open
   */
  readonly job?: string;
  /** The run that this one does again. */
  readonly retryOf?: string;
}
