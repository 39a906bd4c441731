import type { ExportRequest } from '../../contracts/table-export/export-request.js';
import type { ExportedFile } from '../../contracts/table-export/snapshot.js';
import { StevedoreError } from '../../contracts/errors.js';
import { removeOldExports } from '../../table-export/remove-old-exports.js';
import { writeExport } from '../../table-export/write-export.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { KindActivities } from '../run/kind-activities.js';
import { pipelineSettings } from '../run/pipeline-settings.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';
import { opening } from './opening.js';

export interface ExportStep {
  readonly pipeline: string;
  readonly runId: string;
  readonly attempt: number;
  /** The id of the job that asked for it. */
  readonly job?: string;
}

export interface WriteRequest extends ExportStep {
  /** Which of the pipeline's exports, from 0. */
  readonly position: number;
  /** Instead of those of the pipeline. */
  readonly export?: ExportRequest;
  readonly readsSecrets?: boolean;
}

/** Every activity that only `tableExport` has. */
export const createTableExportActivities = (deps: ActivityDeps) => ({
  /**
   * Writes the rows of one export to a file of this host's disk.
   * Key: none; each try writes a file of its own, and one that nobody records goes with the old ones. Heartbeat: bytes
   * and rows. Left behind: a part, which `removeExportFiles` removes. Terminal: REQUEST_INVALID, TABLE_UNKNOWN,
   * ROLE_TOO_LOW, EXPORT_TOO_LONG, `…_PERMISSION_DENIED`.
   */
  writeExportFile: (request: WriteRequest): Promise<ExportedFile> =>
    withProgress('exporting', '', async ({ signal, report }) => {
      const { pipeline, runId, attempt, job, position, export: asked } = request;
      const { settings, store } = deps;
      const { exports, folder } = pipelineSettings(settings, 'table-export', pipeline);
      const wanted = asked ?? exports[position];
      if (wanted === undefined) {
        throw new StevedoreError(
          'REQUEST_INVALID',
          `Cannot export: pipeline "${pipeline}" has no ${position + 1} exports any more; start the run again`,
        );
      }
      if (job !== undefined) await store.exportJobs.begin(job);
      const started = Date.now();
      const written = await writeExport(settings, {
        request: wanted,
        // The configuration is an admin's.
        mayReadSecrets: asked === undefined || request.readsSecrets === true,
        folder,
        longestMs: settings.export.maxDurationMs,
        signal,
        onProgress: (bytes, rows) => report(bytes, 0, `${rows} rows`),
      });
      const log = createStepLog(deps, runId, attempt, 'export');
      const text = `Exported ${written.rows} rows of "${written.name}" to "${written.file}"`;
      await log.info(text, { file_size: written.bytes, durationMs: Date.now() - started });
      // A table that no resource declares was for an admin to ask for; so is its file, whoever retries.
      const hasSecrets = written.hasSecrets || asked?.table !== undefined;
      return { ...written, hasSecrets, host: settings.worker.hostId };
    }),

  /**
   * Records a file, so that it can be downloaded, and ends the job that asked for it.
   * Key: the file. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  recordExportFile: async ({
    pipeline,
    runId,
    job,
    file,
  }: ExportStep & { readonly file: ExportedFile }): Promise<void> => {
    const { exportFiles, exportJobs } = deps.store;
    await exportFiles.add({ ...file, pipeline, runId, createdAt: new Date().toISOString() });
    if (job !== undefined) await exportJobs.complete(job, file);
  },

  /**
   * Ends the job of a run that has failed.
   * Key: the job. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  failExportJob: ({ job, error }: { readonly job: string; readonly error: string }): Promise<void> =>
    deps.store.exportJobs.fail(job, error),

  /**
   * Removes files past their age and those that are too many, and forgets them.
   * Key: none, repeatable. Heartbeat: liveness only. Left behind: files that the next run removes. Terminal: none.
   */
  removeExportFiles: ({ pipeline, runId, attempt }: ExportStep): Promise<void> =>
    withProgress('cleanup', '', async () => {
      const { folder, keepMs, maxBytes } = pipelineSettings(deps.settings, 'table-export', pipeline);
      const removed = await removeOldExports(folder, { keepMs, maxBytes });
      if (removed.length === 0) return;
      await deps.store.exportFiles.remove(removed);
      await createStepLog(deps, runId, attempt, 'export').info(`Removed ${removed.length} old files of exports`);
    }),
});

export type TableExportActivities = ReturnType<typeof createTableExportActivities>;

export const tableExportActivities: KindActivities<'table-export'> = { opening, create: createTableExportActivities };
