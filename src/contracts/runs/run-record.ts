import type { Kind } from '../kinds.js';
import type { StartedWith } from './started-with.js';
import type { RunSnapshot } from './run-snapshot.js';
import type { Trigger } from './trigger.js';

/** One run as the store keeps it. `runId` is Temporal's run id. */
export interface RunRecord {
  readonly runId: string;
  readonly kind: Kind;
  /** What was done instead of the kind's own work. @default the kind's own work */
  readonly action?: string;
  readonly pipeline: string;
  readonly workflowId: string;
  readonly trigger: Trigger;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly completedAt?: string;
  readonly status: 'running' | 'success' | 'skipped' | 'failed' | 'cancelled' | 'not_started';
  readonly attempts: number;
  readonly reason?: string;
  readonly errorCode?: string;
  readonly error?: string;
  readonly generation?: number;
  readonly warnings: readonly string[];
  readonly snapshot?: RunSnapshot;
  /** The run that this one does again. */
  readonly retryOf?: string;
  /** What it was started with, for a retry; absent for runs of 0.1 and 0.2. */
  readonly options?: StartedWith;
}
