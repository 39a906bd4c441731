import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createApp } from './api/create-app.js';
import { createLookAtTarget } from './api/health/look-at-target.js';
import { createLazyStore } from './api/runs/lazy-store.js';
import { createLostEndRecorder } from './api/runs/record-lost-ends.js';
import { watchLostEnds } from './api/runs/watch-lost-ends.js';
import { createAlertReader } from './api/pipelines/read-alerts.js';
import { createRunReader } from './api/runs/read-runs.js';
import { serveApp } from './api/serve-app.js';
import type { RunningServer } from './api/serve-app.js';
import { watchUntried } from './api/notifications/watch-untried.js';
import { watchAlerts } from './api/pipelines/watch-alerts.js';
import type { ImportDeps } from './api/table-import/bulk/import-deps.js';
import type { ExportDeps } from './api/table-export/export-deps.js';
import { watchExports } from './api/table-export/watch-exports.js';
import { watchJobs } from './api/table-import/bulk/watch-jobs.js';
import type { ProjectDeps } from './api/projects/project-deps.js';
import { watchProjectJobs } from './api/projects/watch-project-jobs.js';
import type { DatabaseSyncDeps } from './api/database-sync/database-sync-deps.js';
import { queuedDumps } from './api/database-sync/queued-dumps.js';
import { watchDumps } from './api/database-sync/watch-dumps.js';
import type { SyncDeps } from './api/table-import/source-sync/sync-deps.js';
import { watchSyncs } from './api/table-import/source-sync/watch-syncs.js';
import { collectSecrets } from './config/collect-secrets.js';
import { readSettings } from './config/read-settings.js';
import { STANDARD_CONFIG } from './config/read-text.js';
import { databaseOf } from './config/table-import/project/database-url.js';
import { readProject, settingsOfProject } from './config/table-import/project/read-project.js';
import { createUploadFolder } from './connectors/disk/upload-folder.js';
import { withConnection } from './connectors/mysql/open-connection.js';
import { testConnection } from './connectors/test-connection.js';
import { connectTemporal } from './connectors/temporal/connect-temporal.js';
import type { RunClient } from './connectors/temporal/run-client.js';
import { createStartNotification } from './connectors/temporal/operations/start-notification.js';
import { createRunClient } from './connectors/temporal/run-client.js';
import { connectionsOf, findConnection } from './contracts/connections/connection.js';
import { isOfKind } from './contracts/kinds.js';
import { dumpFiles } from './database-sync/dump-files.js';
import type { RunsDeps } from './database-sync/open-runs.js';
import { dumpsInUse } from './database-sync/open-runs.js';
import { readStanding } from './database-sync/publish/read-standing.js';
import { refusalOf } from './contracts/database-sync/destination.js';
import type { Settings } from './contracts/settings.js';
import { targetOf } from './contracts/settings.js';
import { connectionsFor } from './contracts/definitions/open-definition.js';
import { readGenerations } from './dump-import/generations/read-generations.js';
import { readProofs } from './dump-import/generations/read-proofs.js';
import { readStaged } from './dump-import/generations/read-staged.js';
import { filePreviews } from './table-import/preview/preview-file.js';
import { createNotifier, inputOf, notificationId } from './notifications/create-notifier.js';
import { RejectRows } from './table-import/records/reject-rows.js';
import { openSyncRuns } from './table-import/source-sync/sync-runs.js';
import { fileStem } from './table-export/file-name.js';
import { isForAdmins } from './table-export/is-for-admins.js';
import { openExport } from './table-export/open-export.js';
import { withTarget } from './table-import/target/open-target.js';
import { startTracingIfAsked } from './start-tracing.js';
import { readVersion } from './read-version.js';
import { createStore } from './store/create-store.js';
import type { Store } from './store/store.js';
import { createLogger } from './telemetry/logger.js';
import { createRedactor } from './telemetry/redact.js';

export type { RunningServer };

/**
 * Starts the API. Temporal and the database may be away: it answers what it can, and `/health/ready` names what is
 * missing. Throws CONFIG_INVALID if it cannot listen.
 */
