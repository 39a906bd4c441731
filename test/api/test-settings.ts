import type { StandingGenerations } from '../../src/contracts/dump-import/generation.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { PipelineSettings } from '../../src/contracts/kinds.js';
import type { Settings } from '../../src/contracts/settings.js';

/** A pipeline with the seed's figures; nothing of it is reached in these tests. */
export const testPipeline = (change: Partial<DumpImportSettings> = {}): DumpImportSettings => ({
  kind: 'dump-import',
  name: 'import',
  enabled: true,
  scheduleTimezone: 'UTC',
  loadGate: { enabled: false, delayMs: 1_000, maxDelays: 3, thresholds: { concurrentRequests: 100 } },
  sftp: {
    host: '127.0.0.1',
    port: 22,
    username: 'portal',
    acceptAnyHostKey: false,
    remotePath: '/data/exports',
    filePatterns: ['mvdsb_*.zip'],
    timeoutMs: 1_000,
    protocol: 'sftp',
  },
  zip: { passwords: {}, extractTimeoutMs: 60_000, limits: { maxEntries: 1, maxBytes: 1, maxRatio: 1 } },
  storage: { tempDir: './tmp', metadataFile: './last.json', cleanupOnSuccess: true, keepFailedFiles: true },
  freshness: {
    enabled: true,
    compareTimestamp: true,
    compareSize: true,
    compareChecksum: false,
    skipIfNotNewer: true,
    stableForMs: 1,
  },
  databases: [{ name: 'mvdsb', filePattern: 'mvdsb_*', afterLoad: [] }],
  importTimeoutMs: 1_000,
  requireTrailer: true,
  retry: { maxAttempts: 2, retryDelayMs: 1, failFast: true, deadlineMs: 1 },
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
    lockTimeoutMs: 1,
    completeForMs: 1,
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

export const testSettings = (
  pipelines: readonly PipelineSettings[] = [testPipeline()],
  key?: string,
): Pick<Settings, 'api' | 'pipelines'> => ({
  api: { host: '127.0.0.1', port: 0, ...(key === undefined ? {} : { key }) },
  pipelines,
});

export const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A target that nothing was published to. */
export const nothingStands = (): Promise<StandingGenerations> => Promise.resolve({ kept: [], pinned: [] });
