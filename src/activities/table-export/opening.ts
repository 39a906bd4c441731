import { StevedoreError } from '../../contracts/errors.js';
import type { RunPlan } from '../../contracts/runs/run-plan.js';
import { STANDARD_TABLE_EXPORT } from '../../contracts/table-export/names.js';
import type { TableExportPlan } from '../../contracts/table-export/plan.js';
import type { RunOpening } from '../run/kind-activities.js';

/** What the log of a table export says at its ends, and what its workflow needs to know of the configuration. */
export const opening: RunOpening<'table-export'> = {
  words: { run: 'Table export', skipped: 'Table export skipped' },
  plan: ({ name, exports }, _deps, { export: asked }): Omit<TableExportPlan, keyof RunPlan> => {
    const all = asked === undefined ? exports : [asked];
    if (all.length === 0) {
      throw new StevedoreError(
        'REQUEST_INVALID',
        `Cannot run pipeline "${name}": it has no tables of its own; POST /v1/exports starts "${STANDARD_TABLE_EXPORT}"`,
      );
    }
    return { exports: all.map(({ resource, table }) => resource ?? table ?? '') };
  },
};
