import type { FreshnessReason } from './freshness.js';

export type Outcome = 'published' | 'skipped' | 'failed' | 'cancelled';

/** The result of `dumpImport`. */
export interface DumpImportResult {
  readonly outcome: 'published' | 'skipped';
  readonly reason: FreshnessReason;
  readonly generation?: number;
  readonly warnings: readonly string[];
}

/** The result of `rollback`. */
export interface RollbackRunResult {
  readonly outcome: 'rolled_back';
  readonly reason: typeof ROLLBACK_REASON;
  /** What is live now; 0 is what was there before the first import. */
  readonly generation: number;
  readonly from: number;
  readonly warnings: readonly string[];
}

/** The `reason` of a run that is a rollback; by it a run's record tells that it is no import. */
export const ROLLBACK_REASON = 'rollback';
