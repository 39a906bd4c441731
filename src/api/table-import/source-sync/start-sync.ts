import { isStevedoreError } from '../../../contracts/errors.js';
import type { ImportCallback } from '../../../contracts/definitions/import-callback.js';
import { ownerOfDefinition } from '../../../contracts/definitions/import-definition.js';
import type { SyncRun } from '../../../contracts/source-sync/source-sync.js';
import { syncInput } from '../../../table-import/source-sync/sync-input-rules.js';
import type { ApiDeps } from '../../deps.js';
import { inTime, WRITE_LIMIT_MS } from '../../request/in-time.js';
import { defineSync } from './define-sync.js';
import type { SyncDeps } from './sync-deps.js';
import type { TriggerBody } from './sync-schema.js';

export type StartDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger'> & { readonly syncs: SyncDeps };

/**
 * Keeps what a sync has to do, and starts it: the definition and its secrets first, then the row that people see, then
 * the run, whose id is the job's. Who asks again with the same `job` gets the same number. While Temporal is away the
 * sync stays pending. Throws REQUEST_INVALID, FILE_FORBIDDEN, CONNECTION_UNKNOWN, SECRETS_UNAVAILABLE.
 */
export const scheduleSync = async (deps: StartDeps, job: string, body: TriggerBody, by: string): Promise<number> => {
  const { store, syncs, logger } = deps;
  const { definition, connection, metadata } = defineSync(job, body, syncs, by);
  const { source, ...others } = definition;
  const owner = ownerOfDefinition(job);
  const keep = (secret: object): Promise<string> =>
    inTime(store.secrets.put(owner, JSON.stringify(secret)), WRITE_LIMIT_MS);
  const { callbackUrl: url } = body.options;
  const secret = syncs.callbackSecret === undefined ? {} : { secret: syncs.callbackSecret };
  const callback: ImportCallback | undefined = url === undefined ? undefined : { url, ...secret };
  await inTime(
    store.definitions.add({
      ...others,
      // What is asked for by pages has keys under names of the service's own, in its query, headers and body.
      ...(source?.kind === 'pages' ? { sourceSecretId: await keep(source) } : source === undefined ? {} : { source }),
      connections: connection === undefined ? [] : [{ name: connection.name, secretId: await keep(connection) }],
      ...(callback === undefined ? {} : { callbackSecretId: await keep(callback) }),
      createdAt: new Date().toISOString(),
    }),
    WRITE_LIMIT_MS,
  );
  const { sourceType, sourceIdentifier } = body;
  const id = await syncs.runs.add({ sourceType, sourceIdentifier, job, metadata });
  await startSync(deps, { id, job, metadata }, by).catch((err: unknown) => {
    logger.warn({ err, sync: id }, 'Cannot start the sync yet; it is tried again');
  });
  return id;
};

/**
 * Starts the run of a pending sync; one that is open already is as good. Gives the run that it found instead, open or
 * ended, where the first one was started before. Throws TEMPORAL_UNREACHABLE.
 */
export const startSync = async (
  { runs }: Pick<StartDeps, 'runs'>,
  sync: Pick<SyncRun, 'id' | 'job' | 'runId' | 'metadata'>,
  by: string,
): Promise<string | undefined> => {
  try {
    const { runId, found = false } = await runs.start(syncInput(sync, 'api', by));
    return found ? runId : undefined;
  } catch (error) {
    if (!isStevedoreError(error) || error.code !== 'RUN_ALREADY_RUNNING') throw error;
    return undefined;
  }
};
