import { join } from 'node:path';
import { createApp } from '../../src/api/create-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { DatabaseSyncSettings } from '../../src/contracts/database-sync/settings.js';
import type { TestStore } from '../api/open-test-store.js';
import { openTestStore } from '../api/open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from '../api/test-settings.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';

/** A server of the console with a store and without Temporal: what is asked of that fails. */
export interface StoreSite {
  readonly url: string;
  readonly key: string;
  readonly database: StoreServer;
  readonly store: TestStore['store'];
  /** Puts a run into the store: of success, unless it is open. Later numbers at the end of the id began later. */
  readonly open: (runId: string, more?: OpenedRun) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

interface OpenedRun {
  readonly kind?: string;
  readonly pipeline?: string;
  readonly isOpen?: boolean;
}

const KEY = 'the-key-of-this-test';
const COPIES: DatabaseSyncSettings = {
  ...{ kind: 'database-sync', name: 'local', enabled: true, scheduleTimezone: 'UTC', publish: 'schemas' },
  ...{ allowMissing: [], lockTimeoutMs: 1, publishDeadlineMs: 1, buildTimeoutMs: 1, retry: testPipeline().retry },
};

export const startStoreSite = async (): Promise<StoreSite> => {
  const client = connectTemporal({ address: '127.0.0.1:9', addressGiven: true, namespace: 'default', tls: 'off' });
  const [, startServer] = STORE_SERVERS[0] ?? [];
  if (startServer === undefined) throw new Error('there is no server for the store');
  const database = await startServer();
  const stored = await openTestStore(database);
  const settings = testSettings([testPipeline(), COPIES], KEY);
  const app = createApp({
    runs: createRunClient(client),
    store: stored.seen,
    settings,
    logger: silentLogger,
    readGenerations: nothingStands,
    console: join(import.meta.dirname, '../../dist/console'),
  });
  const server = await serveApp(app, settings.api);
  return {
    url: server.url,
    key: KEY,
    database,
    store: stored.store,
    open: (runId, { kind = 'dump-import', pipeline = 'import', isOpen = false } = {}) => {
      const at = Date.UTC(2026, 0, 1) + Number(runId.slice(-4)) * 60_000;
      return stored.store.runs.open({
        ...{ runId, kind, pipeline, workflowId: `${kind}/${pipeline}`, trigger: 'api', attempts: 1, warnings: [] },
        startedBy: `starter-${Number(runId.slice(-4))}`,
        startedAt: new Date(at).toISOString(),
        ...(isOpen ? { status: 'running' } : { status: 'success', completedAt: new Date(at + 1_000).toISOString() }),
      } as Parameters<TestStore['store']['runs']['open']>[0]);
    },
    stop: async () => {
      await server.close();
      await client.connection.close();
      await stored.store.close();
      await database.stop();
    },
  };
};
