import type { ErrorCode } from '../errors.js';
import type { Wait } from './wait.js';

/** `current_step` in seed 000's style. */
export type StepName =
  | 'initialization'
  | 'checking_load'
  | 'waiting'
  | 'checking_file_freshness'
  | 'downloading'
  | 'extracting'
  | `importing_database_${string}`
  | 'checking_guards'
  | 'publishing'
  | 'rolling_back'
  | 'flushing_cache'
  | 'cleanup';

export interface RunFailure {
  readonly code: ErrorCode | 'CANCELLED' | 'TIMEOUT';
  readonly message: string;
  readonly retryable: boolean;
}

/**
 * The snapshot that the workflow keeps in its memo (under `status`) and answers to the query `status`. At most 2 KiB.
 */
export interface RunSnapshot {
  readonly step: StepName;
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly progress: number;
  readonly wait?: Wait;
  readonly lastFailure?: RunFailure;
  /** What a run that has published could not complete; the first few, shortened. The result has all. */
  readonly warnings?: readonly string[];
  readonly files: {
    readonly remote: readonly { filename: string; size: number; modTime: string; isNewer: boolean }[];
    readonly downloaded: readonly string[];
    readonly extracted: readonly string[];
    readonly imported: readonly string[];
  };
}
