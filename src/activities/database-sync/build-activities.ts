import { join } from 'node:path';
import { DUMP_NAME } from '../../contracts/database-sync/dump-name.js';
import type { DatabaseSyncInput } from '../../contracts/database-sync/input.js';
import { selectionOf } from '../../contracts/database-sync/selection.js';
import type { SyncProgress, WrittenDump } from '../../contracts/database-sync/snapshot.js';
import { StevedoreError } from '../../contracts/errors.js';
import { buildForRun } from '../../database-sync/build-for-run.js';
import type { BuildEvent, OpenSource } from '../../database-sync/built-generation.js';
import { reservedSchemas } from '../../database-sync/check-store.js';
import { checkEnds } from '../../database-sync/check-ends.js';
import { dumpFiles } from '../../database-sync/dump-files.js';
import type { BuildFollower } from '../../database-sync/follow-build.js';
import { followBuild } from '../../database-sync/follow-build.js';
import type { Epoch } from '../../database-sync/fence/epoch.js';
import { holderOf } from '../../database-sync/fence/epoch.js';
import { dumpsInUse } from '../../database-sync/open-runs.js';
import { openFileSource } from '../../database-sync/sql-file/read/file-source.js';
import { openDatabaseSource } from '../../database-sync/source/database-source.js';
import { exportDatabase } from '../../database-sync/sql-file/write/export-database.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { StepLog } from '../run/step-log.js';
import { createStepLog } from '../run/step-log.js';
import type { ProgressReporter } from '../run/with-progress.js';
import { withProgress } from '../run/with-progress.js';
import type { SyncContext, SyncStep } from './sync-context.js';
import { assertEnded, assertFree } from './assert-free.js';
import { syncContext, writableDestination } from './sync-context.js';
import { Turns } from './turns.js';

export interface ExportDumpStep extends SyncStep, Pick<DatabaseSyncInput, 'tables' | 'format' | 'compress'> {
  /** Of the database to export. */
  readonly database: string;
}

/** A generation that is built, proved, and noted at the destination. */
export interface BuiltSync {
  readonly epoch: Epoch;
  readonly progress: SyncProgress;
  readonly takenAt: string;
  /** The first few; the log has all. */
  readonly warnings: readonly string[];
}

const MOST_WARNINGS = 20;

