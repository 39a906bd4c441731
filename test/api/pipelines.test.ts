import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import type { HistoryJson } from '../../src/api/pipelines/history-routes.js';
import type { RunJson } from '../../src/api/runs/run-schema.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { reconcileSchedules } from '../../src/connectors/temporal/schedules.js';
import { registerSearchAttributes } from '../../src/connectors/temporal/search-attributes.js';
import type { RunRecord } from '../../src/contracts/runs/run-record.js';
import { describedApp } from '../support/described-app.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const INSTALLATION = '0b9c1c3e-27d5-4f0a-9a52-6a4a1f8f3c11';

describe.each(STORE_SERVERS)('pipelines by the API, with the store on %s', (_server, startServer) => {
  let temporal: TemporalServer;
  let client: Client;
  let app: Hono;
  let database: StoreServer;
  let stored: TestStore;
  const pipelines = [testPipeline({ schedule: '0 2 * * *' }), testPipeline({ name: 'by-hand' })];
  const get = async <T = Record<string, unknown>>(path: string) => {
    const response = await app.request(path);
    return { status: response.status, link: response.headers.get('link'), body: (await response.json()) as T };
  };
  const post = async (path: string, body: object = {}) => {
    const response = await app.request(path, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const ended = (id: number, day: string, change: Partial<RunRecord> = {}) =>
    stored.store.runs.open({
      runId: `4444444${id}-4444-4444-8444-444444444444`,
      kind: 'dump-import',
      pipeline: 'import',
      workflowId: 'dump-import/import',
      trigger: 'api',
      startedBy: 'test',
      startedAt: `${day}T02:00:00.000Z`,
      completedAt: `${day}T02:01:30.000Z`,
      status: 'success',
      attempts: 1,
      warnings: [],
      ...change,
    });

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    await registerSearchAttributes(client);
    await reconcileSchedules(client, pipelines, INSTALLATION);
    app = describedApp(
      createApp({
        runs: createRunClient(client),
        store: stored.seen,
        settings: testSettings(pipelines),
        logger: silentLogger,
        readGenerations: nothingStands,
      }),
    );
    await ended(1, '2026-01-01', { generation: 1 });
    await ended(2, '2026-01-02', { status: 'failed', warnings: ['w'] });
    await ended(3, '2026-01-03', { generation: 0, reason: 'rollback', action: 'rollback' });
    await ended(4, '2026-01-04', { pipeline: 'by-hand' });
    await stored.store.generations.add({
      pipeline: 'import',
      generation: 1,
      runId: '44444441-4444-4444-8444-444444444444',
      publishedAt: '2026-01-01T02:01:00.000Z',
      databases: ['mvdsb'],
      archives: [
        {
          filename: 'mvdsb_1.zip',
          pattern: 'mvdsb_*',
          database: 'mvdsb',
          size: 5_000_000_000,
          modTime: '2026-01-01T01:30:00.000Z',
          checksum: 'sha256:00',
        },
      ],
      tables: 18,
      rows: 123_456,
    });
    const line = { level: 'INFO', message: 'x' } as const;
    await stored.store.logs.append('44444441-4444-4444-8444-444444444444', 1, [
      { ...line, step: 'initialization', timestamp: '2026-01-01T02:00:00.000Z' },
      { ...line, step: 'download', timestamp: '2026-01-01T02:00:10.000Z' },
      { ...line, step: 'import', timestamp: '2026-01-01T02:00:20.000Z' },
      { ...line, step: 'download', timestamp: '2026-01-01T02:00:30.000Z', level: 'WARN', message: 'slow' },
    ]);
  });

  afterAll(async () => {
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  it('are read by name', async () => {
    expect(await get('/api/v1/pipelines/import')).toMatchObject({
      status: 200,
      body: {
        name: 'import',
        schedule_paused: false,
        next_scheduled: expect.any(String) as string,
        last_success: { run_id: '44444441-4444-4444-8444-444444444444', generation: 1 },
        live: { generation: 0 },
      },
    });
    expect(await get('/api/v1/pipelines/nope')).toMatchObject({ status: 404, body: { code: 'PIPELINE_UNKNOWN' } });
  });

  it('are paused until somebody resumes them, also where a worker starts meanwhile', async () => {
    const paused = await post('/api/v1/pipelines/import/pause', { by: 'anna', reason: 'holidays' });
    expect(paused).toEqual({
      status: 200,
      body: { pipeline: 'import', schedule_paused: true, next_scheduled: null, note: 'Paused by anna: holidays' },
    });
    await reconcileSchedules(client, pipelines, INSTALLATION);
    const changed = [testPipeline({ schedule: '30 3 * * *' })];
    await reconcileSchedules(client, changed, INSTALLATION);
    expect((await get('/api/v1/pipelines/import')).body).toMatchObject({ schedule_paused: true, next_starts: [] });
    expect(await post('/api/v1/pipelines/import/resume')).toMatchObject({
      status: 200,
      body: { schedule_paused: false, next_scheduled: expect.stringMatching(/T03:30:00/) as string },
    });
    expect(await post('/api/v1/pipelines/by-hand/pause')).toMatchObject({
      status: 409,
      body: { code: 'SCHEDULE_MISSING' },
    });
  });

  it('have a history for plots, page by page', async () => {
    const { body, link } = await get<HistoryJson>('/api/v1/pipelines/import/history?limit=2');
    expect(body.runs).toMatchObject([
      { action: 'rollback', status: 'success', generation: 0, rows: null },
      { action: 'run', status: 'failed', warnings: 1, duration_seconds: 90 },
    ]);
    expect(link).toContain('/api/v1/pipelines/import/history?limit=2&cursor=');
    const last = await get<HistoryJson>(`/api/v1/pipelines/import/history?limit=2&cursor=${body.next}`);
    expect(last).toMatchObject({
      link: null,
      body: { next: null, runs: [{ generation: 1, tables: 18, rows: 123_456, archive_bytes: 5_000_000_000 }] },
    });
  });

  it('have runs whose report tells phases, what was published and what was amiss', async () => {
    const { body } = await get('/api/v1/runs/44444441-4444-4444-8444-444444444444/report');
    expect(body).toMatchObject({
      run: { status: 'success' },
      phases: [
        { step: 'initialization', lines: 1 },
        { step: 'download', began_at: '2026-01-01T02:00:10.000Z', last_at: '2026-01-01T02:00:30.000Z', lines: 2 },
        { step: 'import' },
      ],
      published: { generation: 1, rows: 123_456, proof: 'gone', databases: [] },
      warnings: [{ level: 'WARN', message: 'slow' }],
    });
  });

  it('are compared by proofs that are there only', async () => {
    const answer = await get('/api/v1/pipelines/import/compare?from=1');
    expect(answer).toMatchObject({ status: 404, body: { code: 'GENERATION_UNKNOWN' } });
    expect((await get('/api/v1/pipelines/import/compare?from=-1')).status).toBe(400);
  });

  it('have runs that are listed by time and kind', async () => {
    const listed = async (query: string) =>
      (await get<{ runs: RunJson[] }>(`/api/v1/runs?${query}`)).body.runs.map(({ started_at: at }) => at.slice(0, 10));
    expect(await listed('since=2026-01-03T00:00:00Z')).toEqual(['2026-01-04', '2026-01-03']);
    expect(await listed('since=2026-01-03T04:00:00%2B02:00&kind=dump-import&pipeline=import')).toEqual(['2026-01-03']);
    expect(await listed('kind=maintenance')).toEqual([]);
  });

  it('are started by name', async () => {
    const started = await post('/api/v1/pipelines/by-hand/start', { by: 'anna' });
    expect(started).toMatchObject({ status: 202, body: { pipeline: 'by-hand', workflow_id: 'dump-import/by-hand' } });
    expect((await post('/api/v1/pipelines/by-hand/start')).status).toBe(409);
    expect(await post('/api/v1/pipelines/by-hand/start', { pipeline: 'x' })).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    });
  });
});
