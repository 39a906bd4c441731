import type { RunInput } from '../runs/run-input.js';
import type { MaintenanceTask } from './tasks.js';

/** The input of `maintenance`. */
export interface MaintenanceInput extends RunInput<'maintenance'> {
  readonly action?: never;
  /** Only these tasks, whether the pipeline has them or not. @default what is configured */
  readonly tasks?: readonly MaintenanceTask[];
  /** Only these pipelines. @default what is configured */
  readonly pipelines?: readonly string[];
}
