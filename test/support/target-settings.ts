import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { Accounts } from './mariadb-accounts.js';

/** The target's settings as the product wants them, for a private server and its three accounts. */
export const targetSettings = (server: { host: string; port: number }, accounts: Accounts): MysqlSettings => ({
  address: { host: server.host, port: server.port },
  tls: 'off',
  ...accounts,
});

/** A pipeline's settings, which a core-level test can change where needed. */
export const pipelineSettings = (
  name: string,
  databases: readonly string[],
  change: Partial<DumpImportSettings> = {},
): DumpImportSettings => ({
  kind: 'dump-import',
  name,
  enabled: true,
  scheduleTimezone: 'UTC',
  loadGate: { enabled: false, delayMs: 10, maxDelays: 3, thresholds: { concurrentRequests: 100 } },
  sftp: {
    host: '127.0.0.1',
    port: 22,
    username: 'u',
    acceptAnyHostKey: false,
    remotePath: '/',
    filePatterns: ['*.zip'],
    timeoutMs: 5_000,
    protocol: 'sftp',
  },
  zip: { passwords: {}, extractTimeoutMs: 60_000, limits: { maxEntries: 1_000, maxBytes: 1e12, maxRatio: 200 } },
  storage: { tempDir: '/tmp', metadataFile: '/tmp/x.json', cleanupOnSuccess: true, keepFailedFiles: false },
  freshness: {
    enabled: true,
    compareTimestamp: true,
    compareSize: true,
    compareChecksum: false,
    skipIfNotNewer: true,
    stableForMs: 10,
  },
  databases: databases.map((database) => ({ name: database, filePattern: `${database}_*`, afterLoad: [] })),
  importTimeoutMs: 600_000,
  requireTrailer: true,
  retry: { maxAttempts: 2, retryDelayMs: 10, failFast: true, deadlineMs: 3_600_000 },
  publish: {
    guards: {
      enabled: true,
      standard: {
        maxShrinkPercent: 5,
        maxGrowthPercent: 'off',
        minRows: 100,
        allowMissing: false,
        allowEmpty: false,
        allowColumnChanges: false,
      },
      overrides: [],
    },
    deadlineMs: 21_600_000,
    windows: [],
    approval: 'none',
    lockTimeoutMs: 2_000,
    completeForMs: 600_000,
    allowPartitioned: false,
    keepPrevious: 1,
  },
  keepTables: [],
  includeTables: [],
  excludeTables: [],
  objects: { events: 'disabled' },
  loadConnections: 2,
  loadStrategy: 'auto',
  triggersBeforeRows: 'refuse',
  loadCollations: {},
  ...change,
});
