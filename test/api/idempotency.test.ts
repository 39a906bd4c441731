import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { pipelineWorkflowId } from '../../src/contracts/runs/workflow-ids.js';
import { startProcess } from '../support/child-process.js';
import { describedApp } from '../support/described-app.js';
import { freePort } from '../support/free-port.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const PIPELINES = [
  'import',
  'repeated',
  'other',
  'crowd',
  'before-start',
  'after-start',
  'old',
  'away',
  'busy',
  'rotated',
];

describe.each(STORE_SERVERS)('a start with an idempotency key, with the store on %s', (_name, startServer) => {
  let temporal: TemporalServer;
  let client: Client;
  let database: StoreServer;
  let stored: TestStore;
  /** Two programs on one store. */
  let app: Hono;
  let second: Hono;

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    const create = () =>
      describedApp(
        createApp({
          runs: createRunClient(client),
          store: stored.seen,
          settings: testSettings(PIPELINES.map((name) => testPipeline({ name }))),
          logger: silentLogger,
          readGenerations: nothingStands,
        }),
      );
    app = create();
    second = create();
  });

  afterAll(async () => {
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  const start = async (key: string | undefined, body: object, at: Hono = app): Promise<Response> =>
    at.request('/api/v1/runs', {
      method: 'POST',
      headers: key === undefined ? {} : { 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  const runOf = async (response: Response) => ((await response.json()) as { run_id: string }).run_id;
  const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
  const end = (pipeline: string) => client.workflow.getHandle(pipelineWorkflowId('dump-import', pipeline)).terminate();
  /** Temporal's list is a moment late, so what is expected of it is waited for. */
  const runsOf = async (pipeline: string): Promise<string[]> => {
    const found: string[] = [];
    const query = `WorkflowId = "${pipelineWorkflowId('dump-import', pipeline)}"`;
    for await (const { runId } of client.workflow.list({ query })) found.push(runId);
    return found;
  };

  it('is one run, however often it is asked for, also when that run has ended and another one runs', async () => {
    const first = await start('key-1', { pipeline: 'repeated', by: 'anna' });
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null]);
    const answer = (await first.json()) as { run_id: string };
    const expectAgain = async (response: Response) => {
      expect([response.status, response.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
      expect(response.headers.get('location')).toBe(`/api/v1/runs/${answer.run_id}`);
      expect(await response.json()).toEqual(answer);
    };
    await expectAgain(await start('key-1', { pipeline: 'repeated', by: 'anna' }, second));
    // What a body leaves out has its default.
    await expectAgain(await start('key-1', { by: 'anna', trigger: 'api', pipeline: 'repeated' }));
    await expectAgain(await start(undefined, { pipeline: 'repeated', by: 'anna', idempotency_key: 'key-1' }));
    await end('repeated');
    expect((await start('key-2', { pipeline: 'repeated' })).status).toBe(202);
    await expectAgain(await start('key-1', { pipeline: 'repeated', by: 'anna' }));
    await expect.poll(() => runsOf('repeated')).toHaveLength(2);
  });

  it('is one run although its sender has rotated its own key meanwhile', async () => {
    const ask = (path: string, body: object, headers: Record<string, string> = {}) =>
      app.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const keyOf = async (response: Response) => (await response.json()) as { id: string; key: string };
    const first = await keyOf(await ask('/api/v1/keys', { name: 'rotated', role: 'operator' }));
    const startWith = (text: string, at: Hono) =>
      at.request('/api/v1/runs', {
        method: 'POST',
        headers: { authorization: `Bearer ${text}`, 'idempotency-key': 'key-of-a-night' },
        body: JSON.stringify({ pipeline: 'rotated' }),
      });
    const started = await startWith(first.key, app);
    expect(started.status).toBe(202);
    const runId = await runOf(started);
    await end('rotated');
    const newer = await keyOf(await ask(`/api/v1/keys/${first.id}/rotate`, {}));
    const third = await keyOf(await ask(`/api/v1/keys/${newer.id}/rotate`, {}));
    for (const text of [newer.key, third.key, first.key]) {
      const again = await startWith(text, second);
      expect([again.status, again.headers.get('idempotent-replayed'), await runOf(again)]).toEqual([
        200,
        'true',
        runId,
      ]);
    }
    const other = await keyOf(await ask('/api/v1/keys', { name: 'other', role: 'operator' }));
    expect((await startWith(other.key, app)).status).toBe(202);
    await expect.poll(() => runsOf('rotated')).toHaveLength(2);
  });

  it('is refused where the key came with another request', async () => {
    expect((await start('key-3', { pipeline: 'other' })).status).toBe(202);
    for (const body of [{ pipeline: 'other', force: true }, { pipeline: 'import' }]) {
      const refused = await start('key-3', body);
      expect([refused.status, await codeOf(refused)]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    }
    const path = '/api/v1/pipelines/other/rollback';
    const other = await app.request(path, { method: 'POST', headers: { 'idempotency-key': 'key-3' } });
    expect(await codeOf(other)).toBe('IDEMPOTENCY_KEY_REUSED');
    const both = await start('key-3', { pipeline: 'other', idempotency_key: 'key-4' });
    expect([both.status, await codeOf(both)]).toEqual([400, 'REQUEST_INVALID']);
    expect((await start('x'.repeat(256), { pipeline: 'other' })).status).toBe(400);
    expect(await runsOf('import')).toEqual([]);
  });

  it('is one run where many ask at once, at two servers', async () => {
    const responses = await Promise.all(
      Array.from({ length: 12 }, (_, n) => start('key-5', { pipeline: 'crowd' }, n % 2 === 0 ? app : second)),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([...Array<number>(11).fill(200), 202]);
    const found = new Set(await Promise.all(responses.map(runOf)));
    expect(found.size).toBe(1);
    await expect.poll(() => runsOf('crowd')).toEqual([...found]);
  });

  it.each(['before-start', 'after-start'] as const)('is one run where the server was killed %s', async (pipeline) => {
    const folder = temporaryFolder('killed-app');
    const logFile = join(folder, 'server.log');
    const port = await freePort();
    const settings = {
      temporal: temporal.address,
      store: database.settings('stevedore'),
      port,
      pipeline,
      killAt: pipeline,
    };
    const killed = await startProcess({
      command: process.execPath,
      args: ['--import', 'tsx', fileURLToPath(new URL('killed-app.ts', import.meta.url)), JSON.stringify(settings)],
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { TMPDIR: folder },
      logFile,
      readyTimeoutMs: 60_000,
      ready: () => existsSync(logFile) && readFileSync(logFile, 'utf8').includes('ready'),
    });
    const body = { pipeline };
    const asking = fetch(`http://127.0.0.1:${port}/api/v1/runs`, {
      method: 'POST',
      headers: { 'idempotency-key': pipeline },
      body: JSON.stringify(body),
    });
    await expect(asking).rejects.toThrow();
    expect(await killed.exited).toBe('SIGKILL');
    const row = `SELECT COUNT(*) FROM stevedore.start_requests WHERE answer IS NULL`;
    expect(await database.query(row)).toBe('1');
    await expect.poll(async () => (await runsOf(pipeline)).length).toBe(pipeline === 'before-start' ? 0 : 1);
    const [started] = await runsOf(pipeline);
    if (started !== undefined) {
      // Another run in between must not be taken for it.
      await end(pipeline);
      expect((await start(undefined, body)).status).toBe(202);
    }
    const repeat = await start(pipeline, body);
    expect([repeat.status, repeat.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    const runId = await runOf(repeat);
    if (started !== undefined) expect(runId).toBe(started);
    await expect.poll(() => runsOf(pipeline)).toHaveLength(started === undefined ? 1 : 2);
    expect(await runOf(await start(pipeline, body, second))).toBe(runId);
    expect(await database.query(row)).toBe('0');
  });

  it('is another run a day later', async () => {
    const first = await runOf(await start('key-6', { pipeline: 'old' }));
    await end('old');
    await database.query(
      `UPDATE stevedore.start_requests SET created_at = '2026-01-01 00:00:00' WHERE answer LIKE '%${first}%'`,
    );
    const next = await start('key-6', { pipeline: 'old', force: true });
    expect(next.status).toBe(202);
    expect(await runOf(next)).not.toBe(first);
  });

  it('may be repeated after a refusal', async () => {
    expect((await start(undefined, { pipeline: 'busy' })).status).toBe(202);
    expect(await codeOf(await start('key-7', { pipeline: 'busy' }))).toBe('RUN_ALREADY_RUNNING');
    await end('busy');
    expect((await start('key-7', { pipeline: 'busy' })).status).toBe(200);
    await expect.poll(() => runsOf('busy')).toHaveLength(2);
  });

  it('is not tried while the store is away; one without a key is', async () => {
    stored.state.down = true;
    try {
      const refused = await start('key-8', { pipeline: 'away' });
      expect([refused.status, await codeOf(refused)]).toEqual([503, 'STORE_UNREACHABLE']);
      expect(await runsOf('away')).toEqual([]);
      expect((await start(undefined, { pipeline: 'away' })).status).toBe(202);
    } finally {
      stored.state.down = false;
    }
  });

  it('is one run at /api/v1/import/start, too, by the header', async () => {
    const ask = () => app.request('/api/v1/import/start', { method: 'POST', headers: { 'idempotency-key': 'key-9' } });
    const first = await ask();
    expect(first.status).toBe(200);
    const again = await ask();
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(await again.json()).toEqual(await first.json());
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    const body = JSON.stringify({ idempotency_key: 'key-9' });
    expect((await app.request('/api/v1/import/start', { method: 'POST', body })).status).toBe(400);
    await expect.poll(() => runsOf('import')).toHaveLength(1);
  });
});
