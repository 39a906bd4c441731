/** The result of the launcher; a scheduled start beside a running one ends so, quietly. */
export interface LaunchResult {
  readonly outcome: 'started' | 'already_running';
  readonly workflowId: string;
  readonly runId?: string;
}
