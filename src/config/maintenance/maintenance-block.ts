import * as z from 'zod';
import type { MaintenanceTask } from '../../contracts/maintenance/tasks.js';
import { MAINTENANCE_TASKS, USUAL_TASKS } from '../../contracts/maintenance/tasks.js';
import { filledText } from '../fields/fields.js';
import { scheduleKeys } from '../fields/schedule-keys.js';

/** A pipeline of kind `maintenance` in the file. */
export const maintenanceBlock = () =>
  z.strictObject({
    kind: z.literal('maintenance'),
    ...scheduleKeys(),
    tasks: z
      .array(z.enum(MAINTENANCE_TASKS) satisfies z.ZodType<MaintenanceTask>)
      .min(1)
      .default([...USUAL_TASKS])
      .describe(
        'prune: delete runs past retention.days; sweep: remove what ended runs left on the target; verify: compare what is live with what was published; sync: run failed syncs of sources again. Default: the first three.',
      ),
    pipelines: z.array(filledText()).min(1).optional().describe('The pipelines that it looks after; default: all.'),
  });

export type MaintenanceBlock = z.output<ReturnType<typeof maintenanceBlock>>;
