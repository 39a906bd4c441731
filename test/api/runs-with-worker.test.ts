import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunJson } from '../../src/api/runs/run-schema.js';
import type { RunningProcess } from '../support/child-process.js';
import type { StoreServer } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { STORE_SERVERS } from '../support/store-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { describedApp } from '../support/described-app.js';
import { SECOND_AT_LOAD_MS } from '../support/second-at-load.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { startFakeWorker } from './start-fake-worker.js';
import { nothingStands, silentLogger, testSettings } from './test-settings.js';

describe.each(STORE_SERVERS)('the API beside a worker, with its store on %s', (_server, startServer) => {
  let temporal: TemporalServer;
  let worker: RunningProcess;
  let client: Client;
  let app: Hono;
  let database: StoreServer;
  let stored: TestStore;
  const post = (path: string, body: object) => app.request(path, { method: 'POST', body: JSON.stringify(body) });
  const read = async <T>(path: string): Promise<T> => (await (await app.request(path)).json()) as T;
  const start = async (by: string): Promise<string> => {
    const response = await post('/api/v1/runs', { pipeline: 'import', by });
    expect(response.status).toBe(202);
    return ((await response.json()) as { run_id: string }).run_id;
  };
  const run = (id: string) => read<RunJson>(`/api/v1/runs/${id}`);
  const status = () => read<Record<string, unknown>>('/api/v1/import/status');
  const soon = { timeout: 60_000, interval: 100 };

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    app = describedApp(
      createApp({
        runs: createRunClient(client),
        store: stored.seen,
        settings: testSettings(),
        logger: silentLogger,
        readGenerations: nothingStands,
      }),
    );
    worker = await startFakeWorker(temporal.address);
  });

  afterAll(async () => {
    await worker?.kill9();
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  it('is ready', async () => {
    await expect
      .poll(() => read('/health/ready'), soon)
      .toEqual({ status: 'ready', alerts: [], away: [], checks: { temporal: 'ok', worker: 'ok', store: 'ok' } });
  });

  it('shows a publish', async () => {
    const id = await start('publishes');
    await expect.poll(() => run(id), soon).toMatchObject({ status: 'success', progress: 100, generation: 4 });
    expect(await status()).toMatchObject({ status: 'success', progress: 100, error: null, max_retries: 2 });
  });

  it('shows why a run was skipped, without a row in the store', async () => {
    const id = await start('skips');
    await expect.poll(() => run(id), soon).toMatchObject({ status: 'skipped', reason: 'no_newer_files' });
    expect(await status()).toMatchObject({ status: 'skipped', skip_reason: 'no_newer_files' });
  });

  it('shows why a run failed', async () => {
    const id = await start('fails');
    const error = { code: 'PROOF_FAILED', message: 'Loading: row 7 is missing' };
    await expect.poll(() => run(id), soon).toMatchObject({ status: 'failed', error });
    expect(await status()).toMatchObject({ status: 'failed', error: error.message });
    const late = await post(`/api/v1/runs/${id}/cancel`, {});
    expect([late.status, await late.json()]).toEqual([409, expect.objectContaining({ code: 'RUN_ENDED' })]);
  });

  it('does a run that has ended again, with the options that it was started with', async () => {
    const id = await start('fails');
    await expect.poll(() => run(id), soon).toMatchObject({ status: 'failed' });
    const unknown = await post(`/api/v1/runs/${id}/retry`, {});
    expect([unknown.status, await unknown.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'RUN_NOT_REPEATABLE' }),
    ]);
    const record = {
      runId: id,
      kind: 'dump-import',
      pipeline: 'import',
      workflowId: 'dump-import/import',
      trigger: 'api',
    } as const;
    await stored.store.runs.open({
      ...record,
      startedBy: 'fails',
      startedAt: '2026-01-02T03:04:05.678Z',
      status: 'failed',
      attempts: 1,
      warnings: [],
      options: { force: true, overrideGuards: ['shrunk_table'] },
    });
    const retried = await post(`/api/v1/runs/${id}/retry`, { by: 'waits', trigger: 'cli' });
    const again = (await retried.json()) as { run_id: string };
    expect([retried.status, retried.headers.get('location'), again]).toEqual([
      202,
      `/api/v1/runs/${again.run_id}`,
      expect.objectContaining({ retry_of: id, pipeline: 'import' }),
    ]);
    const { events } = await client.workflow.getHandle('dump-import/import', again.run_id).fetchHistory();
    const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    expect(JSON.parse(Buffer.from(payload?.data ?? '').toString())).toEqual({
      kind: 'dump-import',
      pipeline: 'import',
      trigger: 'cli',
      by: 'waits',
      force: true,
      overrideGuards: ['shrunk_table'],
      retryOf: id,
    });

    const open = await post(`/api/v1/runs/${again.run_id}/retry`, {});
    expect([open.status, await open.json()]).toEqual([
      409,
      expect.objectContaining({
        code: 'RUN_ALREADY_RUNNING',
        run: expect.objectContaining({ run_id: again.run_id }) as unknown,
      }),
    ]);
    await expect.poll(() => run(again.run_id), soon).toMatchObject({ wait: { id: 1 } });
    expect((await post(`/api/v1/runs/${again.run_id}/proceed`, {})).status).toBe(202);
    await expect.poll(() => run(again.run_id), soon).toMatchObject({ status: 'success' });
  });

  it('cuts a wait short', async () => {
    const id = await start('waits');
    await expect.poll(() => run(id), soon).toMatchObject({ wait: { id: 1, kind: 'load', reason: 'load 140 of 100' } });
    expect((await post(`/api/v1/runs/${id}/proceed`, { by: 'anna', wait_id: 7 })).status).toBe(409);
    expect((await post(`/api/v1/runs/${id}/proceed`, { by: 'anna', wait_id: 1 })).status).toBe(202);
    await expect.poll(() => run(id), soon).toMatchObject({ status: 'success', wait: null });
  });

  it('shows the heartbeats of a load, also while the worker is frozen, and by whom it was cancelled', async () => {
    const id = await start('loads');
    await expect
      .poll(() => run(id), soon)
      .toMatchObject({
        current_step: 'importing_database_mvdsb',
        progress: 45,
        activities: [{ database: 'mvdsb', done: 500, total: 1_000, detail: 'person', attempt: 1 }],
      });

    worker.signal('SIGSTOP');
    const begin = performance.now();
    expect(await status()).toMatchObject({ status: 'running', current_step: 'importing_database_mvdsb' });
    expect(performance.now() - begin).toBeLessThan(SECOND_AT_LOAD_MS);
    worker.signal('SIGCONT');

    const cancel = await post(`/api/v1/runs/${id}/cancel`, { by: 'anna', reason: 'wrong file' });
    expect(cancel.status).toBe(202);
    await expect.poll(() => run(id), soon).toMatchObject({ status: 'cancelled' });
    expect(await status()).toMatchObject({ status: 'failed', error: 'cancelled by anna: wrong file' });
    expect(await read(`/api/v1/runs/${id}/logs`)).toMatchObject({
      logs: [{ level: 'WARN', message: 'Cancel requested by anna: wrong file' }],
    });
  });
});
