import type { Blocker } from './wait.js';

/** When a run that is loaded and proved may go live. */
export interface PublishPolicy {
  /** How long the run asks for its locks, or for approval; the time outside the window does not count. */
  readonly deadlineMs: number;
  readonly hasWindow: boolean;
  readonly needsApproval: boolean;
}

/** Whether the clock allows to publish. */
export interface PublishWindowState {
  readonly open: boolean;
  /** When it opens next, where it is closed. */
  readonly opensAt?: string;
  /** For example `22:00-06:00 (Europe/Berlin)`. */
  readonly window: string;
}

/** Who keeps the publish from its locks, as far as the server tells. */
export interface BlockerReport {
  /** The likeliest first, then the oldest. */
  readonly blockers: readonly Blocker[];
  /** Why nobody, or not everything of somebody, can be named. */
  readonly hidden?: string;
}
