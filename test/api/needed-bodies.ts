/** Routes that wait for a worker. */
export const ASKS_A_WORKER: readonly string[] = ['checkPipeline', 'previewPipeline'];

/** What the body of a request must have to be judged by its sender, by operation; no worker is there to answer. */
export const NEEDED: Readonly<Record<string, object>> = {
  startRun: { pipeline: 'import' },
  importProject: { project: 'none' },
  ...Object.fromEntries(ASKS_A_WORKER.map((operationId) => [operationId, { wait_seconds: 0 }])),
};