export const startServer = async (
  settings: Settings,
  logger: ReturnType<typeof createLogger>,
): Promise<RunningServer> => {
  const redact = createRedactor(collectSecrets(settings));
  const tracing = await startTracingIfAsked('stevedore-server', process.env, redact);
  const client = connectTemporal(settings.temporal, tracing === undefined ? [] : [tracing.client]);
  const stores: Store[] = [];
  const store = createLazyStore(async () => {
    const opened = createStore(settings.store, { secretKeys: settings.secretKeys });
    try {
      await opened.migrate();
    } catch (error) {
      await opened.close();
      throw error;
    }
    stores.push(opened);
    return opened;
  });
  const runs = createRunClient(client);
  const { mysql } = settings;
  const target =
    mysql === undefined
      ? {}
      : {
          lookAtTarget: createLookAtTarget(() =>
            withConnection(mysql, 'publisher', { connectTimeoutMs: 700 }, () => Promise.resolve()),
          ),
        };
  const withTargetOf: ImportDeps['withTarget'] = async (name, body) =>
    withTarget({ connections: await connectionsFor(store, settings.connections, name) }, name, body);
  const imports: ImportDeps = {
    uploads: createUploadFolder(settings.upload),
    host: settings.worker.hostId,
    resources: settings.resources,
    withTarget: withTargetOf,
    previews: filePreviews,
    keepMs: settings.upload.keepMs,
  };
  const projects: ProjectDeps = {
    readProject,
    settingsOfProject,
    databaseOf,
    test: (connection) => testConnection(connection, settings.network),
    withTarget: withTargetOf,
    host: settings.worker.hostId,
    folders: settings.files.allow,
    callbacks: settings.callbacks,
  };
  const { sourceSync } = settings;
  const syncs: SyncDeps | undefined = sourceSync && {
    settings: sourceSync,
    runs: openSyncRuns(findConnection(settings, sourceSync.connection)),
    folders: settings.files.allow,
    ...(settings.callbacks.secret === undefined ? {} : { callbackSecret: settings.callbacks.secret }),
    connections: Object.fromEntries(settings.connections.map(({ name, kind }) => [name, kind])),
  };
  const exports: ExportDeps = {
    open: (request, options) => openExport(settings, request, { ...options, longestMs: settings.export.maxDurationMs }),
    isForAdmins: (request) => isForAdmins(settings, request),
    stem: fileStem,
    host: settings.worker.hostId,
    limits: settings.export,
  };
  const syncing = databaseSyncDeps(settings, store, runs);
  const startNotification = createStartNotification(client);
  const notify = createNotifier({
    receivers: settings.notifications,
    redact,
    kept: store.notifications,
    start: startNotification,
    logger,
  });
  const closing = new AbortController();
  const app = createApp({
    ...target,
    connections: { all: settings.connections, test: (connection) => testConnection(connection, settings.network) },
    runs,
    store,
    settings,
    logger,
    version: readVersion(),
    closing: closing.signal,
    imports,
    exports,
    projects,
    ...(syncs === undefined ? {} : { syncs }),
    syncing,
    ...(tracing === undefined ? {} : { trace: tracing.request }),
    notify,
    notifications: {
      receivers: settings.notifications,
      send: (notification, receiver) => startNotification(inputOf(notification, receiver), { again: true }),
      idOf: notificationId,
    },
    console: CONSOLE,
    withRejects: (name, body) => withTargetOf(name, ({ rejects }) => body(rejects)),
    rejectRows: (reading) => new RejectRows(reading),
    readProofs: ({ name }) => readProofs(targetOf(settings), name, AbortSignal.timeout(TARGET_LIMIT_MS)),
    readStaged: ({ name }, runId) =>
      readStaged(targetOf(settings), { pipeline: name, runId }, AbortSignal.timeout(TARGET_LIMIT_MS)),
    readGenerations: (pipeline) => {
      const signal = AbortSignal.timeout(TARGET_LIMIT_MS);
      if (!isOfKind('database-sync', pipeline)) return readGenerations(targetOf(settings), pipeline, signal);
      const database = connectionsOf(settings, 'postgres').find(({ name }) => name === pipeline.destination);
      return database === undefined ? Promise.resolve({ kept: [], pinned: [] }) : readStanding(database, signal);
    },
  });
  const server = await serveApp(app, settings.api);
  // Opened now, so that the first request does not wait for it.
  store.ping().catch((err: unknown) => logger.warn({ err }, 'Cannot open the store: it does not answer yet'));
  const hasImports = settings.connections.some(({ kind }) => kind === 'postgres' || kind === 'mysql');
  const unwatch = watchAlerts(settings.pipelines, createAlertReader({ runs, store, settings, ...target }), logger, {
    notify,
  });
  const reader = createRunReader({ runs, store, settings });
  const unwatchEnds = watchLostEnds(createLostEndRecorder({ store, reader, notify }), logger);
  const unwatchUntried = watchUntried({
    store,
    receivers: settings.notifications,
    start: (notification, receiver) => startNotification(inputOf(notification, receiver)),
    logger,
  });
  const unwatchJobs = hasImports ? watchJobs({ runs, store, logger, imports, reader }) : () => undefined;
  const unwatchProjects = watchProjectJobs({ runs, store, logger, projects, reader });
  const unwatchSyncs = syncs === undefined ? () => undefined : watchSyncs({ runs, store, logger, syncs, reader });
  const unwatchExports = watchExports({ runs, store, logger, reader });
  const unwatchDumps = syncing.databases.length === 0 ? () => undefined : watchDumps({ logger, ...syncing });
  logger.info({ url: server.url }, 'API started');
  return {
    url: server.url,
    close: async () => {
      unwatch();
      unwatchEnds();
      unwatchUntried();
      unwatchJobs();
      unwatchExports();
      unwatchProjects();
      unwatchSyncs();
      unwatchDumps();
      closing.abort();
      await server.close();
      await client.connection.close();
      for (const opened of stores) await opened.close();
      await tracing?.close();
    },
  };
};

