import type { RunPlan } from '../runs/run-plan.js';

/** What the workflow of a table import needs to know of the configuration. */
export interface TableImportPlan extends RunPlan {
  /** Files that are imported side by side. */
  readonly filesAtOnce: number;
}