export const createBuildActivities = (deps: ActivityDeps) => {
  const turns = new Turns(deps.settings.sync.concurrent);
  return {
    /**
     * Finds what stands in the way, before anything is written.
     * Key: none. Heartbeat: liveness only. Left behind: nothing. Terminal: DESTINATION_REFUSED, POOLER_UNSUITABLE,
     * CONNECTION_UNKNOWN, POSTGRES_AUTH_FAILED.
     */
    checkSync: (step: SyncStep): Promise<void> =>
      withProgress('checking', '', async ({ signal }) => {
        const context = syncContext(deps, step);
        const log = createStepLog(deps, step.runId, step.attempt, 'check');
        // First of all: not a packet goes to a server that may not be written.
        const { rules, store, pipeline } = context;
        const whole = pipeline.publish === 'database' ? { store } : {};
        const warnings = await checkEnds(context, { ...rules, ...whole }, signal);
        const holder =
          context.destination && (await holderOf(context.destination, { applicationName: 'stevedore check', signal }));
        await assertFree(deps, step, context, holder);
        for (const warning of warnings) await log.warn(warning);
      }),

    /**
     * Copies the source into staging at the destination, proves it, and notes it there; what a dead try left is removed
     * first, and all begins again, of a later moment.
     * Key: run id. Heartbeat: bytes, rows, tables. Left behind: staging, which the next try or run removes. Terminal:
     * SOURCE_UNSUITABLE, TARGET_UNSUITABLE, DESTINATION_REFUSED, PROOF_FAILED, FENCED.
     */
    buildSync: (step: SyncStep): Promise<BuiltSync> =>
      withProgress('copying', '', async (watch) => {
        const { signal } = watch;
        const log = createStepLog(deps, step.runId, step.attempt, 'copy');
        const waits = () => void log.info(`Waits: ${deps.settings.sync.concurrent} copies run on this machine`);
        return turns.take(() => build(deps, step, watch, log), signal, waits);
      }),

    /**
     * Writes a database to a dump in this host's folder of dumps.
     * Key: none; each try writes a file of its own moment. Heartbeat: bytes, rows, tables. Left behind: a part, which
     * `removeOldDumps` removes. Terminal: SOURCE_UNSUITABLE, TABLE_UNKNOWN.
     */
    exportDump: ({ database, tables, format, compress, ...step }: ExportDumpStep): Promise<WrittenDump> =>
      withProgress('exporting', '', async (watch) => {
        const { signal } = watch;
        const context = syncContext(deps, { ...step, ends: { shape: 'export', source: database } });
        const log = createStepLog(deps, step.runId, step.attempt, 'export');
        const waits = () => void log.info(`Waits: ${deps.settings.sync.concurrent} copies run on this machine`);
        return turns.take(
          async () => {
            const follower = following(watch, log);
            const started = Date.now();
            const { source } = context;
            if (source === undefined)
              throw new StevedoreError('CONNECTION_UNKNOWN', 'Cannot export: no database is named');
            const written = await exportDatabase(source, dumpFiles(deps.settings.sync.dumpDirectory), {
              applicationName: `stevedore export ${step.runId}`,
              called: source.name,
              signal,
              onProgress: follower.hear,
              ...(context.pipeline.jobs === undefined ? {} : { jobs: context.pipeline.jobs }),
              ...(tables === undefined ? {} : { tables }),
              ...(format === undefined ? {} : { format }),
              ...(compress === undefined ? {} : { compress }),
              // What a destination had before is kept whole.
              ...(step.ends.shape === 'export'
                ? selectionOf(context.pipeline, step.ends.schemas)
                : { profile: context.pipeline.profile ?? 'plain' }),
              allowMissing: context.pipeline.allowMissing,
            });
            for (const warning of written.warnings) await log.warn(warning);
            const rows = written.tables.reduce((sum, table) => sum + table.rows, 0);
            await log.info(`Exported ${rows} rows of ${written.tables.length} tables to "${written.name}"`, {
              file_size: written.bytes,
              durationMs: Date.now() - started,
            });
            return {
              file: written.name,
              host: deps.settings.worker.hostId,
              bytes: written.bytes,
              rows,
              tables: written.tables.length,
              sha256: written.sha256,
            };
          },
          signal,
          waits,
        );
      }),

    /**
     * Removes dumps past their age, and the oldest where all have more bytes than they may; none that an open run
     * reads.
     * Key: none, repeatable. Heartbeat: liveness only. Left behind: dumps that the next run removes. Terminal: none.
     */
    removeOldDumps: (step: SyncStep): Promise<void> =>
      withProgress('cleanup', '', async () => {
        const { dumpDirectory, maxAgeMs, maxBytes } = deps.settings.sync;
        const inUse = await dumpsInUse(deps);
        const removed = await dumpFiles(dumpDirectory).removeOld({ keepMs: maxAgeMs, maxBytes, inUse });
        if (removed.length === 0) return;
        await createStepLog(deps, step.runId, step.attempt, 'cleanup').info(`Removed ${removed.length} old dumps`);
      }),
  };
};

