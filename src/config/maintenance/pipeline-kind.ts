import { PIPELINE_NAME } from '../../contracts/dump-import/target-names.js';
import { checkSchedule } from '../fields/check-schedule.js';
import type { PipelineKind } from '../pipeline-kind.js';
import type { MaintenanceBlock } from './maintenance-block.js';
import { maintenanceBlock } from './maintenance-block.js';
import { checkNames } from './check-names.js';
import { maintenanceSettings } from './maintenance-settings.js';

/** How pipelines of kind `maintenance` are written. */
export const maintenanceKind: PipelineKind<'maintenance', MaintenanceBlock> = {
  block: maintenanceBlock(),
  check: (name, block, path, context) => {
    if (!PIPELINE_NAME.test(name)) {
      const state = 'has a name that is not allowed: at most 32 of a-z, 0-9, "_" and "-", a letter first';
      context.problems.add(path, state, { onKey: true });
    }
    checkSchedule(block, path, context);
  },
  together: checkNames,
  settings: (name, block, _path, _defaults, context) => maintenanceSettings(name, block, context),
};
