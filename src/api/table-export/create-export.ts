/**
 * A request becomes an export once, however often and wherever it is sent.
 *
 * 1. What is asked is checked at the database before anything is recorded, where that answers.
 * 2. The key has one row in the store, which all servers share. The row comes before the start; the run's workflow id
 *    is the job's, so that Temporal starts it once. A row whose run is not known is started again by the next request
 *    with its key, and by `watchExports`.
 * 3. Keys are told apart by who sends them, and kept as long as the job's row.
 */
import { createHash, randomUUID } from 'node:crypto';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { ExportJob } from '../../contracts/table-export/export-job.js';
import type { ExportRequest } from '../../contracts/table-export/export-request.js';
import { STANDARD_TABLE_EXPORT } from '../../contracts/table-export/names.js';
import type { Caller } from '../access/caller.js';
import { senderOf } from '../access/caller.js';
import type { ApiDeps } from '../deps.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import type { ExportDeps } from './export-deps.js';
import { startJobRun } from '../request/start-job-run.js';

type CreateDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger'> & { readonly exports: ExportDeps };

export interface AskedExport {
  readonly request: ExportRequest;
  /** As they came. */
  readonly filters?: object;
  readonly key: string;
}

/** Throws REQUEST_INVALID and its like, IDEMPOTENCY_KEY_REUSED, STORE_UNREACHABLE. */
export const createExport = async (
  deps: CreateDeps,
  { request, filters, key }: AskedExport,
  caller: Pick<Caller, 'kind' | 'keyId' | 'firstKeyId' | 'name' | 'role'>,
): Promise<{ readonly job: ExportJob; readonly isNew: boolean }> => {
  const { store, exports, logger } = deps;
  const asked: ExportJob = {
    id: randomUUID(),
    idempotencyKey: key,
    request,
    ...(filters === undefined ? {} : { filters }),
    readsSecrets: caller.role === 'admin',
    host: exports.host,
    status: 'pending',
    total: 0,
    createdAt: new Date().toISOString(),
    askedBy: caller.name,
  };
  await check(exports, request, asked.readsSecrets);
  const requestHash = hash([request]);
  const marks = { keyHash: hash([senderOf(caller), key]), requestHash };
  const first = await inTime(store.exportJobs.claim(asked, marks), WRITE_LIMIT_MS);
  if (first.requestHash !== requestHash) {
    throw new StevedoreError(
      'IDEMPOTENCY_KEY_REUSED',
      'Cannot export: the idempotency key came with another request before; send a new key with a new request',
    );
  }
  const job = await startExport(deps, first.job).catch((err: unknown) => {
    logger.warn({ err, job: first.job.id }, 'Cannot start the export yet; it is tried again');
    return first.job;
  });
  return { job, isNew: first.job.id === asked.id };
};

/** A database that does not answer now may answer the run. */
const check = async ({ open }: ExportDeps, request: ExportRequest, mayReadSecrets: boolean): Promise<void> => {
  try {
    const opened = await open(request, { mayReadSecrets, signal: AbortSignal.timeout(CHECK_LIMIT_MS) });
    await opened.close();
  } catch (error) {
    if (!isStevedoreError(error) || !error.retryable) throw error;
  }
};

const CHECK_LIMIT_MS = 5_000;

/** Starts the job's run where none is known; see `startJobRun`. */
export const startExport = ({ runs, store }: Pick<CreateDeps, 'runs' | 'store'>, job: ExportJob): Promise<ExportJob> =>
  startJobRun(runs, store.exportJobs, job, {
    kind: 'table-export',
    pipeline: STANDARD_TABLE_EXPORT,
    host: job.host,
    export: job.request,
    ...(job.readsSecrets ? { readsSecrets: true } : {}),
  });

const hash = (parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
