import { setTimeout as sleep } from 'node:timers/promises';
import { isStevedoreError } from '../contracts/errors.js';

/** How long a generation whose rows are in waits for others: to begin anew would cost its whole load. */
const WAITED_FOR_MS = 600_000;
/** Whoever stood behind a try goes on in between. */
const PAUSE_MS = 1_000;

/**
 * Runs `body`, a transaction of its own, again and again where others hold a lock that it needs for longer than its own
 * limit; nothing of a try stays. Throws POSTGRES_LOCK_TIMEOUT after ten minutes. `tell` hears once that it waits.
 */
export const onceLocksAreFree = async <T>(body: () => Promise<T>, tell: (notice: string) => void): Promise<T> => {
  const until = Date.now() + WAITED_FOR_MS;
  for (let tries = 1; ; tries++) {
    try {
      return await body();
    } catch (error) {
      if (!isStevedoreError(error) || error.code !== 'POSTGRES_LOCK_TIMEOUT' || Date.now() > until) throw error;
      if (tries === 1) tell(`The rows are in; waits for a lock that others hold at the target. ${error.message}`);
    }
    await sleep(PAUSE_MS);
  }
};
