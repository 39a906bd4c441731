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
  /** How long a target that went away after the commit is waited for. Absent in earlier histories. @default 600_000 */
  readonly completeForMs?: number;
  readonly cleanupOnSuccess: boolean;
  readonly keepFailedFiles: boolean;
  /** Absent in runs that began before there was a wait for the publish. */
  readonly publish?: PublishPolicy;
}
