import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import type { ApiStore } from '../../src/api/deps.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { StevedoreError } from '../../src/contracts/errors.js';
import type { RunRecord } from '../../src/contracts/runs/run-record.js';
import { describedApp } from '../support/described-app.js';
import { readMetrics } from '../support/read-metrics.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

describe.each(STORE_SERVERS)('the metrics of the API, with its store on %s', (_server, startServer) => {
  let temporal: TemporalServer;
  let client: Client;
  let app: Hono;
  let database: StoreServer;
  let stored: TestStore;

  const freshApp = (key?: string, of = client, store = stored.seen): Hono =>
    describedApp(
      createApp({
        runs: createRunClient(of),
        store,
        settings: testSettings(
          [testPipeline(), testPipeline({ name: 'off', enabled: false, alertAfterMs: 3_600_000 })],
          key,
        ),
        logger: silentLogger,
        version: '1.2.3',
        readGenerations: nothingStands,
      }),
    );
  const scrape = async (of = app) => {
    const response = await of.request('/metrics');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    return readMetrics(await response.text());
  };
  const ended = async (runId: string, day: string, change: Partial<RunRecord> = {}) =>
    stored.store.runs.open({
      runId,
      kind: 'dump-import',
      pipeline: 'import',
      workflowId: 'dump-import/import',
      trigger: 'api',
      startedBy: 'test',
      startedAt: `${day}T02:00:00.000Z`,
      completedAt: `${day}T02:10:00.000Z`,
      status: 'success',
      attempts: 1,
      warnings: [],
      ...change,
    });
  const runsTotal = (pipeline: string, outcome: string, action = 'run') =>
    `stevedore_runs_total{pipeline="${pipeline}",kind="dump-import",action="${action}",outcome="${outcome}"}`;

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    app = freshApp();
    await ended('m-1', '2026-01-01');
    await ended('m-2', '2026-01-02');
    await ended('m-3', '2026-01-03', { status: 'failed' });
    await ended('m-4', '2026-01-04', { status: 'skipped' });
    await ended('m-5', '2026-01-05', { reason: 'rollback', action: 'rollback' });
    await ended('m-6', '2026-01-06', { pipeline: 'gone' });
    const line = (step: string, time: string) => ({
      timestamp: `2026-01-05T${time}.000Z`,
      level: 'INFO' as const,
      step,
      message: step,
    });
    const lines = [line('publish', '02:00:10'), line('cleanup', '02:00:40'), line('publish', '02:00:25')];
    await stored.store.logs.append('m-5', 1, lines);
    await stored.store.generations.add({
      pipeline: 'import',
      generation: 7,
      runId: 'm-2',
      publishedAt: '2026-01-02T02:09:00.000Z',
      databases: ['mvdsb'],
      archives: [],
      tables: 18,
      rows: 4_000_000_000,
    });
  });

  afterAll(async () => {
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  beforeEach(() => {
    stored.state.down = false;
  });

  const expected = () =>
    [
      [runsTotal('import', 'success'), 2],
      [runsTotal('import', 'failed'), 1],
      [runsTotal('import', 'skipped'), 1],
      [runsTotal('import', 'success', 'rollback'), 1],
      [runsTotal('gone', 'success'), 1],
      // A rollback on the fifth is no success of the import.
      [
        'stevedore_last_success_timestamp_seconds{pipeline="import",kind="dump-import"}',
        Date.parse('2026-01-02T02:10:00Z') / 1_000,
      ],
      [
        'stevedore_last_run_end_timestamp_seconds{pipeline="import",kind="dump-import",outcome="failed"}',
        Date.parse('2026-01-03T02:10:00Z') / 1_000,
      ],
      ['stevedore_last_run_duration_seconds{pipeline="import"}', 600],
      ['stevedore_last_run_step_seconds{pipeline="import",step="publish"}', 15],
      ['stevedore_last_run_step_seconds{pipeline="import",step="cleanup"}', 0],
      ['stevedore_alert_after_seconds{pipeline="off"}', 3_600],
      ['stevedore_published_rows{pipeline="import"}', 4_000_000_000],
      ['stevedore_published_generation{pipeline="import"}', 7],
      ['stevedore_pipeline_enabled{pipeline="off",kind="dump-import"}', 0],
      ['stevedore_runs_open{pipeline="import",kind="dump-import"}', 0],
      ['stevedore_dependency_up{dependency="temporal"}', 1],
      ['stevedore_dependency_up{dependency="store"}', 1],
      ['stevedore_workers', 0],
      ['stevedore_build_info{version="1.2.3"}', 1],
    ] as const;

  it('count runs by how they ended, whichever process looks', async () => {
    for (const of of [app, freshApp()]) {
      await expect.poll(async () => (await scrape(of)).get('stevedore_dependency_up{dependency="store"}')).toBe(1);
      const samples = await scrape(of);
      for (const [name, value] of expected()) expect([name, samples.get(name)]).toEqual([name, value]);
      expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    }
  });

  it('go on counting runs that are forgotten, once each', async () => {
    const cut = '2026-01-04T12:00:00.000Z';
    const pruned = await Promise.all([stored.store.prune(cut), stored.store.prune(cut)]);
    expect(Math.max(...pruned)).toBe(4);
    expect((await stored.store.runs.list()).runs.map(({ runId }) => runId)).toEqual(['m-6', 'm-5']);
    const samples = await scrape();
    for (const [name, value] of expected()) expect([name, samples.get(name)]).toEqual([name, value]);
  });

  it('show an open run, and one that ended without a word as failed', async () => {
    const started = await app.request('/api/v1/runs', { method: 'POST', body: '{"pipeline":"import"}' });
    const { run_id: runId } = (await started.json()) as { run_id: string };
    await stored.store.runs.open({
      runId,
      kind: 'dump-import',
      pipeline: 'import',
      workflowId: 'dump-import/import',
      trigger: 'api',
      startedBy: 'test',
      startedAt: new Date().toISOString(),
      status: 'running',
      attempts: 1,
      warnings: [],
    });
    const open = 'stevedore_runs_open{pipeline="import",kind="dump-import"}';
    const failed = 'stevedore_alerts{pipeline="import",alert="failed"}';
    expect((await scrape()).get(open)).toBe(1);
    // No worker takes it.
    await expect.poll(async () => (await scrape()).get('stevedore_queue_tasks')).toBe(1);
    expect((await scrape()).get('stevedore_queue_age_seconds')).toBeGreaterThan(0);
    await client.workflow.getHandle('dump-import/import', runId).terminate('by hand');
    await expect.poll(async () => (await scrape()).get(open)).toBe(0);
    const samples = await scrape();
    expect([samples.get(runsTotal('import', 'failed')), samples.get(failed)]).toEqual([2, 1]);
  });

  it('count a run that Temporal no longer knows as failed, and no count falls while Temporal is away', async () => {
    await ended('00000000-0000-4000-8000-000000000007', new Date().toISOString().slice(0, 10), {
      status: 'running',
      completedAt: undefined as never,
    });
    const failed = runsTotal('import', 'failed');
    const own = await startTemporal();
    const far = connectTemporal({ address: own.address, addressGiven: true, namespace: 'default', tls: 'off' });
    try {
      let fails = false;
      const list: ApiStore['runs']['list'] = (query) =>
        fails
          ? Promise.reject(new StevedoreError('STORE_UNREACHABLE', 'Cannot read the store: it is away'))
          : stored.seen.runs.list(query);
      const seen = freshApp(undefined, far, { ...stored.seen, runs: { ...stored.seen.runs, list } });
      await expect.poll(async () => (await scrape(seen)).get(failed)).toBe(3);
      fails = true;
      expect((await scrape(seen)).get(failed), 'a reading of the store failed').toBe(3);
      fails = false;
      for (let n = 0; n < 50; n++)
        await ended(`00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`, '2099-01-01', {
          status: 'running',
          completedAt: undefined as never,
        });
      expect((await scrape(seen)).get(failed), 'it is no longer among the newest').toBe(53);
      for (let n = 0; n < 50; n++)
        await stored.store.runs.close(`00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`, {
          completedAt: '2099-01-01T02:10:00.000Z',
          status: 'skipped',
          attempts: 1,
          warnings: [],
        });
      expect((await scrape(seen)).get(failed), 'their ends are recorded').toBe(3);
      await own.stop();
      const away = await scrape(seen);
      expect([away.get('stevedore_dependency_up{dependency="temporal"}'), away.get(failed)]).toEqual([0, 3]);
      // The end of the terminated run is in the store, so another process counts it without Temporal.
      expect((await scrape(freshApp(undefined, far))).get(failed)).toBe(2);
    } finally {
      await far.connection.close();
      await own.stop();
    }
  });

  it('have the template of a route as a label, never an id or a path that somebody made up', async () => {
    const id = '33333333-3333-4333-8333-333333333333';
    await app.request(`/api/v1/runs/${id}`);
    await app.request(`/api/v1/runs/${id}`);
    await app.request('/made/up');
    await app.request('/api/v1/pipelines', { method: 'DELETE' });
    const samples = await scrape();
    const count = (method: string, route: string, status: number) =>
      samples.get(`stevedore_http_requests_total{method="${method}",route="${route}",status="${status}"}`);
    expect(count('GET', '/api/v1/runs/{id}', 404)).toBe(2);
    expect(count('GET', 'none', 404)).toBe(1);
    expect(count('DELETE', 'none', 405)).toBe(1);
    expect(samples.get('stevedore_http_request_duration_seconds_count{method="GET",route="/api/v1/runs/{id}"}')).toBe(
      2,
    );
    for (const name of samples.keys()) expect(name).not.toMatch(/33333333|made/);
  });

  it('answer while the store is away, and say so', async () => {
    stored.state.down = 'silent';
    const samples = await scrape();
    expect(samples.get('stevedore_dependency_up{dependency="store"}')).toBe(0);
    expect([...samples.keys()].filter((name) => /^stevedore_(runs_total|published)/.test(name))).toEqual([]);
  });

  it('count the streams of events that are open', async () => {
    const answer = await app.request('/api/v1/events');
    expect((await scrape()).get('stevedore_event_watchers')).toBe(1);
    await answer.body?.cancel();
    expect((await scrape()).get('stevedore_event_watchers')).toBe(0);
  });

  it('are for whoever has a key, where one is configured', async () => {
    const guarded = freshApp('the-key');
    expect((await guarded.request('/metrics')).status).toBe(401);
    expect((await guarded.request('/metrics', { headers: { authorization: 'Bearer the-key' } })).status).toBe(200);
  });
});
