import type { ErrorCode } from '../errors.js';
import type { Wait } from './wait.js';

export interface RunFailure {
  readonly code: ErrorCode | 'CANCELLED' | 'TIMEOUT';
  readonly message: string;
  readonly retryable: boolean;
}

/**
 * What the workflow keeps in its memo (under `status`, cut by `fitSnapshot`), answers to the query `status`, and saves
 * in the store.
 */
export interface RunSnapshot<Detail = unknown> {
  /** `current_step` in seed 000's style; every kind has `initialization`, `waiting`, `checking_load` and `cleanup`. */
  readonly step: string;
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly progress: number;
  readonly wait?: Wait;
  readonly lastFailure?: RunFailure;
  /** What a published run could not complete: the first few, shortened. The result has all. */
  readonly warnings?: readonly string[];
  /** What only this kind of run knows. Absent before its first attempt. */
  readonly detail?: Detail;
}

/** The status until a worker takes the run; `maxAttempts` 0 means that the run does not know its settings yet. */
export const initialSnapshot: RunSnapshot = { step: 'initialization', attempt: 0, maxAttempts: 0, progress: 0 };
