import { setTimeout as sleep } from 'node:timers/promises';
import { isStevedoreError } from '../../../contracts/errors.js';
import { mysqlErrorNumber } from '../../../connectors/mysql/errors.js';
import { REFUSAL_DELAYS_MS } from './in-rounds.js';

/**
 * Runs a step of the target again that ended because the server refused a statement with an error that is final by its
 * class: what is refused for a moment costs a few seconds, not the run. `body` must be repeatable. Throws what the last
 * try threw.
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

/** A refusal of the server's, not a finding of ours. What is retryable its activity repeats. */
const isRefusal = (error: unknown): boolean =>
  isStevedoreError(error) && REFUSALS.has(error.code) && mysqlErrorNumber(error) !== undefined;

const REFUSALS: ReadonlySet<string> = new Set(['MYSQL_STATEMENT_FAILED', 'MYSQL_PERMISSION_DENIED']);
