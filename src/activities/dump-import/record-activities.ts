import { targetOf } from '../../contracts/settings.js';
import { readCurrentGeneration } from '../../dump-import/generations/read-current-generation.js';
import { writeMetadataFile } from '../../dump-import/record/metadata-file.js';
import type { ActivityDeps } from '../activity-deps.js';
import { createStepLog } from '../run/step-log.js';
import { pipelineSettings } from './pipeline-settings.js';
import type { PublishStepRequest } from './publish-activities.js';

export const createRecordActivities = (deps: ActivityDeps) => ({
  /**
   * Records the published generation in the store and writes the metadata file, both from the record beside the data.
   * Key: pipeline and generation. Heartbeat: none. Left behind: the store may know it before the file does. Terminal:
   * none.
   */
  recordGeneration: async ({ pipeline, runId, attempt = 0 }: PublishStepRequest): Promise<void> => {
    const settings = pipelineSettings(deps, pipeline);
    const current = await readCurrentGeneration(targetOf(deps.settings), pipeline);
    if (current.kind !== 'read' || current.provenance.runId !== runId) return;
    const { generation, preparedAt, databases } = current.provenance;
    const archives = databases.map(({ archive }) => archive);
    const tables = databases.flatMap((database) => database.tables);
    // Writes the file even if the store is away.
    const stored = await settled(
      deps.store.generations.add({
        pipeline,
        generation,
        runId,
        publishedAt: preparedAt,
        databases: databases.map(({ database }) => database),
        archives,
        tables: tables.length,
        rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      }),
    );
    await writeMetadataFile(settings.storage.metadataFile, { timestamp: preparedAt, archives });
    if (stored !== undefined) throw stored.error;
    await createStepLog(deps, runId, attempt, 'cleanup').info(`Recorded generation ${generation} of "${pipeline}"`);
  },
});

/** Returns how a call failed; undefined if it did not. */
const settled = (call: Promise<unknown>): Promise<{ readonly error: unknown } | undefined> =>
  call.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
