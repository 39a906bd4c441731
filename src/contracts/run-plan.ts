import type { ArchiveComparison, FreshnessReason, RemoteArchive } from './runs.js';

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
  readonly cleanupOnSuccess: boolean;
  readonly keepFailedFiles: boolean;
}

/** One look at the source's directory. */
export interface ArchiveListing {
  readonly archives: readonly RemoteArchive[];
  readonly notTaken: readonly { readonly filename: string; readonly reason: string }[];
}

/** The decision of the freshness step. */
export interface FreshnessDecision {
  readonly take: boolean;
  readonly reason: FreshnessReason;
  readonly archives: readonly RemoteArchive[];
  readonly comparisons: readonly ArchiveComparison[];
}

export interface LoadReading {
  readonly busy: boolean;
  /** For example `concurrent requests 140 of 100`. */
  readonly reason: string;
}
