import type { ActivityDeps } from '../activity-deps.js';
import type { KindActivities } from '../run/kind-activities.js';
import { createBuildActivities } from './build-activities.js';
import { createPublishSyncActivities } from './publish-activities.js';
import { opening } from './opening.js';

/** Every activity that only database syncs have. */
export const createDatabaseSyncActivities = (deps: ActivityDeps) => ({
  ...createBuildActivities(deps),
  ...createPublishSyncActivities(deps),
});

export type DatabaseSyncActivities = ReturnType<typeof createDatabaseSyncActivities>;

export const databaseSyncActivities: KindActivities<'database-sync'> = {
  opening,
  create: createDatabaseSyncActivities,
};
