import type { RunPlan } from '../runs/run-plan.js';
import type { MaintenanceTask } from './tasks.js';

/** What the workflow of a maintenance run needs to know of the configuration. */
export interface MaintenancePlan extends RunPlan {
  readonly tasks: readonly MaintenanceTask[];
  readonly pipelines: readonly string[];
}
