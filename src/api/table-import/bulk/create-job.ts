/**
 * An upload becomes a job once, however often and wherever it is sent; so does the address of a file.
 *
 * 1. The bytes are on the disk, whole and flushed, before the job's row is written; of an address it is the definition
 *    of the import, which only the store has, and a query only encrypted: addresses often have keys in them. The
 *    idempotency key has one row in the store, which all servers share. Whoever finds another's row removes its own
 *    file or definition.
 * 2. The row comes before the start. The run's workflow id is the job's, so that Temporal starts it once; a row whose
 *    run is not known is started again by the next request with its key, and by `watchJobs`.
 * 3. The same file for the same resource in the same format is the same request, whatever envelope it came in; another
 *    one with the key is refused. Keys are told apart by who sends them, and kept as long as the job's row.
 */
import { createHash, randomUUID } from 'node:crypto';
import { shownUrl } from '../../../contracts/connections/checked-url.js';
import { looksSecret } from '../../../contracts/connections/looks-secret.js';
import type { ImportDefinition } from '../../../contracts/definitions/import-definition.js';
import { ownerOfDefinition } from '../../../contracts/definitions/import-definition.js';
import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';
import type { ImportJob } from '../../../contracts/table-import/import-job.js';
import { STANDARD_TABLE_IMPORT } from '../../../contracts/table-import/names.js';
import type { Caller } from '../../access/caller.js';
import { senderOf } from '../../access/caller.js';
import type { ApiDeps } from '../../deps.js';
import { inTime, WRITE_LIMIT_MS } from '../../request/in-time.js';
import type { ImportDeps } from './import-deps.js';
import type { ReceivedImport } from './receive-import.js';
import { startJobRun } from '../../request/start-job-run.js';

export interface CreatedJob {
  readonly job: ImportJob;
  /** Whether this request is the first with its key. */
  readonly isNew: boolean;
}

type CreateDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger'> & { readonly imports: ImportDeps };

/** Throws IDEMPOTENCY_KEY_REUSED and STORE_UNREACHABLE; while Temporal is away the job waits for it. */
export const createJob = async (
  deps: CreateDeps,
  received: ReceivedImport,
  caller: Pick<Caller, 'kind' | 'keyId' | 'firstKeyId' | 'name'>,
): Promise<CreatedJob> => {
  const { imports, store, logger } = deps;
  const { resource, format, key } = received;
  const id = 'upload' in received ? received.upload.id : randomUUID();
  const asked: ImportJob = {
    id,
    idempotencyKey: key,
    resource,
    format,
    path: await keep(deps, received, id),
    host: imports.host,
    createdAt: new Date().toISOString(),
    askedBy: caller.name,
    status: 'pending',
    total: 0,
    processed: 0,
    succeeded: 0,
    failed: 0,
    errors: [],
  };
  const requestHash = hash(
    'upload' in received ? [received.upload.sha256, resource, format] : ['url', received.url, resource, format],
  );
  const marks = { keyHash: hash([senderOf(caller), key]), requestHash };
  // Where the store does not answer, nobody knows whether it has the row: the file is left to the sweep.
  const first = await inTime(store.importJobs.claim(asked, marks), WRITE_LIMIT_MS);
  const isNew = first.job.id === asked.id;
  if (!isNew) await ('upload' in received ? imports.uploads.discard(received.upload) : store.definitions.remove(id));
  if (first.requestHash !== requestHash) {
    throw new StevedoreError(
      'IDEMPOTENCY_KEY_REUSED',
      'Cannot import: the idempotency key came with another file or address, resource or format before; send a new key with a new request',
    );
  }
  const job = await startJob(deps, first.job).catch((err: unknown) => {
    logger.warn({ err, job: first.job.id }, 'Cannot start the import yet; it is tried again');
    return first.job;
  });
  return { job, isNew };
};

/** Starts the job's run where none is known; see `startJobRun`. */
export const startJob = ({ runs, store }: Pick<CreateDeps, 'runs' | 'store'>, job: ImportJob): Promise<ImportJob> =>
  startJobRun(runs, store.importJobs, job, {
    kind: 'table-import',
    pipeline: STANDARD_TABLE_IMPORT,
    host: job.host,
    ...(isAddress(job.path)
      ? { definition: job.id, label: `file of ${new URL(job.path).host.slice(0, 100)}` }
      : { files: [job.path] }),
    to: { resource: job.resource, format: job.format },
  });

/** Where the bytes are, or will come from; of an address what may be shown of it. */
const keep = async (
  { imports, store }: Pick<CreateDeps, 'imports' | 'store'>,
  received: ReceivedImport,
  id: string,
): Promise<string> => {
  if ('upload' in received) return imports.uploads.keep(received.upload, received.format);
  const url = new URL(received.url);
  const shown = shownUrl(url);
  const source = await keepAddress(store, id, url);
  const createdAt = new Date().toISOString();
  await inTime(
    store.definitions.add({ id, label: shown, ...source, tables: [], seen: 'again', connections: [], createdAt }),
    WRITE_LIMIT_MS,
  );
  return shown;
};

/** An address with a query is a secret; without a key to encrypt it, one that looks like a credential is refused. */
const keepAddress = async (
  store: CreateDeps['store'],
  id: string,
  url: URL,
): Promise<Pick<ImportDefinition, 'source' | 'sourceSecretId'>> => {
  const source = { kind: 'url', url: url.href } as const;
  if (url.search === '') return { source };
  try {
    const kept = store.secrets.put(ownerOfDefinition(id), JSON.stringify(source));
    return { sourceSecretId: await inTime(kept, WRITE_LIMIT_MS) };
  } catch (error) {
    if (!isStevedoreError(error) || error.code !== 'SECRETS_UNAVAILABLE') throw error;
    const secret = [...url.searchParams].find(([name, value]) => looksSecret(name, value));
    if (secret === undefined) return { source };
    throw new StevedoreError(
      'SECRETS_UNAVAILABLE',
      `Cannot import: the parameter "${secret[0].slice(0, 100)}" of the address looks like a credential, and the configuration has no key to encrypt it with; set "secrets.key" to 32 random bytes in base64 (openssl rand -base64 32)`,
    );
  }
};

/** Paths of uploads are absolute. */
const isAddress = (path: string): boolean => !path.startsWith('/');

const hash = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
