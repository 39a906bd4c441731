import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { createStore } from '../../src/store/create-store.js';
import type { Store } from '../../src/store/store.js';
import { describedApp } from '../support/described-app.js';
import { freePort } from '../support/free-port.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import { projectDeps } from './project-deps.js';
import { nothingStands, silentLogger, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';
const PAGE = 'https://app.example';
const URL_OF = 'postgres://anna:canary-1@db.example/app';

describe.each(STORE_SERVERS)('projects in the API, with the store on %s and Temporal away', (_name, startServer) => {
  let database: StoreServer;
  const stores: Store[] = [];
  let app: Hono;
  let keyless: Hono;
  /** Its description has no requests that only browsers send. */
  let plain: Hono;

  beforeAll(async () => {
    database = await startServer();
    const address = `127.0.0.1:${await freePort()}`;
    const runs = createRunClient(connectTemporal({ address, addressGiven: true, namespace: 'default', tls: 'off' }));
    const settings = testSettings([], KEY);
    const withKeys = async (secretKeys: readonly Buffer[]): Promise<Hono> => {
      const store = createStore(database.settings('stevedore'), { secretKeys });
      await store.migrate();
      stores.push(store);
      const create = () =>
        createApp({
          runs,
          store,
          settings: { ...settings, api: { ...settings.api, corsOrigins: [PAGE] } },
          logger: silentLogger,
          readGenerations: nothingStands,
          projects: projectDeps,
        });
      plain = create();
      return describedApp(create());
    };
    app = await withKeys([randomBytes(32)]);
    keyless = await withKeys([]);
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await database?.stop();
  });

  const ask = async (
    method: string,
    path: string,
    { body, key = KEY, of = app }: { readonly body?: object; readonly key?: string; readonly of?: Hono } = {},
  ) => {
    const response = await of.request(path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
  };
  const keyOf = async (role: string): Promise<string> =>
    String((await ask('POST', '/api/v1/keys', { body: { name: role, role } })).body['key']);

  it('without a key for secrets a connection and a project with a secret are refused with the reason', async () => {
    const refused = await ask('POST', '/connections', { body: { name: 'a', database_url: URL_OF }, of: keyless });
    expect(refused).toMatchObject({ status: 409, body: { code: 'SECRETS_UNAVAILABLE' } });
    expect(refused.text).toContain('secrets.key');
    expect(refused.text).not.toContain('canary');
    expect((await ask('GET', '/connections')).body).toEqual({ connections: [] });
  });

  it('an admin sees the URL of a connection by its id, others see it masked, and no list has it', async () => {
    const made = await ask('POST', '/connections', { body: { name: 'a', database_url: URL_OF } });
    expect(made.status, made.text).toBe(201);
    const path = `/connections/${String(made.body['id'])}`;
    expect((await ask('GET', path)).body['database_url']).toBe(URL_OF);
    const viewer = await keyOf('viewer');
    expect((await ask('GET', path, { key: viewer })).body['database_url']).toBe('postgres://anna:***@db.example/app');
    expect((await ask('GET', '/connections', { key: viewer })).text).not.toMatch(/canary|db\.example/);
    expect((await ask('PUT', path, { key: viewer, body: { name: 'b' } })).status).toBe(403);
    const other = await ask('GET', path, { of: keyless });
    expect(other).toMatchObject({ status: 409, body: { code: 'SECRETS_UNAVAILABLE' } });
  });

  it('an import is accepted while Temporal is away, and one with the same idempotency key is the same', async () => {
    const { body: found } = await ask('GET', '/connections');
    const [connection] = found['connections'] as { id: string }[];
    const operator = await keyOf('operator');
    const project = { name: 'p', connection_id: connection?.id, config: { tables: [] } };
    expect((await ask('POST', '/projects', { key: operator, body: project })).status).toBe(403);
    expect((await ask('POST', '/projects', { body: project })).status).toBe(201);
    const request = { project: 'p', files: ['a.csv'], idempotency_key: 'once' };
    const first = await ask('POST', '/import', { key: operator, body: request });
    expect(first).toMatchObject({ status: 202, body: { status: 'pending' } });
    const again = await ask('POST', '/import', { key: operator, body: request });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect((await ask('GET', `/jobs/${String(first.body['job_id'])}`)).body).toMatchObject({
      project: 'p',
      status: 'pending',
      run_id: null,
      result: null,
      file_results: [],
    });
    expect((await ask('GET', '/jobs')).body).toMatchObject({ total: 1 });
    const noFiles = await ask('POST', '/import', { body: { project: 'p' } });
    expect([noFiles.status, noFiles.text]).toEqual([400, expect.stringContaining('files') as string]);
  });

  it('pages of an allowed origin may use the API from a browser, others may not', async () => {
    const preflight = (origin: string) =>
      plain.request('/projects', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight(PAGE);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, PAGE]);
    expect(allowed.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const answer = await app.request('/health/live', { headers: { origin: PAGE } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
  });

  it('the health says that Temporal is away', async () => {
    const health = await app.request('/health');
    expect([health.status, await health.json()]).toEqual([
      503,
      {
        status: 'unhealthy',
        version: 'unreleased',
        checks: { temporal: 'failed', store: 'ok' },
        away: [expect.objectContaining({ name: 'temporal' })],
      },
    ]);
  });
});
