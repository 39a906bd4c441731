/** How often a whole run is attempted, apart from the retries of each step. */
export interface AttemptPolicy {
  readonly maxAttempts: number;
  readonly retryDelayMs: number;
  /** From the run's start; no attempt begins after it. */
  readonly deadlineMs: number;
}

/**
 * What the workflow of any kind needs to know of the configuration, read anew when the run begins. Durations in
 * milliseconds.
 */
export interface RunPlan extends AttemptPolicy {
  readonly heartbeatTimeoutMs: number;
  readonly hostReturnTimeoutMs: number;
}
