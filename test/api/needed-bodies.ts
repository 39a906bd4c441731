/** Routes that wait for a worker. */
export const ASKS_A_WORKER: readonly string[] = ['checkPipeline', 'previewPipeline'];

/** What the body of a request must have to be judged by its sender, by operation; no worker is there to answer. */
export const NEEDED: Readonly<Record<string, object>> = {
  startRun: { pipeline: 'import' },
  testDatabase: { database: 'none' },
  exportDatabase: { database: 'none' },
  syncDatabases: { source: 'none', destination: 'nowhere' },
  testReceiver: { receiver: 'none' },
  importProject: { project: 'none' },
  importUpload: { to: { resource: 'none' } },
  triggerSync: { sourceType: 'csv', sourceIdentifier: '/none' },
  ...Object.fromEntries(ASKS_A_WORKER.map((operationId) => [operationId, { wait_seconds: 0 }])),
};

/** They look at the signature of the call, not at a key. */
export const HOOKS = ['callHook', 'callPipelineHook'];

/** The code of a problem, in the envelope of syncs too. */
export const codeOf = async (response: Response): Promise<string | undefined> => {
  const body = (await response.json()) as { code?: string; error?: { code?: string } };
  return body.code ?? body.error?.code;
};

export const problemTypeOf = (template: string): string =>
  template.startsWith('/v1/sync/') ? 'application/json' : 'application/problem+json';
