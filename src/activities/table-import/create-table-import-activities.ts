import { previewSource } from '../../table-import/preview/preview-source.js';
import type { ActivityDeps } from '../activity-deps.js';
import { disjoint } from '../run/disjoint.js';
import type { KindActivities } from '../run/kind-activities.js';
import { createFileActivities } from './file-activities.js';
import { sourceContext } from './import-context.js';
import { opening } from './opening.js';
import { perDefinition } from './per-definition.js';
import { createRecordActivities } from './record-activities.js';
import { createReportActivities } from './report-activities.js';
import { createSourceActivities } from './source-activities.js';
import { createSyncActivities } from './sync-activities.js';

/** Every activity that only `tableImport` has. */
export const createTableImportActivities = (deps: ActivityDeps) =>
  perDefinition(deps, (own) =>
    disjoint(
      createSourceActivities(own),
      createFileActivities(own),
      createRecordActivities(own),
      createReportActivities(own),
      createSyncActivities(own),
    ),
  );

export type TableImportActivities = ReturnType<typeof createTableImportActivities>;

export const tableImportActivities: KindActivities<'table-import'> = {
  opening,
  preview: async (pipeline, deps, { signal }) => {
    const { fields = [], ...found } = await previewSource(pipeline, { ...sourceContext(deps), signal });
    // The answer is in a history, which has no value of a record.
    return { ...found, fields: fields.map(({ path, types }) => ({ path, types })) };
  },
  create: createTableImportActivities,
};
