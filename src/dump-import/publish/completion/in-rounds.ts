import { setTimeout as sleep } from 'node:timers/promises';
import type { StevedoreError } from '../../../contracts/errors.js';
import { isStevedoreError } from '../../../contracts/errors.js';

export interface Failed<T> {
  readonly item: T;
  readonly error: StevedoreError;
}

export interface RoundsOptions<T> {
  /** Milliseconds. @default REFUSAL_DELAYS_MS */
  readonly delaysMs?: readonly number[];
  /**
   * Whether `other`, which comes behind an item, has to be done once more where the item was done after it. @default
   * never
   */
  readonly follows?: (other: T, item: T) => boolean;
}

/**
 * Does every item, and once more what failed: at once as long as something succeeds, because one may need another, then
 * after each of `delaysMs`. Gives what failed to the end, in order. Throws only what concerns all of them: a server
 * that is away, an epoch that was taken over, a bug.
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

/**
 * How often, and after what pauses, a statement is sent again that a server refuses although it answers. Milliseconds.
 */
export const REFUSAL_DELAYS_MS: readonly number[] = [300, 1_000, 3_000];

/** The server is away, or this worker may no longer write. */
export const CONCERNS_ALL: ReadonlySet<string> = new Set(['MYSQL_UNREACHABLE', 'MYSQL_CONNECTION_LOST', 'FENCED']);
