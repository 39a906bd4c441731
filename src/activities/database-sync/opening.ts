import { endsOf } from '../../contracts/database-sync/input.js';
import { STANDARD_DATABASE_SYNC } from '../../contracts/database-sync/names.js';
import type { DatabaseSyncPlan } from '../../contracts/database-sync/plan.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { RunPlan } from '../../contracts/runs/run-plan.js';
import type { RunOpening } from '../run/kind-activities.js';

/** What the log of a database sync says at its ends, and what its workflow needs to know of the configuration. */
export const opening: RunOpening<'database-sync'> = {
  words: { run: 'Database sync', skipped: 'Database sync skipped' },
  plan: (settings, _deps, input): Omit<DatabaseSyncPlan, keyof RunPlan> => {
    const ends = endsOf(input, settings);
    const isWhole =
      ends.shape === 'rollback' ? ends.destination !== undefined : (ends.source ?? ends.file) !== undefined;
    if (!isWhole)
      throw new StevedoreError(
        'REQUEST_INVALID',
        `Cannot run pipeline "${settings.name}": nothing says what is ${ends.shape === 'rollback' ? 'rolled back' : 'read'}; name a source, or a file ("${STANDARD_DATABASE_SYNC}" exports)`,
      );
    return {
      ends,
      buildTimeoutMs: settings.buildTimeoutMs,
      publish: { deadlineMs: settings.publishDeadlineMs, hasWindow: false, needsApproval: false },
    };
  },
};
