/** When a run waits for a quiet target. */
export interface LoadGatePlan {
  readonly enabled: boolean;
  readonly delayMs: number;
  readonly maxDelays: number;
}
