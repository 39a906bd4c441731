import { rm } from 'node:fs/promises';
import type { RemoteArchive } from '../../contracts/dump-import/archive.js';
import { archiveFile, dumpFile } from '../../dump-import/dump-files.js';
import { fetchArchive } from '../../dump-import/fetch/fetch-archive.js';
import { readDumpIndex } from '../../dump-import/fetch/index-dump.js';
import { loadDump } from '../../dump-import/load/load-dump.js';
import { describeWarnings, keepLoadWarnings, readLoadWarnings } from '../../dump-import/load/load-warnings.js';
import { describeTrigger } from '../../dump-import/load/settle-triggers.js';
import { assertLiveForeignKeys } from '../../dump-import/publish/foreign-keys/assert-foreign-keys.js';
import type { StagedDump } from '../../dump-import/load/stage-dump.js';
import { stageDump } from '../../dump-import/load/stage-dump.js';
import { keepTableProofs, readTableProofs } from '../../dump-import/load/table-proofs.js';
import { stageDatabase } from '../../dump-import/load/stage-database.js';
import { inTurn } from '../../dump-import/fetch/thread-turns.js';
import {
  assertDiskSpace,
  FAILED_RUNS_KEPT,
  prepareWorkDirectory,
  sweepRunFiles,
  workDirectory,
} from '../../dump-import/work-files.js';
import { targetOf } from '../../contracts/settings.js';
import type { ActivityDeps } from '../activity-deps.js';
import { pipelineSettings } from './pipeline-settings.js';
import type { StepLog } from '../run/step-log.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';
import { withArchives } from './with-archives.js';

export interface HostRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly attempt: number;
  readonly archive: RemoteArchive;
  /** The folder that the archive is in. @default the pipeline's source */
  readonly from?: string;
}

