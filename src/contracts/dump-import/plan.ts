import type { LoadGatePlan } from '../runs/load-gate-plan.js';
import type { PublishPolicy } from '../runs/publish-policy.js';
import type { RunPlan } from '../runs/run-plan.js';

/** What the workflow of a dump import needs to know of the configuration. Durations in milliseconds. */
export interface DumpImportPlan extends RunPlan {
  readonly databases: readonly string[];
  readonly failFast: boolean;
  readonly loadGate: LoadGatePlan;
  readonly stableForMs: number;
  readonly extractTimeoutMs: number;
  readonly importTimeoutMs: number;
  readonly hasCache: boolean;
  readonly flushAgainAfterMs: number;
  /** How long to wait for a target that went away after the commit. Absent in earlier histories. @default 600_000 */
  readonly completeForMs?: number;
  readonly cleanupOnSuccess: boolean;
  readonly keepFailedFiles: boolean;
  /**
   * Whether steps that need nothing of each other run at the same time. Absent in histories up to 0.2.0. @default false
   */
  readonly sideBySide?: boolean;
  /** Absent in runs from before publishes could wait. */
  readonly publish?: PublishPolicy;
}