/** Beside the programs, built or not: `npm run build` writes it there. */
const CONSOLE = fileURLToPath(new URL('../dist/console/', import.meta.url));

const databaseSyncDeps = (settings: Settings, store: RunsDeps['store'], runs: RunClient): DatabaseSyncDeps => {
  const { connections, sync, upload, worker } = settings;
  return {
    databases: connectionsOf({ connections }, 'postgres').map((connection) => {
      const refusal = refusalOf(connection, sync);
      return { connection, ...(refusal === undefined ? {} : { refusal }) };
    }),
    dumps: dumpFiles(sync.dumpDirectory),
    inUse: async () => {
      const [begun, queued] = await Promise.all([dumpsInUse({ settings, store }), queuedDumps({ settings, runs })]);
      return new Set([...begun, ...queued]);
    },
    dumpFolder: sync.dumpDirectory,
    uploads: createUploadFolder({
      directory: join(sync.dumpDirectory, '.uploads'),
      maxBytes: sync.maxBytes === 0 ? Number.MAX_SAFE_INTEGER : sync.maxBytes,
      called: { directory: 'sync.dump_directory', maxBytes: 'sync.max_bytes' },
      ...(upload.scan === undefined ? {} : { scan: upload.scan }),
    }),
    limits: { keepMs: sync.maxAgeMs, maxBytes: sync.maxBytes },
    host: worker.hostId,
    enabled: sync.enabled,
  };
};

/** The target may be far away, and busy. */
const TARGET_LIMIT_MS = 5_000;

const main = async (): Promise<void> => {
  const position = process.argv.indexOf('--config');
  const named = position < 0 ? undefined : process.argv[position + 1];
  const file = named ?? process.env['STEVEDORE_CONFIG'] ?? STANDARD_CONFIG;
  const settings = readSettings(file, process.env);
  const logger = createLogger({ level: settings.logging.import.level, secrets: collectSecrets(settings) });
  const server = await startServer(settings, logger);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.close();
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(2);
    },
  );
}
