import type { ActivityDeps } from '../activity-deps.js';
import { translated } from '../run/boundary.js';
import { createHostActivities } from './host-activities.js';
import { createPublishActivities } from './publish-activities.js';
import { createRecordActivities } from './record-activities.js';
import { createRollbackActivities } from './rollback-activities.js';
import { createSourceActivities } from './source-activities.js';

/**
 * Creates every activity of `dumpImport` and `rollback`. A worker registers them on the shared queue and on its host's
 * queue.
 */
export const createDumpImportActivities = (deps: ActivityDeps) =>
  translated(
    {
      ...createRecordActivities(deps),
      ...createSourceActivities(deps),
      ...createHostActivities(deps),
      ...createPublishActivities(deps),
      ...createRollbackActivities(deps),
    },
    deps.redact,
  );

export type DumpImportActivities = ReturnType<typeof createDumpImportActivities>;
