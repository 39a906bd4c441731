import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import { countsOf } from '../../contracts/table-import/record-counts.js';
import type { ActivityDeps } from '../activity-deps.js';
import { withProgress } from '../run/with-progress.js';
import type { ImportRequest } from './import-context.js';
import { sourceOf, withTarget } from './import-context.js';
import { lastImport, sinceFieldOf, sinceOf } from './last-import.js';
import { recordOf } from './record-of.js';

/** What the ledger says of a file. */
export interface CommittedCounts extends RecordCounts {
  /** The whole file is in its table. */
  readonly done: boolean;
}

export interface TargetRequest {
  readonly runId: string;
  readonly connection: string;
}

/** Activities that any worker can do: they read no file. */
export const createRecordActivities = (deps: ActivityDeps) => ({
  /**
   * Records that a file is imported, so that the next run knows it.
   * Key: run and file number. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  recordTableFile: async (request: ImportRequest): Promise<void> => {
    const { runId, file } = request;
    const before = (await deps.store.importedFiles.ofRun(runId)).find(({ fileNo }) => fileNo === file.fileNo);
    const record = recordOf(deps, request, before?.reading ?? { format: 'csv' }, 'done');
    // A run that found nothing new asks from where the last one did.
    const last = file.replayOf === undefined ? await lastImport(deps, request) : undefined;
    const sinceField = sinceFieldOf(sourceOf(deps, request)) ?? last?.reading.sinceField;
    const since = request.since ?? (sinceField === undefined ? last?.reading.since : sinceOf(last, sinceField));
    const place = since === undefined ? {} : { since, ...(sinceField === undefined ? {} : { sinceField }) };
    await deps.store.importedFiles.save({ ...record, reading: { ...record.reading, ...place } });
  },

  /**
   * What the ledger says of the run's files, by their number, once no writer of the run is left.
   * Key: run. Heartbeat: liveness only. Left behind: nothing. Terminal: none.
   */
  countTableFiles: ({ runId, connection }: TargetRequest): Promise<Readonly<Record<number, CommittedCounts>>> =>
    withProgress('cleanup', '', async () => {
      const entries = await withTarget(deps, connection, (target) => target.endedLedger(runId));
      return Object.fromEntries(
        entries.map(({ fileNo, phase, ...entry }) => [fileNo, { ...countsOf(entry), done: phase === 'done' }]),
      );
    }),

  /**
   * Drops what the run has staged, and forgets ledgers and rejects that are past their retention.
   * Key: run. Heartbeat: liveness only. Left behind: nothing. Terminal: none.
   */
  cleanTables: ({ runId, connection }: TargetRequest): Promise<void> =>
    withProgress('cleanup', '', () =>
      withTarget(deps, connection, async (target) => {
        await target.clean(runId);
        const { retentionMs } = deps.settings;
        if (retentionMs > 0) await target.prune(new Date(Date.now() - retentionMs));
      }),
    ),
});
