import type { PublishPolicy } from '../runs/publish-policy.js';

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
