import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../contracts/errors.js';
import type { Logger } from '../contracts/logger.js';
import type { Problem } from './problem.js';
import { isStevedoreError, StevedoreError } from '../contracts/errors.js';

/** The one place where an error becomes an answer. */
export const answerError =
  (logger: Logger) =>
  (error: unknown, c: Context): Response => {
    const requestId = c.get('requestId') as string | undefined;
    const problem = problemOf(error, requestId);
    if (problem.status >= 500) {
      logger.error({ err: error, code: problem.code, requestId, path: c.req.path }, problem.detail);
    }
    const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
    if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
    if (problem.status === 503) headers['retry-after'] = '5';
    if (problem.status === 429) headers['retry-after'] = String(secondsOf(error));
    const envelope = isOfSyncs(c.req.method, c.req.path) ? syncEnvelope(problem) : undefined;
    if (envelope !== undefined) headers['content-type'] = 'application/json';
    return c.body(JSON.stringify(envelope ?? problem), problem.status as ContentfulStatusCode, headers);
  };

/** When a request of a key that asked too much is accepted again. */
const secondsOf = (error: unknown): number => {
  const seconds = isStevedoreError(error) ? error.details['retryAfterSeconds'] : undefined;
  return typeof seconds === 'number' ? seconds : 1;
};

/** The routes of seed 004, whose problems are written as their answers are. */
const isOfSyncs = (method: string, path: string): boolean =>
  method === 'POST'
    ? /^\/v1\/sync\/(?:trigger|resume|retry|cleanup|content\/cleanup)$/.test(path)
    : ['GET', 'HEAD'].includes(method) && /^\/v1\/sync\/(?!trigger|resume|retry|cleanup)[^/]+$/.test(path);

const syncEnvelope = ({ code, detail }: Problem) => ({
  success: false,
  error: { code, message: detail },
  timestamp: new Date().toISOString(),
});

