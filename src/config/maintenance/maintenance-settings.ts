import type { PipelineSettings } from '../../contracts/kinds.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import type { MaintenanceSettings } from '../../contracts/maintenance/settings.js';
import { STANDARD_MAINTENANCE, USUAL_TASKS } from '../../contracts/maintenance/tasks.js';
import type { LoadContext } from '../load-context.js';
import type { MaintenanceBlock } from './maintenance-block.js';

/** The settings of one pipeline of kind `maintenance`. */
export const maintenanceSettings = (
  name: string,
  block: MaintenanceBlock,
  context: LoadContext,
): MaintenanceSettings => {
  const schedule = block.schedule.trim();
  return {
    ...standard(name, context),
    enabled: block.enabled,
    ...(schedule === '' ? {} : { schedule }),
    ...(block.schedule_timezone === undefined ? {} : { scheduleTimezone: block.schedule_timezone }),
    tasks: block.tasks,
    ...(block.pipelines === undefined ? {} : { pipelines: block.pipelines }),
  };
};

/**
 * The pipelines, and one for tasks that are asked for by hand where there are imports and no maintenance is configured.
 */
export const withMaintenance = (pipelines: readonly PipelineSettings[], context: LoadContext): PipelineSettings[] => {
  const isNeeded = pipelinesOf({ pipelines }, 'dump-import').length > 0;
  const isThere =
    pipelinesOf({ pipelines }, 'maintenance').length > 0 || pipelines.some(({ name }) => name === STANDARD_MAINTENANCE);
  return isNeeded && !isThere ? [...pipelines, standard(STANDARD_MAINTENANCE, context)] : [...pipelines];
};

const standard = (name: string, { machine }: LoadContext): MaintenanceSettings => ({
  kind: 'maintenance',
  name,
  enabled: true,
  scheduleTimezone: machine.timeZone,
  tasks: [...USUAL_TASKS],
  retry: { maxAttempts: 3, retryDelayMs: 300_000, deadlineMs: 43_200_000 },
});
