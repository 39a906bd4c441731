import { StevedoreError } from '../../contracts/errors.js';
import type { RunPlan } from '../../contracts/runs/run-plan.js';
import { STANDARD_TABLE_IMPORT } from '../../contracts/table-import/names.js';
import type { TableImportPlan } from '../../contracts/table-import/plan.js';
import type { RunOpening } from '../run/kind-activities.js';

/** What the log of a table import says at its ends, and what its workflow needs to know of the configuration. */
export const opening: RunOpening<'table-import'> = {
  words: { run: 'Table import', skipped: 'Table import skipped' },
  warnings: ({ dryRun = false }) => (dryRun ? ['Dry run: nothing is written'] : []),
  plan: ({ source, name }, _deps, { files, replay, to, definition }): Omit<TableImportPlan, keyof RunPlan> => {
    if (definition !== undefined) return { filesAtOnce: FILES_AT_ONCE };
    if (replay === undefined && files === undefined && source === undefined) {
      throw new StevedoreError(
        'REQUEST_INVALID',
        `Cannot run pipeline "${name}": it has no source, so a start has to name its files`,
      );
    }
    // A key that is for this pipeline only must not write elsewhere.
    if (to !== undefined && source !== undefined) {
      throw new StevedoreError(
        'REQUEST_INVALID',
        `Cannot run pipeline "${name}": a start names a table of its own only for a pipeline without a source, such as "${STANDARD_TABLE_IMPORT}"`,
      );
    }
    return { filesAtOnce: FILES_AT_ONCE };
  },
};

/** As many steps a host does at once. */
const FILES_AT_ONCE = 4;
