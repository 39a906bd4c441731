import type { Blocker } from './wait.js';

/** When a loaded and proved run may go live. */
export interface PublishPolicy {
  /** How long the run waits for its locks or for approval; time outside the window does not count. */
  readonly deadlineMs: number;
  readonly hasWindow: boolean;
  readonly needsApproval: boolean;
}

/** Whether the clock allows a publish. */
export interface PublishWindowState {
  readonly open: boolean;
  /** When it opens next, if it is closed. */
  readonly opensAt?: string;
  /** For example `22:00-06:00 (Europe/Berlin)`. */
  readonly window: string;
}

/** Who blocks the publish, as far as the server tells. */
export interface BlockerReport {
  /** The likeliest first, then the oldest. */
  readonly blockers: readonly Blocker[];
  /** Why nobody, or not everything about somebody, can be named. */
  readonly hidden?: string;
}
