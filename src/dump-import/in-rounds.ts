import { setTimeout as sleep } from 'node:timers/promises';
import type { StevedoreError } from '../contracts/errors.js';
import { isStevedoreError } from '../contracts/errors.js';

export interface Failed<T> {
  readonly item: T;
  readonly error: StevedoreError;
}

/**
 * Does every item, and once more what failed: at once as long as something succeeds, because one may need another, then after each of
 * `delaysMs`. Gives what failed to the end. Throws only what concerns all of them: a server that is away, an epoch that was taken over, a bug.
 */
export const inRounds = async <T>(
  items: readonly T[],
  perform: (item: T) => Promise<void>,
  delaysMs: readonly number[] = REFUSAL_DELAYS_MS,
): Promise<Failed<T>[]> => {
  let pending = [...items];
  let failed: Failed<T>[] = [];
  for (const delayMs of [0, ...delaysMs]) {
    if (delayMs > 0) await sleep(delayMs);
    do {
      failed = [];
      const tried = pending.length;
      for (const item of pending) {
        try {
          await perform(item);
        } catch (error) {
          if (!isStevedoreError(error) || CONCERNS_ALL.has(error.code)) throw error;
          failed.push({ item, error });
        }
      }
      pending = failed.map(({ item }) => item);
      if (failed.length === tried) break;
    } while (pending.length > 0);
    if (pending.length === 0) return [];
  }
  return failed;
};

/** How often, and after what pauses, a statement is sent again that a server refuses although it answers. Milliseconds. */
export const REFUSAL_DELAYS_MS: readonly number[] = [300, 1_000, 3_000];

/** The server is away, or this worker may no longer write. */
export const CONCERNS_ALL: ReadonlySet<string> = new Set(['MYSQL_UNREACHABLE', 'MYSQL_CONNECTION_LOST', 'FENCED']);