const build = async (deps: ActivityDeps, step: SyncStep, watch: ProgressReporter, log: StepLog): Promise<BuiltSync> => {
  const { signal } = watch;
  const context = syncContext(deps, step);
  const renames = context.pipeline.publish === 'database';
  const target = await writableDestination(context, { signal, renames, reads: true });
  const reserved = renames ? [] : await reservedSchemas(target, context.store, signal);
  const { publish, jobs, splitBytes, indexMemoryBytes: memory, allowMissing } = context.pipeline;
  const started = Date.now();
  const follower = following(watch, log);
  const { epoch, built } = await buildForRun(openSourceOf(deps, step, context), target, {
    runId: step.runId,
    pipeline: step.pipeline,
    source: step.ends.file ?? step.ends.source ?? '',
    signal,
    publish,
    allowMissing,
    reserved,
    writesPlatform: context.pipeline.profile === 'plain',
    // Two may have found it free at once.
    mayTake: (holder) => assertEnded(deps.store, target.name, holder),
    onProgress: follower.hear,
    ...(jobs === undefined ? {} : { jobs }),
    ...(splitBytes === undefined ? {} : { splitBytes }),
    ...(memory === undefined ? {} : { memory }),
  });
  for (const warning of built.warnings) await log.warn(warning);
  const progress = follower.progress();
  await log.info(`Built and proved ${progress.rows} rows of ${progress.tablesTotal} tables`, {
    durationMs: Date.now() - started,
  });
  return {
    epoch,
    progress,
    takenAt: built.source.takenAt,
    warnings: built.warnings.slice(0, MOST_WARNINGS).map((warning) => deps.redact(warning).slice(0, 1_000)),
  };
};

const openSourceOf =
  ({ settings }: ActivityDeps, { runId, ends: { file, schemas } }: SyncStep, context: SyncContext): OpenSource =>
  ({ version, facts, signal }) => {
    const { source, pipeline } = context;
    const { profile, missingRoles, ...selection } = selectionOf(pipeline, schemas);
    const fitting = {
      target: facts,
      ...(profile === undefined ? {} : { profile }),
      ...(missingRoles === undefined ? {} : { missingRoles }),
    };
    if (file !== undefined) {
      // A name from outside: nothing but a dump's own name reaches the folder.
      if (!DUMP_NAME.test(file))
        throw new StevedoreError('FILE_FORBIDDEN', 'Cannot import the file: it does not have the name of a dump');
      return openFileSource(join(settings.sync.dumpDirectory, file), {
        workFolder: settings.worker.workFolder,
        ...fitting,
        ...(signal === undefined ? {} : { signal }),
      });
    }
    if (source === undefined) throw new StevedoreError('REQUEST_INVALID', 'Cannot copy: the run has no source');
    return openDatabaseSource(source, {
      applicationName: `stevedore read ${runId}`,
      targetVersion: version,
      ...fitting,
      ...selection,
      ...(signal === undefined ? {} : { signal }),
    });
  };

/** Passes what a build tells on to heartbeats, and what a person wants to know to the log. */
const following = (watch: ProgressReporter, log: StepLog): BuildFollower => {
  const follower = followBuild();
  return {
    progress: follower.progress,
    hear: (event: BuildEvent) => {
      follower.hear(event);
      const {
        step,
        bytes,
        bytesTotal,
        rows,
        tablesDone,
        tablesTotal,
        etaSeconds = -1,
        currentTable,
        tables,
      } = follower.progress();
      watch.report(
        Math.min(bytes, bytesTotal),
        bytesTotal,
        currentTable ?? step,
        { bytes, rows, tables_done: tablesDone, tables_total: tablesTotal, eta_seconds: etaSeconds },
        tables.map(({ table, state, bytes: done, bytesTotal: total, rows: own }) => ({
          ...{ name: table, state, done, total },
          ...(own === undefined ? {} : { rows: own }),
        })),
      );
      if (event.type === 'notice') void log.info(event.text);
      if (event.type === 'table' && event.state === 'again')
        void log.warn(`Copying "${event.table}" again`, event.reason);
      if (event.type === 'table' && event.state === 'proved' && event.rows !== undefined)
        void log.info(`Proved "${event.table}": ${event.rows} rows`);
    },
  };
};
