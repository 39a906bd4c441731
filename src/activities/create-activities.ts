import type { Kind } from '../contracts/kinds.js';
import type { ActivityDeps } from './activity-deps.js';
import { databaseSyncActivities } from './database-sync/create-database-sync-activities.js';
import { dumpImportActivities } from './dump-import/create-dump-import-activities.js';
import { maintenanceActivities } from './maintenance/create-maintenance-activities.js';
import { tableExportActivities } from './table-export/create-table-export-activities.js';
import { tableImportActivities } from './table-import/create-table-import-activities.js';
import { translated } from './run/boundary.js';
import type { RunOpenings } from './run/create-run-activities.js';
import { createRunActivities } from './run/create-run-activities.js';
import { createNotificationActivities } from './run/create-notification-activities.js';
import { createExamineActivities } from './run/create-examine-activities.js';
import { createProfileActivities } from './run/create-profile-activities.js';
import { disjoint } from './run/disjoint.js';
import type { KindActivities } from './run/kind-activities.js';

const KIND_ACTIVITIES: { readonly [K in Kind]: KindActivities<K> } = {
  'database-sync': databaseSyncActivities,
  'dump-import': dumpImportActivities,
  maintenance: maintenanceActivities,
  'table-export': tableExportActivities,
  'table-import': tableImportActivities,
};

/**
 * Every activity of every kind. A worker registers all of them on the shared queue and on its host's queue. Throws
 * where two have one name.
 */
export const createActivities = (deps: ActivityDeps) => {
  const kinds: readonly KindActivities<Kind>[] = Object.values(KIND_ACTIVITIES);
  const openings = Object.fromEntries(Object.entries(KIND_ACTIVITIES).map(([kind, { opening }]) => [kind, opening]));
  return translated(
    disjoint(
      createRunActivities(deps, openings as unknown as RunOpenings),
      createExamineActivities(deps, KIND_ACTIVITIES),
      createNotificationActivities(deps),
      createProfileActivities(deps),
      ...kinds.map((kind) => kind.create(deps)),
    ),
    deps.redact,
  );
};
