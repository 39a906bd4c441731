/** Names one run: a workflow execution. */
export interface RunRef {
  readonly workflowId: string;
  /** @default the newest run of the workflow id */
  readonly runId?: string;
}