/** Activities that need one host's files; an attempt runs all of them on the queue of the host that claimed it. */
export const createHostActivities = (deps: ActivityDeps) => {
  const directoryOf = ({ pipeline, runId, archive }: HostRequest): string =>
    workDirectory(pipelineSettings(deps, pipeline).storage.tempDir, pipeline, runId, archive.database);

  return {
    /**
     * Downloads an archive and verifies that it is complete.
     * Key: run, database, size and time of the archive. Heartbeat: bytes; a retry resumes from the part on disk. Left
     * behind: the part.
     * Terminal: SFTP_AUTH_FAILED, SFTP_HOST_KEY_….
     */
    fetchArchive: (request: HostRequest & { again: boolean }): Promise<{ checksum: string }> =>
      withProgress('downloading', request.archive.database, async ({ report, signal }) => {
        const { archive } = request;
        const directory = directoryOf(request);
        await prepareWorkDirectory(directory);
        if (request.again) await rm(archiveFile(directory, archive.filename), { force: true });
        await assertDiskSpace(directory, archive.size, `archive "${archive.filename}"`);
        const started = Date.now();
        const { sha256, resumedFrom } = await inTurn({ runId: request.runId, bytes: archive.size, signal }, () =>
          withArchives(
            deps,
            request,
            (source) => fetchArchive({ source, archive, directory, signal, onProgress: report }),
            { signal, keep: true },
          ),
        );
        const resumed = resumedFrom > 0 ? `, resumed at byte ${resumedFrom}` : '';
        await createStepLog(deps, request.runId, request.attempt, 'download').info(
          `Downloaded ${archive.filename} (${megabytes(archive.size)})${resumed}`,
          { durationMs: Date.now() - started, file_size: archive.size },
        );
        return { checksum: `sha256:${sha256}` };
      }),

    /**
     * Unpacks an archive's only dump, scans it while it arrives (what it holds, whether all of it may be loaded,
     * whether a foreign key blocks its tables), and loads its tables while the rest still arrives.
     * Key: run and database; the epoch that it takes. Heartbeat: bytes; a retry unpacks again and continues at the
     * first
     * unfinished table.
     * Left behind: staging. Terminal: ARCHIVE_CORRUPT, ARCHIVE_WRONG_PASSWORD, ARCHIVE_UNSUPPORTED,
     * ARCHIVE_LIMIT_EXCEEDED, ARCHIVE_WITHOUT_DUMP, DUMP_…, COLLATION_UNKNOWN, FOREIGN_KEY_FROM_OUTSIDE.
     */
    stageDump: (
      request: HostRequest & { checksum: string },
    ): Promise<{ entry: string; bytes: number; tables: number; rows: number; loaded: boolean }> =>
      withProgress('extracting', request.archive.database, async ({ report, begin, signal }) => {
        const settings = pipelineSettings(deps, request.pipeline);
        const { database, filename } = request.archive;
        const directory = directoryOf(request);
        const log = createStepLog(deps, request.runId, request.attempt, 'extract');
        const started = Date.now();
        let unpackedMs = 0;
        const stageInTurn = (turn: () => Promise<void>) =>
          stageDump(targetOf(deps.settings), settings, {
            ...request,
            turn,
            database,
            archiveFile: archiveFile(directory, filename),
            label: filename,
            directory,
            signal,
            onUnpacked: (done, total) => {
              unpackedMs = Date.now() - started;
              report(done, total);
            },
            onAccepted: async (dump, unpacked) => {
              const size = { durationMs: unpackedMs, file_size: unpacked.bytes };
              for (const note of unpacked.notes) await log.warn(note);
              await log.info(`Extracted ${unpacked.entry} from ${filename} (${megabytes(unpacked.bytes)})`, size);
              await assertLiveForeignKeys(targetOf(deps.settings), settings, {
                [database]: dump.tables.map(({ name }) => name),
              });
              await tellDump(log, database, dump);
              begin(`importing_database_${database}`);
            },
            onLoaded: report,
          });
        const { entry, bytes, index, early, isLoaded } = await inTurn(
          { runId: request.runId, bytes: request.archive.size, signal },
          stageInTurn,
        );
        await keepLoadWarnings(directory, early.warnings);
        await keepTableProofs(directory, early.proofs);
        await tellWarnings(log, early.warnings);
        if (early.error !== undefined) {
          const reason = deps.redact(early.error.message);
          await log.info(`Cannot load "${database}" while it is unpacked: ${reason}; it is loaded afterwards`);
        }
        const loaded = `${early.tables} of ${index.tables.length} tables`;
        if (early.tables > 0)
          await log.info(`Loaded ${loaded} of "${database}" since its unpacking began`, {
            durationMs: Date.now() - started,
          });
        return { entry, bytes, tables: index.tables.length, rows: rowsOf(index), loaded: isLoaded };
      }),

    /**
     * Loads the dump into the staging schema.
     * Key: the epoch that it takes. Heartbeat: bytes; a retry continues at the first unfinished table. Left behind:
     * staging.
     * Terminal: MYSQL_STATEMENT_FAILED, MYSQL_PERMISSION_DENIED, DUMP_STATEMENT_TOO_LARGE, FENCED.
     */
    loadDump: (request: HostRequest & { checksum: string }): Promise<{ rows: number }> =>
      withProgress(`importing_database_${request.archive.database}`, request.archive.database, async (progress) => {
        const settings = pipelineSettings(deps, request.pipeline);
        const { database } = request.archive;
        const directory = directoryOf(request);
        const index = await readDumpIndex(directory);
        const report = await loadDump(targetOf(deps.settings), {
          pipeline: request.pipeline,
          runId: request.runId,
          attempt: request.attempt,
          database,
          archive: request.checksum,
          dumpFile: dumpFile(directory),
          index,
          connections: settings.loadConnections,
          strategy: settings.loadStrategy,
          ...(settings.charset === undefined ? {} : { charset: settings.charset }),
          afterLoad: settings.databases.find(({ name }) => name === database)?.afterLoad ?? [],
          signal: progress.signal,
          onProgress: progress.report,
        });
        const log = createStepLog(deps, request.runId, request.attempt, 'import');
        await keepLoadWarnings(directory, report.warnings);
        await tellWarnings(log, report.warnings);
        for (const { table, strategy, reason } of report.plan) {
          if (strategy === 'forward-inserts' && reason !== 'it has no rows')
            await log.info(`Table "${table}" was loaded by its INSERT statements: ${reason}`);
        }
        if (report.outdated.length > 0) {
          const names = report.outdated
            .slice(0, 5)
            .map((table) => `"${table}"`)
            .join(', ');
          const more = report.outdated.length > 5 ? ` and ${report.outdated.length - 5} more` : '';
          await log.info(
            `Dropped tables that were loaded too early, because the dump had more for them: ${names}${more}`,
          );
        }
        if (report.bottleneck) await log.info(`What limited the load of "${database}": ${report.bottleneck.advice}`);
        const before =
          report.resumed > 0 ? `, ${report.resumed} of the tables during the unpacking or by an earlier try` : '';
        await log.info(`Loaded "${database}": ${report.tables} tables, ${report.rows} rows${before}`, {
          durationMs: report.durationMs,
        });
        return { rows: report.rows };
      }),

    /**
     * Proves that staging equals the dump and records the proof.
     * Key: run and database. Heartbeat: tables. Left behind: nothing. Terminal: PROOF_FAILED, FENCED.
     */
    proveDatabase: (request: HostRequest & { checksum: string }): Promise<{ tables: number; rows: number }> =>
      withProgress(`importing_database_${request.archive.database}`, request.archive.database, async (progress) => {
        const started = Date.now();
        const proof = await stageDatabase(targetOf(deps.settings), {
          pipeline: request.pipeline,
          runId: request.runId,
          attempt: request.attempt,
          archive: { ...request.archive, checksum: request.checksum },
          index: await readDumpIndex(directoryOf(request)),
          dumpFile: dumpFile(directoryOf(request)),
          warnings: await readLoadWarnings(directoryOf(request)),
          proofs: await readTableProofs(directoryOf(request)),
          showValues: deps.settings.logging.values,
          connections: pipelineSettings(deps, request.pipeline).loadConnections,
          signal: progress.signal,
          onProgress: progress.report,
        });
        const rows = proof.tables.reduce((sum, table) => sum + table.rows, 0);
        const log = createStepLog(deps, request.runId, request.attempt, 'import');
        for (const { table, content } of proof.tables) {
          if (content.kind === 'counted')
            await log.warn(`Table "${table}" is proved by its row count only: ${content.reason}`);
          if (content.kind === 'unproved') await log.warn(`Table "${table}" cannot be proved: ${content.reason}`);
        }
        await log.info(
          `Proved "${request.archive.database}": ${proof.tables.length} tables, ${rows} rows equal the dump`,
          {
            durationMs: Date.now() - started,
          },
        );
        return { tables: proof.tables.length, rows };
      }),

    /**
     * Removes the files of the run and those kept for earlier failed runs; or, after a failure, keeps them for
     * inspection together with those of one earlier run.
     * Key: run. Heartbeat: liveness only. Left behind: files that the next worker start sweeps. Terminal: none.
     */
    removeFiles: async ({
      pipeline,
      runId,
      keepFiles,
    }: {
      pipeline: string;
      runId: string;
      keepFiles: boolean;
    }): Promise<void> => {
      const { tempDir } = pipelineSettings(deps, pipeline).storage;
      await withProgress('cleanup', '', async () => {
        if (keepFiles) await sweepRunFiles(tempDir, pipeline, [runId], { latest: FAILED_RUNS_KEPT - 1 });
        else await sweepRunFiles(tempDir, pipeline, []);
      });
    },
  };
};

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)}MB`;

const rowsOf = ({ tables }: StagedDump['index']): number => tables.reduce((sum, table) => sum + table.rows, 0);

const tellWarnings = async (log: StepLog, warnings: StagedDump['early']['warnings']): Promise<void> => {
  for (const { table, count, notes } of warnings) {
    await log.info(
      `The server gave ${count} warnings for table "${table}"${notes.length === 0 ? '' : ` (${describeWarnings(notes)})`}; the proof decides`,
    );
  }
};

/** Logs what a dump holds, and what of it is not loaded unchanged. */
const tellDump = async (log: StepLog, database: string, index: StagedDump['index']): Promise<void> => {
  for (const [from, to] of Object.entries(index.collations ?? {}))
    await log.info(`Collation "${from}" becomes "${to}" (load.collations)`);
  for (const { text, line, count } of index.notes ?? []) {
    await log.info(`In the dump of "${database}", ${text} (line ${line}${count > 1 ? `, and ${count - 1} more` : ''})`);
  }
  for (const trigger of index.firing?.triggers ?? []) {
    const fate =
      index.inOrder === true ? 'it fires for each of them, in the order of the dump' : 'it does not fire for them';
    await log.warn(`In the dump of "${database}", ${describeTrigger(trigger)}: ${fate} (load.triggers_before_rows)`);
  }
  const holds = `${index.tables.length} tables, ${rowsOf(index)} rows, ${index.objects.length} views, triggers, routines and events`;
  await log.info(`The dump of "${database}" holds ${holds}`, { file_size: index.bytes });
};
