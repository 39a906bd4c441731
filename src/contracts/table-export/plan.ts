import type { RunPlan } from '../runs/run-plan.js';

/** What the workflow of a table export needs to know of the configuration. */
export interface TableExportPlan extends RunPlan {
  /** Names of what is exported, in their order. */
  readonly exports: readonly string[];
}
