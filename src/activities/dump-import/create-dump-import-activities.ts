import type { ActivityDeps } from '../activity-deps.js';
import { disjoint } from '../run/disjoint.js';
import type { KindActivities } from '../run/kind-activities.js';
import { createHostActivities } from './host-activities.js';
import { opening } from './opening.js';
import { previewNextImport } from './preview-next-import.js';
import { createPublishActivities } from './publish-activities.js';
import { createRecordActivities } from './record-activities.js';
import { createRollbackActivities } from './rollback-activities.js';
import { createSourceActivities } from './source-activities.js';

/** Every activity of `dumpImport` and `rollback` that only they have. */
export const createDumpImportActivities = (deps: ActivityDeps) =>
  disjoint(
    createRecordActivities(deps),
    createSourceActivities(deps),
    createHostActivities(deps),
    createPublishActivities(deps),
    createRollbackActivities(deps),
  );

export type DumpImportActivities = ReturnType<typeof createDumpImportActivities>;

export const dumpImportActivities: KindActivities<'dump-import'> = {
  opening,
  preview: previewNextImport,
  create: createDumpImportActivities,
};
