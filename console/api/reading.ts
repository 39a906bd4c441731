import type { Signal } from '@preact/signals';
import { signal } from '@preact/signals';
import { ask, Problem } from './ask.js';

/** Something that is read from the API: what was read last stays while it is read again, and when that fails. */
export interface Reading<T> {
  readonly value: Signal<T | undefined>;
  /** Why the last reading failed; undefined once one succeeds. */
  readonly problem: Signal<Problem | undefined>;
  /**
   * Reads again; one reading at a time, and once more if it was asked for meanwhile. Whoever asked waits for a reading
   * that began afterwards.
   */
  readonly read: () => Promise<void>;
  /** Where it is being read just now, reads once more: that answer may be older than what was told since. */
  readonly outdate: () => void;
}

export const createReading = <T>(path: string): Reading<T> => {
  const value = signal<T | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  let now: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const once = async (): Promise<void> => {
    try {
      value.value = await ask<T>(path);
      problem.value = undefined;
    } catch (error) {
      problem.value = error instanceof Problem ? error : new Problem(0, '', String(error));
    }
  };
  const read = (): Promise<void> => {
    if (now === undefined) {
      now = once().finally(() => {
        now = undefined;
      });
      return now;
    }
    next ??= now.then(() => {
      next = undefined;
      return read();
    });
    return next;
  };
  const outdate = (): void => {
    if (now !== undefined) void read();
  };
  return { value, problem, read, outdate };
};
