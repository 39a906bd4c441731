import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteArchive } from '../contracts/runs.js';
import { extractDump } from '../dump-import/extract-dump.js';
import { fetchArchive } from '../dump-import/fetch-archive.js';
import { indexDump, readDumpIndex } from '../dump-import/index-dump.js';
import { loadDump } from '../dump-import/load/load-dump.js';
import { describeWarnings, keepLoadWarnings, readLoadWarnings } from '../dump-import/load/load-warnings.js';
import { describeTrigger } from '../dump-import/load/settle-triggers.js';
import { assertLiveForeignKeys } from '../dump-import/publish/assert-foreign-keys.js';
import { stageDatabase } from '../dump-import/stage-database.js';
import { withSource } from '../dump-import/with-source.js';
import { archiveFile, assertDiskSpace, FAILED_RUNS_KEPT, prepareWorkDirectory, sweepRunFiles, workDirectory } from '../dump-import/work-files.js';
import type { ActivityDeps } from './activity-deps.js';
import { pipelineSettings } from './activity-deps.js';
import { createStepLog } from './step-log.js';
import { withProgress } from './with-progress.js';

export interface HostRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly attempt: number;
  readonly archive: RemoteArchive;
}

/** Activities that need the files of one host; all of an attempt run on the queue of the host that claimed it. */
export const createHostActivities = (deps: ActivityDeps) => {
  const directoryOf = ({ pipeline, runId, archive }: HostRequest): string =>
    workDirectory(pipelineSettings(deps, pipeline).storage.tempDir, pipeline, runId, archive.database);

  return {
    /**
     * Downloads an archive and verifies that it is whole.
     * Key: run, database, size and time of the archive. Heartbeat: bytes; a retry resumes from the part on disk. Left behind: the part.
     * Terminal: SFTP_AUTH_FAILED, SFTP_HOST_KEY_….
     */
    fetchArchive: (request: HostRequest & { again: boolean }): Promise<{ checksum: string }> =>
      withProgress('downloading', request.archive.database, async ({ report, signal }) => {
        const settings = pipelineSettings(deps, request.pipeline);
        const { archive } = request;
        const directory = directoryOf(request);
        await prepareWorkDirectory(directory);
        if (request.again) await rm(archiveFile(directory, archive.filename), { force: true });
        await assertDiskSpace(directory, archive.size, `archive "${archive.filename}"`);
        const started = Date.now();
        const { sha256, resumedFrom } = await withSource(
          settings.sftp,
          (source) => fetchArchive({ source, archive, directory, signal, onProgress: report }),
          signal,
        );
        const resumed = resumedFrom > 0 ? `, resumed at byte ${resumedFrom}` : '';
        await createStepLog(deps, request.runId, request.attempt, 'download').info(
          `Downloaded ${archive.filename} (${megabytes(archive.size)})${resumed}`,
          { durationMs: Date.now() - started, file_size: archive.size },
        );
        return { checksum: `sha256:${sha256}` };
      }),

    /**
     * Unpacks the one dump of an archive.
     * Key: run and database. Heartbeat: bytes; a retry begins anew. Left behind: nothing.
     * Terminal: ARCHIVE_CORRUPT, ARCHIVE_WRONG_PASSWORD, ARCHIVE_UNSUPPORTED, ARCHIVE_LIMIT_EXCEEDED, ARCHIVE_WITHOUT_DUMP.
     */
    extractDump: (request: HostRequest): Promise<{ entry: string; bytes: number }> =>
      withProgress('extracting', request.archive.database, async ({ report, signal }) => {
        const settings = pipelineSettings(deps, request.pipeline);
        const directory = directoryOf(request);
        const started = Date.now();
        const { entry, bytes, notes } = await extractDump({
          archiveFile: archiveFile(directory, request.archive.filename),
          label: request.archive.filename,
          directory,
          database: request.archive.database,
          zip: settings.zip,
          signal,
          onProgress: report,
        });
        const log = createStepLog(deps, request.runId, request.attempt, 'extract');
        for (const note of notes) await log.warn(note);
        await log.info(
          `Extracted ${entry} from ${request.archive.filename} (${megabytes(bytes)})`,
          { durationMs: Date.now() - started, file_size: bytes },
        );
        return { entry, bytes };
      }),

    /**
     * Scans the dump once: what it holds, whether all of it may be loaded, and whether a foreign key is in the way of its tables.
     * Key: run and database. Heartbeat: bytes; a retry begins anew. Left behind: nothing.
     * Terminal: DUMP_…, COLLATION_UNKNOWN, FOREIGN_KEY_FROM_OUTSIDE.
     */
    indexDump: (request: HostRequest): Promise<{ tables: number; rows: number }> =>
      withProgress('extracting', request.archive.database, async ({ report, signal }) => {
        const directory = directoryOf(request);
        const settings = pipelineSettings(deps, request.pipeline);
        const { database } = request.archive;
        const index = await indexDump(deps.settings.mysql, settings, {
          database,
          directory,
          dumpFile: join(directory, 'dump.sql'),
          signal,
          onProgress: report,
        });
        await assertLiveForeignKeys(deps.settings.mysql, settings, { [database]: index.tables.map(({ name }) => name) });
        const rows = index.tables.reduce((sum, table) => sum + table.rows, 0);
        const log = createStepLog(deps, request.runId, request.attempt, 'extract');
        for (const [from, to] of Object.entries(index.collations ?? {})) await log.info(`Collation "${from}" becomes "${to}" (load.collations)`);
        for (const { text, line, count } of index.notes ?? []) {
          await log.info(`In the dump of "${database}", ${text} (line ${line}${count > 1 ? `, and ${count - 1} more` : ''})`);
        }
        for (const trigger of index.firing?.triggers ?? []) {
          const fate = index.inOrder === true ? 'it fires for each of them, in the order of the dump' : 'it does not fire for them';
          await log.warn(`In the dump of "${database}", ${describeTrigger(trigger)}: ${fate} (load.triggers_before_rows)`);
        }
        await log.info(
          `The dump of "${database}" holds ${index.tables.length} tables, ${rows} rows, ` +
            `${index.objects.length} views, triggers, routines and events`,
          { file_size: index.bytes },
        );
        return { tables: index.tables.length, rows };
      }),

    /**
     * Loads the dump into the staging schema.
     * Key: the epoch that it takes. Heartbeat: bytes; a retry goes on at the first unfinished table. Left behind: staging.
     * Terminal: MYSQL_STATEMENT_FAILED, MYSQL_PERMISSION_DENIED, DUMP_STATEMENT_TOO_LARGE, FENCED.
     */
    loadDump: (request: HostRequest): Promise<{ rows: number }> =>
      withProgress(`importing_database_${request.archive.database}`, request.archive.database, async (progress) => {
        const settings = pipelineSettings(deps, request.pipeline);
        const { database } = request.archive;
        const directory = directoryOf(request);
        const index = await readDumpIndex(directory);
        const report = await loadDump(deps.settings.mysql, {
          pipeline: request.pipeline,
          runId: request.runId,
          attempt: request.attempt,
          database,
          dumpFile: join(directory, 'dump.sql'),
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
        for (const { table, count, notes } of report.warnings) {
          await log.info(`The server gave ${count} warnings for table "${table}"${notes.length === 0 ? '' : ` (${describeWarnings(notes)})`}; the proof decides`);
        }
        if (report.resumed > 0) await log.info(`Resumed: ${report.resumed} of ${report.tables} tables had been loaded by an earlier try`);
        for (const { table, strategy, reason } of report.plan) {
          if (strategy === 'forward-inserts' && reason !== 'it has no rows') await log.info(`Table "${table}" was loaded by its INSERT statements: ${reason}`);
        }
        if (report.bottleneck) await log.info(`What held the load of "${database}" up: ${report.bottleneck.advice}`);
        await log.info(`Loaded "${database}": ${report.tables} tables, ${report.rows} rows`, { durationMs: report.durationMs });
        return { rows: report.rows };
      }),

    /**
     * Proves that staging equals the dump and records the proof.
     * Key: run and database. Heartbeat: tables. Left behind: nothing. Terminal: PROOF_FAILED, FENCED.
     */
    proveDatabase: (request: HostRequest & { checksum: string }): Promise<{ tables: number; rows: number }> =>
      withProgress(`importing_database_${request.archive.database}`, request.archive.database, async (progress) => {
        const started = Date.now();
        const proof = await stageDatabase(deps.settings.mysql, {
          pipeline: request.pipeline,
          runId: request.runId,
          attempt: request.attempt,
          archive: { ...request.archive, checksum: request.checksum },
          index: await readDumpIndex(directoryOf(request)),
          dumpFile: join(directoryOf(request), 'dump.sql'),
          warnings: await readLoadWarnings(directoryOf(request)),
          showValues: deps.settings.logging.values,
          connections: pipelineSettings(deps, request.pipeline).loadConnections,
          signal: progress.signal,
          onProgress: progress.report,
        });
        const rows = proof.tables.reduce((sum, table) => sum + table.rows, 0);
        const log = createStepLog(deps, request.runId, request.attempt, 'import');
        for (const { table, content } of proof.tables) {
          if (content.kind === 'counted') await log.warn(`Table "${table}" is proved by its row count only: ${content.reason}`);
          if (content.kind === 'unproved') await log.warn(`Table "${table}" cannot be proved: ${content.reason}`);
        }
        await log.info(`Proved "${request.archive.database}": ${proof.tables.length} tables, ${rows} rows equal the dump`, {
          durationMs: Date.now() - started,
        });
        return { tables: proof.tables.length, rows };
      }),

    /**
     * Removes the run's files and those that failed runs before it had kept; or keeps them for a look after a failure, with those of
     * one run before it.
     * Key: run. Heartbeat: liveness only. Left behind: files that the next worker start sweeps. Terminal: none.
     */
    removeFiles: async ({ pipeline, runId, keepFiles }: { pipeline: string; runId: string; keepFiles: boolean }): Promise<void> => {
      const { tempDir } = pipelineSettings(deps, pipeline).storage;
      await withProgress('cleanup', '', async () => {
        if (keepFiles) await sweepRunFiles(tempDir, pipeline, [runId], { latest: FAILED_RUNS_KEPT - 1 });
        else await sweepRunFiles(tempDir, pipeline, []);
      });
    },
  };
};

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)}MB`;
