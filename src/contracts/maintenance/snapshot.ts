import type { LiveFinding } from './verification.js';

/** What the task `verify` found in one pipeline. */
export interface VerifiedPipeline {
  readonly pipeline: string;
  /** Absent where there was nothing to compare with. */
  readonly generation?: number;
  readonly tables: number;
  readonly rows: number;
  readonly objects: number;
  /** How many things somebody changed; the first of them are in `findings`, all of them in the log. */
  readonly changed: number;
  readonly findings: readonly LiveFinding[];
  /** How many could not be compared; the log names them. */
  readonly notCompared: number;
  /** Why there was nothing to compare. */
  readonly nothing?: string;
}

/** What the snapshot of a maintenance run has beside that of every run. */
export interface MaintenanceDetail {
  readonly verified: readonly VerifiedPipeline[];
}
