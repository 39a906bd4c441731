import type { PipelineBase } from '../pipeline-base.js';
import type { MaintenanceTask } from './tasks.js';

/** One pipeline of kind `maintenance`. */
export interface MaintenanceSettings extends PipelineBase<'maintenance'> {
  readonly tasks: readonly MaintenanceTask[];
  /** The pipelines that it looks after. @default all that are enabled and have something to look after */
  readonly pipelines?: readonly string[];
}
