import type { PublishPolicy } from '../runs/publish-policy.js';
import type { RunPlan } from '../runs/run-plan.js';
import type { SyncEnds } from './input.js';

/** What the workflow of a database sync needs to know of the configuration. */
export interface DatabaseSyncPlan extends RunPlan {
  readonly ends: SyncEnds;
  /** What a build, or an export, may take: one try. */
  readonly buildTimeoutMs: number;
  readonly publish: PublishPolicy;
}
