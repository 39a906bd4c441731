import { setTimeout as sleep } from 'node:timers/promises';
import { isStevedoreError } from '../../../contracts/errors.js';
import { mysqlErrorNumber } from '../../../connectors/mysql/errors.js';
import { REFUSAL_DELAYS_MS } from '../../objects/in-rounds.js';

/**
 * Repeats a step on the target that ended because the server refused a statement with an error that normally is final:
 * a momentary refusal then costs a few seconds and not the run. `body` must be idempotent. Throws the error of the last
 * try.
 */
export const withRefusalTries = async <T>(body: () => Promise<T>): Promise<T> => {
  for (const delayMs of REFUSAL_DELAYS_MS) {
    try {
      return await body();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await sleep(delayMs);
    }
  }
  return body();
};

/** The server's refusal and not a finding of ours; the activity already retries retryable errors. */
const isRefusal = (error: unknown): boolean =>
  isStevedoreError(error) && REFUSALS.has(error.code) && mysqlErrorNumber(error) !== undefined;

const REFUSALS: ReadonlySet<string> = new Set(['MYSQL_STATEMENT_FAILED', 'MYSQL_PERMISSION_DENIED']);
