import { StevedoreError } from '../../contracts/errors.js';
import type { MaintenancePlan } from '../../contracts/maintenance/plan.js';
import type { RunPlan } from '../../contracts/runs/run-plan.js';
import type { RunOpening } from '../run/kind-activities.js';
import { hasUpkeep } from './upkeep-of-kinds.js';

/** What the log of a maintenance run says at its ends, and what its workflow needs to know of the configuration. */
export const opening: RunOpening<'maintenance'> = {
  words: { run: 'Maintenance', skipped: 'Maintenance skipped' },
  plan: ({ tasks, pipelines }, { settings }, input): Omit<MaintenancePlan, keyof RunPlan> => {
    const wanted = input.pipelines ?? pipelines;
    const known = settings.pipelines.filter(hasUpkeep);
    for (const name of wanted ?? []) {
      if (known.some((pipeline) => pipeline.name === name)) continue;
      throw new StevedoreError(
        'PIPELINE_UNKNOWN',
        `Cannot maintain pipeline "${name}": it is not in the worker's configuration, or is of a kind that needs no upkeep`,
      );
    }
    const chosen = known.filter(({ name, enabled }) => (wanted === undefined ? enabled : wanted.includes(name)));
    return { tasks: input.tasks ?? tasks, pipelines: chosen.map(({ name }) => name) };
  },
};
