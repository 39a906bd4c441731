import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoreServer } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import type { RunRecord } from '../../src/contracts/runs/run-record.js';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { STORE_SERVERS } from '../support/store-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { describedApp } from '../support/described-app.js';
import { SECOND_AT_LOAD_MS } from '../support/second-at-load.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const FIELDS = [
  'status progress current_step started_at completed_at last_success next_scheduled retry_count',
  'max_retries error skip_reason warnings alerts files_info',
]
  .join(' ')
  .split(' ');

const timed = async <T>(call: () => T | Promise<T>): Promise<{ ms: number; value: T }> => {
  const start = performance.now();
  const value = await call();
  return { ms: performance.now() - start, value };
};

const row = (change: { runId: string; startedAt: string }): RunRecord => ({
  kind: 'dump-import',
  pipeline: 'import',
  workflowId: 'dump-import/import',
  trigger: 'api',
  startedBy: 'api',
  status: 'running',
  attempts: 1,
  warnings: [],
  ...change,
});

describe.each(STORE_SERVERS)('the API while no worker runs, with its store on %s', (_server, startServer) => {
  let temporal: TemporalServer;
  let client: Client;
  let app: Hono;
  let database: StoreServer;
  let stored: TestStore;
  const post = (path: string, body?: object) =>
    app.request(path, { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    const settings = testSettings([testPipeline(), testPipeline({ name: 'off', enabled: false })]);
    app = describedApp(
      createApp({
        runs: createRunClient(client),
        store: stored.seen,
        settings,
        logger: silentLogger,
        readGenerations: nothingStands,
      }),
    );
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

  it('answers idle before the first run, with every field', async () => {
    const response = await app.request('/api/v1/import/status');
    expect(response.status).toBe(200);
    const body = (await response.json()) as object;
    expect(Object.keys(body)).toEqual(FIELDS);
    expect(body).toMatchObject({ status: 'idle', max_retries: 1 });
  });

  it('starts once, and answers 409 with the running run afterwards', async () => {
    const first = await post('/api/v1/import/start');
    expect(first.status).toBe(200);
    const started = (await first.json()) as { message: string; started_at: string };
    expect(started).toEqual({ message: 'Manual import started', started_at: expect.stringMatching(/^\d{4}-.*Z$/) });
    const runId = first.headers.get('location')?.split('/').at(-1);

    const second = await post('/api/v1/import/start', {});
    expect(second.status).toBe(409);
    expect(second.headers.get('content-type')).toBe('application/problem+json');
    expect(await second.json()).toMatchObject({
      code: 'RUN_ALREADY_RUNNING',
      retryable: false,
      run: { run_id: runId, url: `/api/v1/runs/${runId}` },
    });
    expect((await post('/api/v1/runs', { pipeline: 'import' })).status).toBe(409);
  });

  it('answers within a second what the run is', async () => {
    const { ms, value } = await timed(() => app.request('/api/v1/import/status'));
    expect(ms).toBeLessThan(SECOND_AT_LOAD_MS);
    expect(value.headers.get('x-stevedore-source')).toBe('temporal');
    const body = (await value.json()) as object;
    expect(Object.keys(body)).toEqual(FIELDS);
    expect(body).toMatchObject({ status: 'running', current_step: 'initialization', retry_count: 0, max_retries: 1 });
  });

  it('lists and reads a run that no worker has seen', async () => {
    const { runs } = (await (await app.request('/api/v1/runs?pipeline=import')).json()) as {
      runs: { run_id: string }[];
    };
    expect(runs).toHaveLength(1);
    const one = await app.request(`/api/v1/runs/${runs[0]?.run_id}`);
    expect(await one.json()).toMatchObject({ status: 'running', pipeline: 'import', attempt: 0, max_attempts: 2 });
    const logs = await app.request(`/api/v1/runs/${runs[0]?.run_id}/logs`);
    expect(await logs.json()).toEqual({ logs: [], next: 0 });
  });

  it('refuses to end a wait if there is none', async () => {
    const { runs } = (await (await app.request('/api/v1/runs')).json()) as { runs: { run_id: string }[] };
    const response = await post(`/api/v1/runs/${runs[0]?.run_id}/proceed`);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'RUN_NOT_WAITING' });
  });

  it('answers while the store is away or silent', async () => {
    for (const down of [true, 'silent'] as const) {
      stored.state.down = down;
      const { ms, value } = await timed(() => app.request('/api/v1/import/status'));
      expect(ms).toBeLessThan(SECOND_AT_LOAD_MS);
      expect(await value.json()).toMatchObject({ status: 'running', last_success: null });
      const logs = await app.request('/api/v1/import/logs');
      expect(logs.status).toBe(503);
      expect(await logs.json()).toMatchObject({ code: 'STORE_UNREACHABLE', retryable: true });
    }
  });

  it('pages the logs as their users know them', async () => {
    const runId = '22222222-2222-4222-8222-222222222222';
    await stored.store.runs.open(row({ runId, startedAt: '2025-08-06T02:00:00.000Z' }));
    const line = { level: 'INFO', step: 'download' } as const;
    await stored.store.logs.append(runId, 1, [
      { ...line, timestamp: '2025-08-06T02:00:00.000Z', message: 'Import process started', step: 'initialization' },
      { ...line, timestamp: '2025-08-06T02:01:30.000Z', message: 'Downloaded', file_size: 15, duration: '1.5s' },
      { ...line, timestamp: '2025-08-06T02:02:00.000Z', message: 'Slow', level: 'WARN', error: 'why' },
    ]);
    const all = await app.request('/api/v1/import/logs?limit=2');
    expect(await all.json()).toEqual({
      logs: [
        {
          timestamp: expect.stringMatching(/^2025-08-06T02:01:30/),
          level: 'INFO',
          message: 'Downloaded',
          step: 'download',
          duration: '1.5s',
          file_size: 15,
        },
        {
          timestamp: expect.stringMatching(/^2025-08-06T02:02:00/),
          level: 'WARN',
          message: 'Slow',
          step: 'download',
          error: 'why',
        },
      ],
    });
    const grave = await app.request('/api/v1/import/logs?level=warn');
    expect(((await grave.json()) as { logs: object[] }).logs).toHaveLength(1);
    expect((await app.request('/api/v1/import/logs?limit=0')).status).toBe(400);
  });

  it('leads from page to page by Link', async () => {
    const runs = await Promise.all(
      [3, 4, 5].map(async (n) => {
        const runId = `${String(n).repeat(8)}-2222-4222-8222-222222222222`;
        await stored.store.runs.open(row({ runId, startedAt: `2025-08-0${n}T02:00:00.000Z` }));
        await stored.store.runs.close(runId, {
          status: 'success',
          completedAt: `2025-08-0${n}T02:05:00.000Z`,
          attempts: 1,
          warnings: [],
        });
        return runId;
      }),
    );
    const seen: string[] = [];
    for (let next: string | undefined = '/api/v1/runs?status=success&limit=2'; next !== undefined; ) {
      const response: Response = await app.request(next);
      const page = (await response.json()) as { runs: { run_id: string }[]; next: string | null };
      seen.push(...page.runs.map(({ run_id }) => run_id));
      next = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
      expect(next === undefined).toBe(page.next === null);
      if (next !== undefined) expect(next).toContain('status=success&limit=2');
    }
    expect(seen).toEqual(runs.reverse());

    const log = await app.request('/api/v1/runs/22222222-2222-4222-8222-222222222222/logs?limit=2');
    const link = /^<(.+)>; rel="next"$/.exec(log.headers.get('link') ?? '')?.[1] ?? '';
    const rest = await app.request(link);
    expect(((await rest.json()) as { logs: object[] }).logs).toMatchObject([{ message: 'Slow' }]);
    expect(rest.headers.get('link')).toBeNull();
  });

  it('answers clearly for what is disabled, unknown or malformed', async () => {
    const disabled = await post('/api/v1/runs', { pipeline: 'off' });
    expect([disabled.status, await disabled.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'PIPELINE_DISABLED' }),
    ]);
    expect((await post('/api/v1/runs', { pipeline: 'none' })).status).toBe(404);
    expect((await app.request('/api/v1/runs/nonsense')).status).toBe(404);
    expect((await app.request('/api/v1/runs/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await app.request('/nowhere')).status).toBe(404);
    const malformed = await app.request('/api/v1/runs', { method: 'POST', body: '{' });
    expect([malformed.status, await malformed.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    ]);
    const large = await app.request('/api/v1/runs', { method: 'POST', body: 'x'.repeat(100_000) });
    expect(large.status).toBe(413);
  });

  it('lists the pipelines with their latest run', async () => {
    const { pipelines } = (await (await app.request('/api/v1/pipelines')).json()) as { pipelines: object[] };
    expect(pipelines).toMatchObject([
      { name: 'import', enabled: true, databases: ['mvdsb'], next_scheduled: null, latest_run: { status: 'running' } },
      { name: 'off', enabled: false, latest_run: null },
    ]);
  });

  it('is alive and not ready', async () => {
    expect((await app.request('/health/live')).status).toBe(200);
    const ready = await app.request('/health/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      status: 'not_ready',
      alerts: [],
      checks: { temporal: 'ok', worker: 'failed', store: 'ok' },
      away: [expect.objectContaining({ name: 'worker' })],
    });
  });

  it('answers from the store within a second when Temporal itself is down', async () => {
    const startedAt = new Date().toISOString();
    await stored.store.runs.open(row({ runId: '11111111-1111-4111-8111-111111111111', startedAt }));
    await temporal.kill9();
    for (let i = 0; i < 3; i++) {
      const { ms, value } = await timed(() => app.request('/api/v1/import/status'));
      expect(ms).toBeLessThan(SECOND_AT_LOAD_MS);
      expect(value.headers.get('x-stevedore-source')).toBe('store');
      const body = (await value.json()) as object;
      expect(Object.keys(body)).toEqual(FIELDS);
      expect(body).toMatchObject({ status: 'running', started_at: startedAt });
    }
    const refused = await post('/api/v1/import/start');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'TEMPORAL_UNREACHABLE', retryable: true });
    stored.state.down = true;
    expect((await app.request('/api/v1/import/status')).status).toBe(503);
  });
});
