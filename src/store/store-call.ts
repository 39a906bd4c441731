import { setTimeout as sleep } from 'node:timers/promises';
import { isStevedoreError, StevedoreError } from '../contracts/errors.js';
import type { DriverErrors } from './driver-errors.js';

/** Runs one operation of the store; see `createStoreCall`. */
export type Call = <T>(action: string, operation: () => Promise<T>) => Promise<T>;

/**
 * Runs operations, and repeats one once if its connection was lost or its lock was refused: every operation must be
 * idempotent. Drops the driver's error, because it holds the statement and its values. Throws STORE_UNREACHABLE or
 * STORE_FAILED.
 */
export const createStoreCall =
  (errors: DriverErrors, timeoutMs: number): Call =>
  async <T>(action: string, operation: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await within(timeoutMs, operation());
      } catch (error) {
        if (isStevedoreError(error)) throw error;
        const name = error instanceof TimeoutError ? 'ETIMEDOUT' : errors.nameOf(error);
        if (attempt === 1 && errors.repeatable.has(name)) continue;
        throw new StevedoreError(
          errors.unreachable.has(name) ? 'STORE_UNREACHABLE' : 'STORE_FAILED',
          `Cannot ${action}: ${describe(errors, name, error)}`,
          { details: { driverCode: name, ...errors.detailsOf(error) } },
        );
      }
    }
  };

const describe = (errors: DriverErrors, name: string, error: unknown): string => {
  if (errors.unreachable.has(name)) return `the store cannot be reached (${name})`;
  // Kysely's own errors are plain and mention migrations; the driver's have a code.
  if (name === 'Error' && /migration/.test((error as Error).message)) {
    return 'they were made by another version of Stevedore; start the newest that ran here';
  }
  return errors.advice[name] ?? `the store answered with an error (${name})`;
};

class TimeoutError extends Error {}

const within = async <T>(timeoutMs: number, work: Promise<T>): Promise<T> => {
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new TimeoutError('timeout');
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
