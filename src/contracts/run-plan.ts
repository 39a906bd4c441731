import type { ArchiveComparison, Blocker, FreshnessReason, RemoteArchive } from './runs.js';

/** What a workflow needs to know of the configuration, read anew when the run begins. Durations in milliseconds. */
export interface RunPlan {
  readonly databases: readonly string[];
  readonly maxAttempts: number;
  readonly retryDelayMs: number;
  readonly failFast: boolean;
  readonly deadlineMs: number;
  readonly loadGate: { readonly enabled: boolean; readonly delayMs: number; readonly maxDelays: number };
  readonly stableForMs: number;
  readonly extractTimeoutMs: number;
  readonly importTimeoutMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly hostReturnTimeoutMs: number;
  readonly hasCache: boolean;
  readonly flushAgainAfterMs: number;
  /** How long a target that went away after the commit is waited for. Absent in earlier histories. @default 600_000 */
  readonly completeForMs?: number;
  readonly cleanupOnSuccess: boolean;
  readonly keepFailedFiles: boolean;
  /** Absent in runs that began before there was a wait for the publish. */
  readonly publish?: PublishPolicy;
}

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

/** One look at the source's directory. */
export interface ArchiveListing {
  readonly archives: readonly RemoteArchive[];
  /** `hiddenBy`: the archive that was taken as the newer one. */
  readonly notTaken: readonly { readonly filename: string; readonly reason: string; readonly hiddenBy?: string }[];
}

/** The decision of the freshness step. */
export interface FreshnessDecision {
  readonly take: boolean;
  readonly reason: FreshnessReason;
  readonly archives: readonly RemoteArchive[];
  readonly comparisons: readonly ArchiveComparison[];
  /** What keeps newer archives from being imported, or has for long. @default [] */
  readonly warnings?: readonly string[];
  /** They have not been written to for so long that no second look is needed. @default false */
  readonly settled?: boolean;
}

export interface LoadReading {
  readonly busy: boolean;
  /** For example `concurrent requests 140 of 100`. */
  readonly reason: string;
}
