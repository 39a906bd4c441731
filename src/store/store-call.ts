import { setTimeout as sleep } from 'node:timers/promises';
import { isStevedoreError, StevedoreError } from '../contracts/errors.js';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the socket file
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_USER_LIMIT_REACHED',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED', // MariaDB
  'ER_QUERY_INTERRUPTED',
]);
/** A pooled connection that the server closed shows it at its next use. */
const LOST = new Set(['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST', 'ER_CONNECTION_KILLED', 'ER_SERVER_SHUTDOWN']);
const AGAIN = new Set([...LOST, 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT']);

/**
 * Runs one operation of the store, and once more where its connection was lost or its lock was another's: every
 * operation may be repeated. The driver's error stays here, because it carries the statement and its values.
 */
export const storeCall = async <T>(action: string, timeoutMs: number, operation: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await within(timeoutMs, operation());
    } catch (error) {
      if (isStevedoreError(error)) throw error;
      const { code, errno } = error as { code?: unknown; errno?: unknown };
      const name = typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown error';
      if (attempt === 1 && AGAIN.has(name)) continue;
      throw new StevedoreError(
        UNREACHABLE.has(name) ? 'STORE_UNREACHABLE' : 'STORE_FAILED',
        `Cannot ${action}: ${describe(name, error)}`,
        { details: { driverCode: name, ...(typeof errno === 'number' ? { errno } : {}) } },
      );
    }
  }
};

const describe = (name: string, error: unknown): string => {
  if (UNREACHABLE.has(name)) return `the store cannot be reached (${name})`;
  // Kysely's own errors are plain and speak of migrations; those of the driver have a code.
  if (name === 'Error' && /migration/.test((error as Error).message)) {
    return 'they were made by another version of Stevedore; start the newest that ran here';
  }
  if (name === 'ER_BAD_DB_ERROR') return 'the schema that store.url names does not exist; create it';
  return `the store answered with an error (${name})`;
};

const within = async <T>(timeoutMs: number, work: Promise<T>): Promise<T> => {
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' });
  });
  // The loser of the race must not become an unhandled rejection.
  timeout.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    timer.abort();
  }
};
