/** What every pipeline is configured with, whatever its kind. Durations in milliseconds. */
export interface PipelineBase<K extends string = string> {
  readonly kind: K;
  readonly name: string;
  /** A disabled one is not started, by nobody; its other settings may lack what a run would need. */
  readonly enabled: boolean;
  /** A cron line. @default started by hand only */
  readonly schedule?: string;
  readonly scheduleTimezone: string;
  /** No success for longer is an alert. @default none */
  readonly alertAfterMs?: number;
  readonly retry: {
    readonly maxAttempts: number;
    readonly retryDelayMs: number;
    readonly deadlineMs: number;
  };
}
