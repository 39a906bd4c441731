/** Routes that wait for a worker. */
export const ASKS_A_WORKER: readonly string[] = ['checkPipeline', 'previewPipeline'];

/** What the body of a request must have to be judged by its sender, by operation; no worker is there to answer. */
export const NEEDED: Readonly<Record<string, object>> = {
  startRun: { pipeline: 'import' },
  importProject: { project: 'none' },
  triggerSync: { sourceType: 'csv', sourceIdentifier: '/none' },
  ...Object.fromEntries(ASKS_A_WORKER.map((operationId) => [operationId, { wait_seconds: 0 }])),
};

/** Let in who has signed the call. */
export const HOOKS = ['callHook', 'callPipelineHook'];
