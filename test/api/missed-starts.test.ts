import type { Client } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PipelineAlert } from '../../src/api/pipelines/pipeline-alerts.js';
import { createAlertReader } from '../../src/api/pipelines/read-alerts.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { reconcileSchedules } from '../../src/connectors/temporal/schedules.js';
import { registerSearchAttributes } from '../../src/connectors/temporal/search-attributes.js';
import type { PipelineSettings } from '../../src/contracts/kinds.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { testPipeline, testSettings } from './test-settings.js';

const HOUR_MS = 3_600_000;
const INSTALLATION = '0b9c1c3e-27d5-4f0a-9a52-6a4a1f8f3c11';

/** A line of a start within the next seconds, and every minute after it. */
const soon = (): string => `${new Date(Date.now() + 6_000).getUTCSeconds()} * * * * *`;

/**
 * A start counts as missed when it is eleven minutes old and no run has begun. The Schedule, its start that nobody
 * takes and the store are real; the reader's clock alone is set forward, so that the test takes seconds.
 */
describe.each(STORE_SERVERS)('what nobody sees, with the store on %s', (_server, startServer) => {
  let temporal: TemporalServer;
  let database: StoreServer;
  let client: Client;
  let stored: TestStore;

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    await registerSearchAttributes(client);
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  afterAll(async () => {
    await client?.connection.close();
    await stored?.store.close();
    await Promise.all([database?.stop(), temporal?.stop()]);
  });

  const schedulePipeline = async (name: string): Promise<string> => {
    const schedule = soon();
    await reconcileSchedules(
      client,
      [{ kind: 'dump-import', name, enabled: true, schedule, scheduleTimezone: 'UTC' }],
      INSTALLATION,
    );
    await expect.poll(() => startsBy(name), { timeout: 80_000 }).toBeGreaterThan(0);
    return schedule;
  };

  const missedOf = async (name: string, schedule: string, minutesLater: number): Promise<PipelineAlert | undefined> => {
    const pipeline = testPipeline({ name, schedule });
    const read = createAlertReader({
      runs: createRunClient(client),
      store: stored.store,
      settings: testSettings([pipeline]),
    });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutesLater * 60_000 });
    const alerts = await read(pipeline);
    vi.useRealTimers();
    return alerts.find(({ kind }) => kind === 'missed');
  };

  const startsBy = (name: string): Promise<number> =>
    client.schedule
      .getHandle(`dump-import/${name}`)
      .describe()
      .then(({ info }) => info.numActionsTaken);

  it('is a start that no worker takes, reported after eleven minutes with its time, not sooner, and no longer once a run has begun', async () => {
    const made = Date.now();
    const schedule = await schedulePipeline('nightly');
    expect(await missedOf('nightly', schedule, 0)).toBeUndefined();
    const alert = await missedOf('nightly', schedule, 12);
    expect(alert).toMatchObject({
      kind: 'missed',
      message: expect.stringMatching(/^The start of \S+ was missed: no run began; no worker was alive/),
    });
    expect(Date.parse(alert?.since ?? '')).toBeGreaterThan(made);

    await stored.store.runs.open({
      ...{
        runId: 'by-hand',
        kind: 'dump-import',
        pipeline: 'nightly',
        workflowId: 'dump-import/nightly',
        trigger: 'api',
        startedBy: 'anna',
        status: 'success',
      },
      ...{ startedAt: new Date(Date.now() + 12 * 60_000).toISOString(), attempts: 1, warnings: [] },
    });
    expect(await missedOf('nightly', schedule, 12)).toBeUndefined();
  });

  it.each(['dump-import', 'table-import', 'table-export', 'database-sync'] as const)(
    'is a pipeline of kind %s without a success for too long, reported until there is another',
    async (kind) => {
      const pipeline = { ...testPipeline({ name: `old-${kind}`, alertAfterMs: 36 * HOUR_MS }), kind };
      const read = createAlertReader({
        runs: createRunClient(client),
        store: stored.store,
        settings: testSettings([]),
      });
      const record = async (hoursAgo: number, status: 'success' | 'skipped'): Promise<void> => {
        const ended = new Date(Date.now() - hoursAgo * HOUR_MS).toISOString();
        await stored.store.runs.open({
          ...{ runId: `${kind}-${hoursAgo}`, kind, pipeline: pipeline.name, workflowId: `${kind}/${pipeline.name}` },
          ...{ trigger: 'schedule', startedBy: 'schedule', attempts: 1, warnings: [] },
          ...{ startedAt: ended, completedAt: ended, status },
        });
      };
      await record(40, 'success');
      await record(2, 'skipped');
      const [alert, ...others] = await read(pipeline as PipelineSettings);
      expect(others).toEqual([]);
      expect(alert?.kind).toBe('nothing_imported');
      expect(Date.now() - Date.parse(alert?.since ?? '')).toBeCloseTo(40 * HOUR_MS, -5);
      await record(1, 'success');
      expect(await read(pipeline as PipelineSettings)).toEqual([]);
    },
  );

  it('is no start of a Schedule that is paused', async () => {
    const schedule = await schedulePipeline('paused');
    expect(await missedOf('paused', schedule, 12)).toBeDefined();
    await client.schedule.getHandle('dump-import/paused').pause('maintenance');
    expect(await missedOf('paused', schedule, 12)).toBeUndefined();
  });
});
