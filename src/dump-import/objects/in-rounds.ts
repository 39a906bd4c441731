import { setTimeout as sleep } from 'node:timers/promises';
import type { StevedoreError } from '../../contracts/errors.js';
import { isStevedoreError } from '../../contracts/errors.js';

export interface Failed<T> {
  readonly item: T;
  readonly error: StevedoreError;
}

export interface RoundsOptions<T> {
  /** Milliseconds. @default REFUSAL_DELAYS_MS */
  readonly delaysMs?: readonly number[];
  /** Whether `other`, which comes after an item, must be repeated after that item was done. @default never */
  readonly follows?: (other: T, item: T) => boolean;
}

/**
 * Runs every item and retries the failures: at once while something succeeds, because one may need another, then after
 * each of `delaysMs`. Returns the final failures in order. Throws only what concerns all items: an unreachable server,
 * an epoch that was taken over, a bug.
 */
export const inRounds = async <T>(
  items: readonly T[],
  perform: (item: T) => Promise<void>,
  { delaysMs = REFUSAL_DELAYS_MS, follows = () => false }: RoundsOptions<T> = {},
): Promise<Failed<T>[]> => {
  const failed = new Map<T, StevedoreError>();
  let pending = new Set(items);
  for (const delayMs of [0, ...delaysMs]) {
    if (delayMs > 0) await sleep(delayMs);
    for (let progress = true; progress && pending.size > 0; ) {
      progress = false;
      const next = new Set<T>();
      for (const [position, item] of items.entries()) {
        if (!pending.has(item)) continue;
        try {
          await perform(item);
          progress = true;
          if (!failed.delete(item)) continue;
          for (const other of items.slice(position + 1)) if (follows(other, item)) pending.add(other);
        } catch (error) {
          if (!isStevedoreError(error) || CONCERNS_ALL.has(error.code)) throw error;
          failed.set(item, error);
          next.add(item);
        }
      }
      pending = next;
    }
    if (pending.size === 0) break;
  }
  return items.flatMap((item) => {
    const error = failed.get(item);
    return error === undefined ? [] : [{ item, error }];
  });
};

/** The pauses before a statement that the server refused is sent again, in milliseconds. */
export const REFUSAL_DELAYS_MS: readonly number[] = [300, 1_000, 3_000];

/** The server is away, or this worker may no longer write. */
export const CONCERNS_ALL: ReadonlySet<string> = new Set(['MYSQL_UNREACHABLE', 'MYSQL_CONNECTION_LOST', 'FENCED']);
