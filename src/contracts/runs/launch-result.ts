/** The result of the launcher, also when it found an open run. */
export interface LaunchResult {
  readonly outcome: 'started' | 'already_running';
  readonly workflowId: string;
  readonly runId?: string;
}
