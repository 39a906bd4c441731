import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewKeyJson } from '../../src/api/access/key-routes.js';
import { hashKey, newKeyText } from '../../src/api/access/key-text.js';
import { createApp } from '../../src/api/create-app.js';
import type { RunningServer } from '../../src/api/serve-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { pipelineWorkflowId } from '../../src/contracts/runs/workflow-ids.js';
import type { Description } from '../support/check-answers.js';
import { describedApp } from '../support/described-app.js';
import { readEvents } from '../support/read-events.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { ASKS_A_WORKER, codeOf, HOOKS, NEEDED, problemTypeOf } from './needed-bodies.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { projectDeps } from './project-deps.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';
const soon = { timeout: 60_000, interval: 100 };

interface Operation {
  readonly operationId: string;
  readonly 'x-role': 'open' | 'viewer' | 'operator' | 'admin';
  readonly 'x-about': string | { readonly pipeline: string };
}

describe.each(STORE_SERVERS)('keys of the API, with the store on %s', (_name, startServer) => {
  let temporal: TemporalServer;
  let client: Client;
  let database: StoreServer;
  let stored: TestStore;
  /** Two programs on one store. */
  let app: Hono;
  let server: RunningServer;
  let operations: (Operation & { method: string; template: string })[];

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    const settings = testSettings([testPipeline(), testPipeline({ name: 'other' })], KEY);
    const create = () =>
      createApp({
        runs: createRunClient(client),
        store: stored.seen,
        settings,
        logger: silentLogger,
        readGenerations: nothingStands,
        projects: projectDeps,
      });
    app = describedApp(create());
    server = await serveApp(create(), settings.api);
    const description = (await (await app.request('/openapi.json')).json()) as Description;
    operations = Object.entries(description.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...(operation as unknown as Operation),
        method: method.toUpperCase(),
        template,
      })),
    );
  });

  afterAll(async () => {
    await server?.close();
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  const ask = (key: string | undefined, method: string, path: string, body?: object) =>
    app.request(path, {
      method,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const create = async (name: string, more: object): Promise<NewKeyJson> => {
    const response = await ask(KEY, 'POST', '/api/v1/keys', { name, ...more });
    expect(response.status).toBe(201);
    return (await response.json()) as NewKeyJson;
  };
  const expiredKey = async (name: string): Promise<string> => {
    const text = newKeyText();
    const then = new Date(Date.now() - 1_000).toISOString();
    const record = { id: name, name, role: 'admin', createdAt: then, createdBy: 'test', expiresAt: then } as const;
    expect(await stored.store.keys.add(record, hashKey(text))).toBe(true);
    return text;
  };

  it('are shown once, and stored as a hash only', async () => {
    const { key, ...made } = await create('shown-once', { role: 'viewer', by: 'anna' });
    expect(key).toMatch(/^stv_[0-9a-f]{40}$/);
    expect(made).toMatchObject({ name: 'shown-once', role: 'viewer', pipelines: null, status: 'valid' });
    expect(made).toMatchObject({ created_by: 'anna', last_used_at: null });
    expect(await (await ask(KEY, 'GET', '/api/v1/keys')).text()).not.toContain(key);
    const rows = await database.query('SELECT * FROM stevedore.api_keys');
    expect(rows).toContain('shown-once');
    expect(rows).not.toContain(key.slice(4));
  });

  it('have a name of their own, until they are revoked', async () => {
    const first = await create('ci', { role: 'operator' });
    const again = await ask(KEY, 'POST', '/api/v1/keys', { name: 'ci', role: 'viewer' });
    expect([again.status, await codeOf(again)]).toEqual([409, 'KEY_NAME_TAKEN']);
    for (let n = 0; n < 2; n++) {
      const revoked = await ask(KEY, 'DELETE', `/api/v1/keys/${first.id}?by=anna`);
      expect(await revoked.json()).toMatchObject({ name: 'ci', status: 'revoked', revoked_by: 'anna' });
    }
    expect((await create('ci', { role: 'viewer' })).id).not.toBe(first.id);
    const unknown = await ask(KEY, 'DELETE', '/api/v1/keys/none');
    expect([unknown.status, await codeOf(unknown)]).toEqual([404, 'KEY_UNKNOWN']);
  });

  it('are refused where they would mean nothing, or more than they say', async () => {
    for (const [body, status] of [
      [{ name: 'x', role: 'admin', pipelines: ['import'] }, 400],
      [{ name: 'x', role: 'viewer', pipelines: ['imprt'] }, 404],
      [{ name: 'x', role: 'viewer', pipelines: [] }, 400],
      [{ name: 'x', role: 'viewer', expires_at: '2026-01-01T00:00:00Z' }, 400],
      [{ name: 'x', role: 'viewer', expires_at: '9999-12-31T23:59:59-23:59' }, 400],
      [{ name: 'x y', role: 'viewer' }, 400],
      [{ name: 'x', role: 'owner' }, 400],
    ] as const) {
      expect((await ask(KEY, 'POST', '/api/v1/keys', body)).status).toBe(status);
    }
  });

  it('may do what their role and their pipelines say, at each route', async () => {
    const started = await ask(KEY, 'POST', '/api/v1/runs', { pipeline: 'import' });
    const { run_id: runId } = (await started.json()) as { run_id: string };
    const keyOf = async (name: string, more: object) => (await create(name, more)).key;
    const viewer = await keyOf('viewer', { role: 'viewer' });
    const operator = await keyOf('operator', { role: 'operator' });
    const admin = await keyOf('admin', { role: 'admin' });
    const own = await keyOf('own', { role: 'operator', pipelines: ['import'] });
    const other = await keyOf('other', { role: 'operator', pipelines: ['other'] });
    const revoked = await create('revoked', { role: 'admin' });
    await ask(KEY, 'DELETE', `/api/v1/keys/${revoked.id}`);
    const expired = await expiredKey('expired');
    const unknown = newKeyText();

    const rank = { open: 0, viewer: 1, operator: 2, admin: 3 };
    let tried = 0;
    for (const { operationId, method, template, 'x-role': role, 'x-about': about } of operations) {
      const path = template.replace('{id}', operationId === 'revokeKey' ? 'none' : runId).replace('{name}', 'import');
      const body =
        method === 'GET'
          ? undefined
          : {
              ...NEEDED[operationId],
              ...(operationId === 'createKey' ? { name: `made-${tried}`, role: 'viewer' } : {}),
            };
      const expectAnswer = async (who: string, key: string | undefined, expected: string | undefined) => {
        const response = await ask(key, method, path.replace('{file}', 'start.js'), body);
        const name = `${method} ${template} by ${who}: ${response.status}`;
        tried += 1;
        if (HOOKS.includes(operationId)) return expect(response.status, name).toBe(401);
        if (expected === undefined) {
          expect([401, 403].includes(response.status), name).toBe(false);
          if (ASKS_A_WORKER.includes(operationId)) expect(await codeOf(response)).toBe('WORKER_LOST');
          else if (role !== 'open') expect(response.status, name).toBeLessThan(500);
          await (response.bodyUsed ? undefined : response.body?.cancel());
          return;
        }
        expect(response.status, name).toBe(/KEY|UNAUTH/.test(expected) ? 401 : 403);
        expect(response.headers.get('content-type'), name).toBe(problemTypeOf(template));
        expect(response.headers.get('www-authenticate'), name).toBe(response.status === 401 ? 'Bearer' : null);
        expect(await codeOf(response), name).toBe(expected);
      };
      const unless = (allowed: boolean, code: string) => (role === 'open' || allowed ? undefined : code);
      await expectAnswer('nobody', undefined, unless(false, 'UNAUTHORIZED'));
      await expectAnswer('an unknown key', unknown, unless(false, 'UNAUTHORIZED'));
      await expectAnswer('a revoked key', revoked.key, unless(false, 'KEY_REVOKED'));
      await expectAnswer('an expired key', expired, unless(false, 'KEY_EXPIRED'));
      await expectAnswer('a viewer', viewer, unless(rank[role] <= rank.viewer, 'ROLE_TOO_LOW'));
      await expectAnswer('an operator', operator, unless(rank[role] <= rank.operator, 'ROLE_TOO_LOW'));
      const tooLow = unless(rank[role] <= rank.operator, 'ROLE_TOO_LOW');
      const forNone = about === 'installation' ? 'PIPELINE_FORBIDDEN' : undefined;
      await expectAnswer("the pipeline's key", own, tooLow ?? unless(forNone === undefined, 'PIPELINE_FORBIDDEN'));
      const seesOthers = about === 'pipelines';
      await expectAnswer("another pipeline's key", other, tooLow ?? unless(seesOthers, 'PIPELINE_FORBIDDEN'));
      await expectAnswer('an admin', admin, undefined);
    }
    expect(tried).toBe(operations.length * 9);
    expect(operations.length).toBeGreaterThan(20);
  });

  it('for some pipelines show those only', async () => {
    await ask(KEY, 'POST', '/api/v1/runs', { pipeline: 'other' });
    const { key } = await create('sees-other', { role: 'viewer', pipelines: ['other'] });
    const pipelinesIn = async (path: string) => {
      const body = (await (await ask(key, 'GET', path)).json()) as {
        runs?: { pipeline: string }[];
        pipelines?: { name: string }[];
      };
      return [...(body.runs ?? []).map(({ pipeline }) => pipeline), ...(body.pipelines ?? []).map(({ name }) => name)];
    };
    expect(await pipelinesIn('/api/v1/pipelines')).toEqual(['other']);
    expect(new Set(await pipelinesIn('/api/v1/runs'))).toEqual(new Set(['other']));
    expect(new Set(await pipelinesIn('/api/v1/runs?pipeline=other'))).toEqual(new Set(['other']));
    const refused = await ask(key, 'GET', '/api/v1/runs?pipeline=import');
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'PIPELINE_FORBIDDEN']);
    for (const pipeline of ['import', 'other']) {
      const runId = `${pipeline === 'import' ? '1' : '2'}1111111-2222-4222-8222-222222222222`;
      await stored.store.runs.open({
        runId,
        kind: 'dump-import',
        pipeline,
        workflowId: `dump-import/${pipeline}`,
        trigger: 'api',
        startedBy: 'test',
        startedAt: '2025-08-01T02:00:00.000Z',
        status: 'running',
        attempts: 1,
        warnings: [],
      });
    }
    const all = readEvents(`${server.url}/api/v1/events`, undefined, KEY);
    const some = readEvents(`${server.url}/api/v1/events`, undefined, key);
    const seen = ({ events }: typeof all) =>
      new Set(events.filter(({ event }) => event === 'run').map(({ data }) => data['pipeline']));
    await expect.poll(() => all.events.length && some.events.length, soon).toBeGreaterThan(0);
    await sleep(2_500);
    for (const n of ['1', '2']) {
      await stored.store.runs.update(`${n}1111111-2222-4222-8222-222222222222`, { attempts: 2 });
    }
    await expect.poll(() => seen(all), soon).toEqual(new Set(['import', 'other']));
    expect(seen(some)).toEqual(new Set(['other']));
    all.leave();
    some.leave();
  });

  it('are who asked, whatever the body says', async () => {
    const { key } = await create('nightly', { role: 'operator' });
    const runs = createRunClient(client);
    const open = await runs.describe({ workflowId: pipelineWorkflowId('dump-import', 'import') });
    if (open?.status === 'running') {
      await client.workflow.getHandle(pipelineWorkflowId('dump-import', 'import')).terminate();
    }
    const started = await ask(key, 'POST', '/api/v1/runs', { pipeline: 'import', by: 'somebody else' });
    expect(started.status).toBe(202);
    const described = await client.workflow.getHandle(pipelineWorkflowId('dump-import', 'import')).describe();
    expect(await described.staticDetails()).toContain('Started by nightly (api)');
  });

  it('note their last use, once a minute at most', async () => {
    const { id, key } = await create('used', { role: 'viewer' });
    const lastUse = async () =>
      (await stored.store.keys.list()).find((record) => record.id === id)?.lastUsedAt ?? 'never';
    expect(await lastUse()).toBe('never');
    expect((await ask(key, 'GET', '/api/v1/runs')).status).toBe(200);
    await expect.poll(lastUse, soon).not.toBe('never');
    const first = await lastUse();
    const use = (path: string) =>
      fetch(server.url + path, { headers: { 'x-api-key': key } }).then(({ status }) => status);
    expect(await use('/api/v1/runs')).toBe(200);
    await sleep(200);
    expect(await lastUse()).toBe(first);
    await database.query(`UPDATE stevedore.api_keys SET last_used_at = '2026-01-01 00:00:00' WHERE name = 'used'`);
    const later = new Date(Date.now() + 61_000).toISOString();
    await stored.store.keys.noteUse(id, later, new Date().toISOString());
    expect(await lastUse()).toBe(later);
  });

  it('end within seconds in every program, and their streams with them', async () => {
    const { id, key } = await create('watcher', { role: 'viewer' });
    const at = Date.now() + 8_000;
    const short = await create('short', { role: 'viewer', expires_at: new Date(at).toISOString() });
    const { runs } = (await (await ask(KEY, 'GET', '/api/v1/runs?pipeline=import')).json()) as {
      runs: { run_id: string; status: string }[];
    };
    const runId = runs.find(({ status }) => status === 'running')?.run_id;
    const one = readEvents(`${server.url}/api/v1/runs/${runId}/events`, undefined, key);
    const all = readEvents(`${server.url}/api/v1/events`, undefined, key);
    const expiring = readEvents(`${server.url}/api/v1/events`, undefined, short.key);
    const configured = readEvents(`${server.url}/api/v1/events`, undefined, KEY);
    await expect.poll(() => [one, all, expiring, configured].every(({ events }) => events.length > 0), soon).toBe(true);
    // By the other program.
    const before = Date.now();
    expect((await ask(KEY, 'DELETE', `/api/v1/keys/${id}`)).status).toBe(200);
    expect(await Promise.all([one.done, all.done])).toEqual([200, 200]);
    expect(Date.now() - before).toBeLessThan(6_000);
    const status = (text: string) =>
      fetch(`${server.url}/api/v1/runs`, { headers: { authorization: `Bearer ${text}` } }).then(({ status }) => status);
    expect(await status(key)).toBe(401);
    expect((await ask(key, 'GET', '/api/v1/runs')).status).toBe(401);
    expect(await expiring.done).toBe(200);
    expect(Date.now()).toBeGreaterThanOrEqual(at);
    expect(Date.now() - at).toBeLessThan(6_000);
    const early = await Promise.race([configured.done.then(() => 'ended'), sleep(100).then(() => 'open')]);
    expect(early).toBe('open');
    configured.leave();
  });

  it('of the store cannot be checked while it is away, the configured one can', async () => {
    const { key } = await create('while-away', { role: 'viewer' });
    stored.state.down = true;
    try {
      expect((await ask(KEY, 'GET', '/api/v1/import/status')).status).toBe(200);
      const refused = await ask(key, 'GET', '/api/v1/import/status');
      expect([refused.status, await codeOf(refused)]).toEqual([503, 'STORE_UNREACHABLE']);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect((await ask(key, 'GET', '/health/live')).status).toBe(200);
      expect((await ask('another', 'GET', '/api/v1/import/status')).status).toBe(401);
    } finally {
      stored.state.down = false;
    }
    await expect.poll(async () => (await ask(key, 'GET', '/api/v1/import/status')).status, soon).toBe(200);
  });
});
