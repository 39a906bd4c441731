import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyJson, NewKeyJson, RotatedKeyJson } from '../../src/api/access/key-routes.js';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { describedApp } from '../support/described-app.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import { codeOf } from './needed-bodies.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';
/** One for a pipeline may list these. */
const RUNS = '/api/v1/runs';
const soon = { timeout: 60_000, interval: 100 };

describe.each(STORE_SERVERS)('keys that are rotated and limited, with the store on %s', (_name, startServer) => {
  /** Nobody answers there. */
  const client = connectTemporal({ address: '127.0.0.1:9', addressGiven: true, namespace: 'default', tls: 'off' });
  let database: StoreServer;
  let stored: TestStore;
  /** Two programs on one store. */
  let app: Hono;
  let other: Hono;

  beforeAll(async () => {
    database = await startServer();
    stored = await openTestStore(database);
    [app, other] = [1, 2].map(() =>
      describedApp(
        createApp({
          runs: createRunClient(client),
          store: stored.seen,
          settings: testSettings([testPipeline()], KEY),
          logger: silentLogger,
          readGenerations: nothingStands,
        }),
      ),
    ) as [Hono, Hono];
  });
  afterAll(async () => {
    await client.connection.close();
    await stored?.store.close();
    await database?.stop();
  });

  const ask = async (key: string, method: string, path: string, body?: object, program = app) =>
    program.request(path, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const create = async (name: string, more: object): Promise<NewKeyJson> => {
    const response = await ask(KEY, 'POST', '/api/v1/keys', { name, ...more });
    expect(response.status).toBe(201);
    return (await response.json()) as NewKeyJson;
  };
  const rotate = async (id: string, body: object) => ask(KEY, 'POST', `/api/v1/keys/${id}/rotate`, body);
  /** Of a list that the store alone has. */
  const statusOf = async (key: string, program = app, path = '/v1/imports') =>
    (await ask(key, 'GET', path, undefined, program)).status;

  it('a key that has leaked gets another text, and stays what it was; the text of before ends at once', async () => {
    const first = await create('leaked', {
      role: 'operator',
      pipelines: ['import'],
      requests_per_minute: 600,
      concurrent_requests: 7,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    for (const program of [app, other]) expect(await statusOf(first.key, program, RUNS)).toBe(200);
    const answer = await rotate(first.id, { keep_seconds: 0, by: 'anna' });
    expect(answer.status).toBe(201);
    const { replaces, ...made } = (await answer.json()) as RotatedKeyJson;
    expect(answer.headers.get('location')).toBe(`/api/v1/keys/${made.id}`);
    expect([made.key === first.key, made.id === first.id, replaces.id]).toEqual([false, false, first.id]);
    const same = (key: KeyJson) => [key.name, key.role, key.pipelines, key.expires_at, key.requests_per_minute];
    expect([...same(made), made.concurrent_requests, made.created_by]).toEqual([...same(first), 7, 'anna']);
    expect([await statusOf(made.key, app, RUNS), await statusOf(first.key)]).toEqual([200, 401]);
    await expect.poll(() => statusOf(first.key, other), soon).toBe(401);
    const { keys } = (await (await ask(KEY, 'GET', '/api/v1/keys')).json()) as { keys: KeyJson[] };
    expect(keys.find(({ id }) => id === first.id)).toMatchObject({ status: 'expired', replaced_by: made.id });
    const again = await rotate(first.id, {});
    expect([again.status, await codeOf(again)]).toEqual([409, 'KEY_ENDED']);
    const taken = await ask(KEY, 'POST', '/api/v1/keys', { name: 'leaked', role: 'viewer' });
    expect([taken.status, await codeOf(taken)]).toEqual([409, 'KEY_NAME_TAKEN']);
    expect((await rotate('none', {})).status).toBe(404);
    expect(await database.query('SELECT * FROM stevedore.api_keys')).not.toContain(made.key.slice(4));
  });

  it('both texts are accepted while the users of a key change', async () => {
    const first = await create('changing', { role: 'viewer' });
    const { key, replaces } = (await (await rotate(first.id, { keep_seconds: 4 })).json()) as RotatedKeyJson;
    expect([await statusOf(first.key), await statusOf(key)]).toEqual([200, 200]);
    await expect.poll(() => statusOf(first.key), soon).toBe(401);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(replaces.expires_at));
    expect(await statusOf(key)).toBe(200);
  });

  it('a key that is revoked ends with each text that it had before', async () => {
    const first = await create('laptop', { role: 'viewer' });
    const second = (await (await rotate(first.id, { keep_seconds: 3_600 })).json()) as RotatedKeyJson;
    const third = (await (await rotate(second.id, { keep_seconds: 3_600 })).json()) as RotatedKeyJson;
    const texts = [first.key, second.key, third.key];
    expect(await Promise.all(texts.map((text) => statusOf(text)))).toEqual([200, 200, 200]);
    // The one of before alone, and then the rest.
    expect((await ask(KEY, 'DELETE', `/api/v1/keys/${second.id}?by=anna`)).status).toBe(200);
    expect(await Promise.all(texts.map((text) => statusOf(text)))).toEqual([401, 401, 200]);
    expect((await ask(KEY, 'DELETE', `/api/v1/keys/${third.id}?by=berta`)).status).toBe(200);
    expect(await Promise.all(texts.map((text) => statusOf(text)))).toEqual([401, 401, 401]);
    const { keys } = (await (await ask(KEY, 'GET', '/api/v1/keys')).json()) as { keys: KeyJson[] };
    const ends = [first, second, third].map(({ id }) => keys.find((key) => key.id === id)?.revoked_by);
    expect(ends).toEqual(['anna', 'anna', 'berta']);
  });

  it('of two who rotate a key at once one does', async () => {
    const { id } = await create('at-once', { role: 'viewer' });
    const answers = await Promise.all([1, 2, 3, 4].map(() => rotate(id, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('a key asks as often as it may, and is told when to ask again', async () => {
    const { key } = await create('busy', { role: 'viewer', requests_per_minute: 12 });
    const unlimited = await create('free', { role: 'viewer' });
    expect([await statusOf(key), await statusOf(key)]).toEqual([200, 200]);
    const refused = await ask(key, 'GET', '/v1/imports');
    expect([refused.status, await codeOf(refused)]).toEqual([429, 'KEY_LIMIT_REACHED']);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(5);
    for (let n = 0; n < 20; n++) expect(await statusOf(unlimited.key)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, wait * 1_000));
    expect(await statusOf(key)).toBe(200);
  });

  it('a key has as many requests open as it may', async () => {
    const { key } = await create('one-at-a-time', { role: 'viewer', concurrent_requests: 1 });
    expect(await statusOf(key)).toBe(200);
    stored.state.down = 'silent';
    try {
      const slow = statusOf(key);
      const refused = await ask(key, 'GET', '/v1/imports');
      expect([refused.status, await codeOf(refused)]).toEqual([429, 'KEY_LIMIT_REACHED']);
      expect(await slow).toBe(503);
    } finally {
      stored.state.down = false;
    }
    expect(await statusOf(key)).toBe(200);
  });
});