/** Maps any error; the text of one that is not ours stays in the log. */
export const problemOf = (error: unknown, requestId?: string): Problem => {
  const known = toStevedoreError(error);
  const [status, title] = httpStatus(error) ??
    ANSWERS[known.code] ??
    sourceProblem(known) ?? [500, 'The request failed'];
  const { runId, startedAt } = known.details;
  return {
    type: `urn:stevedore:problem:${known.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: known.message,
    code: known.code,
    retryable: known.retryable,
    hint: HINTS[known.code] ?? null,
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(known.code === 'RUN_ALREADY_RUNNING' && typeof runId === 'string'
      ? {
          run: {
            run_id: runId,
            started_at: typeof startedAt === 'string' ? startedAt : null,
            url: `/api/v1/runs/${runId}`,
          },
        }
      : {}),
  };
};

const ANSWERS: Partial<Record<ErrorCode, readonly [number, string]>> = {
  REQUEST_INVALID: [400, 'The request is not valid'],
  RESOURCE_UNKNOWN: [400, 'No such resource'],
  EXPORT_UNKNOWN: [404, 'No such file'],
  DESTINATION_REFUSED: [403, 'The database is not to be written'],
  DESTINATION_BUSY: [409, 'The database is being written'],
  DUMP_UNKNOWN: [404, 'No such dump'],
  DUMP_IN_USE: [409, 'The dump is in use'],
  RANGE_INVALID: [416, 'The file has no such bytes'],
  TABLE_UNKNOWN: [404, 'No such table'],
  TABLE_UNSUITABLE: [400, 'The table cannot be used'],
  FILE_FORBIDDEN: [403, 'The file is not among those that may be read'],
  TEXT_ENCODING_INVALID: [400, 'The file has another encoding'],
  FILE_EMPTY: [400, 'The file is empty'],
  UPLOAD_UNKNOWN: [404, 'No such upload'],
  UPLOAD_INCOMPLETE: [400, 'The upload is not complete'],
  UPLOAD_TOO_LARGE: [413, 'The upload is too large'],
  UPLOAD_REFUSED: [422, 'The upload is refused'],
  UPLOAD_SCAN_FAILED: [503, 'The upload could not be looked at'],
  DISK_TOO_SMALL: [507, 'The disk is too small'],
  DISK_FULL: [507, 'The disk is full'],
  JOB_UNKNOWN: [404, 'No such job'],
  PROJECT_UNKNOWN: [404, 'No such project'],
  NAME_TAKEN: [409, 'Another one has this name'],
  CONNECTION_IN_USE: [409, 'The connection is in use'],
  SECRETS_UNAVAILABLE: [409, 'There is no key for secrets'],
  SECRET_UNKNOWN: [409, 'A secret is missing'],
  SYNC_UNKNOWN: [404, 'No such sync'],
  SYNC_DISABLED: [409, 'Sources are not synced'],
  UNAUTHORIZED: [401, 'An API key is needed'],
  IDEMPOTENCY_KEY_REUSED: [409, 'The idempotency key belongs to another request'],
  KEY_REVOKED: [401, 'The API key was revoked'],
  KEY_EXPIRED: [401, 'The API key has expired'],
  KEY_UNKNOWN: [404, 'No such key'],
  KEY_NAME_TAKEN: [409, 'Another key has this name'],
  KEY_ENDED: [409, 'The key has ended'],
  KEY_LIMIT_REACHED: [429, 'The key asks too much'],
  ROLE_TOO_LOW: [403, 'The key may not do this'],
  PIPELINE_FORBIDDEN: [403, 'The key is for other pipelines'],
  FORBIDDEN: [403, 'The request is refused'],
  ROUTE_UNKNOWN: [404, 'There is nothing at this address'],
  METHOD_NOT_ALLOWED: [405, 'The address does not take this method'],
  CONNECTION_UNKNOWN: [404, 'No such connection'],
  PIPELINE_UNKNOWN: [404, 'No such pipeline'],
  RUN_UNKNOWN: [404, 'No such run'],
  RECEIVER_UNKNOWN: [404, 'No such receiver'],
  NOTIFICATION_UNKNOWN: [404, 'No such notification'],
  NOTIFICATION_UNDER_WAY: [409, 'The notification is under way'],
  REJECT_UNKNOWN: [404, 'No such reject'],
  SCHEDULE_MISSING: [409, 'The pipeline has no Schedule'],
  GENERATION_UNKNOWN: [404, 'The generation has no proof here'],
  PIPELINE_DISABLED: [409, 'The pipeline is disabled'],
  RUN_ALREADY_RUNNING: [409, 'A run is open already'],
  RUN_NOT_WAITING: [409, 'The run does not wait'],
  RUN_ENDED: [409, 'The run has ended'],
  RUN_NOT_REPEATABLE: [409, 'The run cannot be retried'],
  ROLLBACK_IMPOSSIBLE: [409, 'There is nothing to go back to'],
  MYSQL_UNREACHABLE: [503, 'The database does not answer'],
  MYSQL_CONNECTION_LOST: [503, 'The database does not answer'],
  POSTGRES_UNREACHABLE: [503, 'The database does not answer'],
  POSTGRES_CONNECTION_LOST: [503, 'The database does not answer'],
  WORKER_LOST: [503, 'No worker answers'],
  TEMPORAL_UNREACHABLE: [503, 'Temporal does not answer'],
  TEMPORAL_REFUSED: [503, 'Temporal refuses'],
  TOO_MANY_WATCHERS: [503, 'Too many watch already'],
  TOO_MANY_EXPORTS: [503, 'Too many exports are being read'],
  STORE_UNREACHABLE: [503, 'The store does not answer'],
};

/** What a worker met at a pipeline's source when it was asked to look. */
const sourceProblem = ({ code, retryable }: StevedoreError): readonly [number, string] | undefined => {
  if (!/^(?:SFTP|ARCHIVE|DUMP|COLLATION|TEXT|FILE|DISK)_/.test(code)) return undefined;
  return retryable ? [503, 'The source cannot be read now'] : [409, 'The source cannot be read'];
};

/** What to ask next, in the words of HTTP; `hintOf` has those of the command line. */
export const HINTS: Partial<Record<ErrorCode, string>> = {
  UNAUTHORIZED: 'Send the header "Authorization: Bearer KEY", or "X-API-Key: KEY"',
  IDEMPOTENCY_KEY_REUSED: 'Send a new key with each new request',
  JOB_UNKNOWN: 'GET /v1/imports, GET /v1/exports, GET /jobs and GET /api/jobs list them',
  NOTIFICATION_UNKNOWN: 'GET /api/v1/notifications lists them',
  DUMP_UNKNOWN: 'GET /api/sync/dumps lists them',
  DUMP_IN_USE: 'GET /api/jobs?status=running shows who reads it',
  PROJECT_UNKNOWN: 'GET /projects lists the projects',
  SECRETS_UNAVAILABLE: 'An administrator sets secrets.key in the configuration and restarts',
  SECRET_UNKNOWN: 'Give it again: PUT /connections/{id}, or PUT /projects/{name}',
  SYNC_UNKNOWN: 'The table sync_runs has them',
  KEY_REVOKED: 'An admin creates another one: POST /api/v1/keys',
  KEY_EXPIRED: 'An admin creates another one: POST /api/v1/keys',
  KEY_UNKNOWN: 'GET /api/v1/keys lists the keys',
  KEY_NAME_TAKEN: 'Choose another name, or revoke the key that has it',
  KEY_ENDED: 'POST /api/v1/keys creates another one',
  KEY_LIMIT_REACHED: 'Wait as long as the header Retry-After says, or use a key with a higher limit',
  ROLE_TOO_LOW: 'The description of each route says which role it needs: /openapi.json',
  FORBIDDEN: 'Without api.key the API serves this machine only; configure a key to serve others',
  CONNECTION_UNKNOWN: 'GET /api/v1/connections lists the connections',
  PIPELINE_UNKNOWN: 'GET /api/v1/pipelines lists the pipelines',
  RUN_UNKNOWN: 'GET /api/v1/runs lists the runs',
  PIPELINE_DISABLED: 'Set "enabled: true" in the configuration and restart',
  GENERATION_UNKNOWN: 'GET /api/v1/pipelines/{name}/generations shows what is kept',
  RUN_ALREADY_RUNNING: 'GET /api/v1/runs/{run_id} shows it, POST /api/v1/runs/{run_id}/cancel stops it',
  RUN_NOT_WAITING: 'GET /api/v1/runs/{run_id} shows "wait" while there is something to cut short',
  RUN_NOT_REPEATABLE: 'POST /api/v1/runs starts a new run',
  ROLLBACK_IMPOSSIBLE: 'GET /api/v1/pipelines/{name}/generations shows what is kept',
  TEMPORAL_UNREACHABLE: 'GET /health/ready shows what is missing',
  STORE_UNREACHABLE: 'GET /health/ready shows what is missing',
};

const toStevedoreError = (error: unknown): StevedoreError => {
  if (isStevedoreError(error)) return error;
  if (error instanceof HTTPException) {
    const message = error.message === '' ? `Cannot accept the request: status ${error.status}` : error.message;
    return new StevedoreError('REQUEST_INVALID', message);
  }
  return new StevedoreError(
    'INTERNAL',
    'Cannot answer the request: an internal error; find it in the log by request_id',
  );
};

const httpStatus = (error: unknown): readonly [number, string] | undefined =>
  error instanceof HTTPException ? [error.status, 'The request is not valid'] : undefined;
