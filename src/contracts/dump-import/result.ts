import type { RunResult } from '../runs/run-result.js';
import type { FreshnessReason } from './freshness.js';

/** The result of `dumpImport`. */
export interface DumpImportResult extends RunResult {
  readonly reason: FreshnessReason;
}

/** The result of `rollback`. */
export interface RollbackRunResult extends RunResult {
  readonly outcome: 'success';
  readonly reason: typeof ROLLBACK_REASON;
  /** The generation that is live now; 0 is the state before the first import. */
  readonly generation: number;
  readonly from: number;
}

/** The `reason` of a run that is a rollback. */
export const ROLLBACK_REASON = 'rollback';
