import { Kysely, sql } from 'kysely';
import type { StoreSettings } from '../contracts/settings.js';
import { refuseUnfinished } from './copy/unfinished-copy.js';
import { createApiMetricsStore } from './access/api-metrics-store.js';
import { createAuditStore } from './access/audit-store.js';
import { createEngine } from './create-engine.js';
import { createGenerationStore } from './generation-store.js';
import { createKeyStore } from './access/key-store.js';
import { createImportedFileStore } from './imported-file-store.js';
import { createLogStore } from './log-store.js';
import { migrate } from './migrate.js';
import { pruneAccess } from './access/prune-access.js';
import { pruneImportedFiles } from './prune-imported-files.js';
import { pruneRuns } from './prune-runs.js';
import { readInstallation } from './read-installation.js';
import { createRunStore } from './run-store.js';
import { createSessionStore } from './access/session-store.js';
import { createStartStore } from './access/start-store.js';
import { createStoreCall } from './store-call.js';
import type { SecretKeys } from './secrets/secret-store.js';
import { createSecretStore } from './secrets/secret-store.js';
import type { Store } from './store.js';
import { createDefinitionStore } from './table-import/definition-store.js';
import { createImportJobStore } from './table-import/import-job-store.js';
import { pruneProjectJobs } from './table-import/prune-project-jobs.js';
import { createProjectJobStore } from './table-import/project-job-store.js';
import { createProjectConnectionStore, createProjectStore } from './table-import/project-store.js';
import { pruneDefinitions } from './table-import/prune-definitions.js';
import { createNotificationStore } from './notifications/notification-store.js';
import { pruneNotifications } from './notifications/prune-notifications.js';
import { createExportFileStore } from './table-export/export-file-store.js';
import { createExportJobStore } from './table-export/export-job-store.js';
import { pruneExports } from './table-export/prune-exports.js';
import { pruneImportJobs } from './table-import/prune-import-jobs.js';
import type { StoreTables } from './tables.js';

export interface StoreOptions {
  /** A server that does not answer within this time counts as unreachable. @default 10_000 */
  readonly timeoutMs?: number;
  /** @default none: no secret can be kept or read */
  readonly secretKeys?: SecretKeys;
}

/** Of what goes over whole tables. */
const LONG_MS = 120_000;

/** Creates the store that the settings name; sends nothing to its server before the first call. */
export const createStore = (
  settings: StoreSettings,
  { timeoutMs = 10_000, secretKeys = [] }: StoreOptions = {},
): Store => {
  const engine = createEngine(settings);
  const db = new Kysely<StoreTables>({ dialect: engine.dialect });
  const call = createStoreCall(engine.errors, timeoutMs);
  const longCall = createStoreCall(engine.errors, LONG_MS);
  return {
    migrate: async () => {
      await call('create the schema of the store', engine.createSchema);
      await call('look at the store', () => refuseUnfinished(db, engine));
      await longCall('update the tables of the store', () => migrate(db, engine));
    },
    survey: () => call('look at the store', engine.survey),
    ping: () =>
      call('reach the store', async () => {
        await sql`select 1`.execute(db);
      }),
    installation: () => call('read the installation of the store', () => readInstallation(db, engine.errors)),
    prune: async (before, keepRunIds = []) => {
      await pruneAccess(db, call, engine, before);
      await pruneImportJobs(db, call, engine, before);
      await pruneExports(db, call, engine, before);
      await pruneProjectJobs(db, call, engine, before);
      await pruneImportedFiles(db, call, engine, before);
      await pruneNotifications(db, call, engine, before);
      const runs = await pruneRuns(db, call, engine, before, keepRunIds);
      await pruneDefinitions(db, call, engine, before);
      return runs;
    },
    runs: createRunStore(db, call, engine),
    logs: createLogStore(db, call, engine),
    generations: createGenerationStore(db, call, engine),
    keys: createKeyStore(db, call, engine),
    sessions: createSessionStore(db, call, engine),
    starts: createStartStore(db, call, engine),
    audit: createAuditStore(db, call, longCall, engine),
    importJobs: createImportJobStore(db, call, engine),
    exportJobs: createExportJobStore(db, call, engine),
    exportFiles: createExportFileStore(db, call, engine),
    apiMetrics: createApiMetricsStore(db, call, engine),
    importedFiles: createImportedFileStore(db, call, engine),
    definitions: createDefinitionStore(db, call, engine),
    secrets: createSecretStore(db, call, engine, secretKeys),
    projectConnections: createProjectConnectionStore(db, call, engine),
    projects: createProjectStore(db, call, engine),
    projectJobs: createProjectJobStore(db, call, engine),
    notifications: createNotificationStore(db, call, engine),
    close: engine.close,
  };
};
