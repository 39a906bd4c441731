import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { describedApp } from '../support/described-app.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import { codeOf } from './needed-bodies.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';
const HOST = 'http://stevedore.example:8080';
const OWN = { origin: HOST };
const soon = { timeout: 60_000, interval: 100 };

describe.each(STORE_SERVERS)('sessions of a browser, with the store on %s', (_name, startServer) => {
  const client = connectTemporal({ address: '127.0.0.1:9', addressGiven: true, namespace: 'default', tls: 'off' });
  let database: StoreServer;
  let stored: TestStore;
  let app: Hono;

  const appWith = (key: string | undefined): Hono =>
    describedApp(
      createApp({
        runs: createRunClient(client),
        store: stored.seen,
        settings: testSettings(undefined, key),
        logger: silentLogger,
        readGenerations: nothingStands,
      }),
    );

  beforeAll(async () => {
    database = await startServer();
    stored = await openTestStore(database);
    app = appWith(KEY);
  });
  afterAll(async () => {
    await client.connection.close();
    await stored?.store.close();
    await database?.stop();
  });

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: object) =>
    app.request(`${HOST}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const signIn = async (key: string, headers: Record<string, string> = OWN) =>
    ask('/api/v1/session/sign-in', headers, 'POST', { key });
  const cookieOf = (response: Response): string => /^[^;]*/.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? '';
  const signedIn = async (key: string) => ({ cookie: cookieOf(await signIn(key)) });
  const keyOf = async (name: string, role: string) =>
    (await (await ask('/api/v1/keys', { authorization: `Bearer ${KEY}` }, 'POST', { name, role })).json()) as {
      id: string;
      key: string;
    };

  it('stand in a cookie that no script and no other site can use, and not in the store', async () => {
    const response = await signIn(KEY, { origin: HOST.replace('http:', 'https:') });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ name: 'api.key', role: 'admin', with_key: true });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^stevedore_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect((await signIn(KEY)).headers.get('set-cookie')).not.toMatch(/Secure/);
    const rows = await database.query('SELECT * FROM stevedore.console_sessions');
    expect(rows).toMatch(/[0-9a-f]{64}/);
    expect(rows).not.toContain(/=([\w-]{43})/.exec(cookie)?.[1]);
    expect(rows).not.toContain(KEY);
  });

  it('are for whoever has a key', async () => {
    for (const key of ['wrong', `stv_${'0'.repeat(40)}`]) {
      const refused = await signIn(key);
      expect([refused.status, refused.headers.get('set-cookie')]).toEqual([401, null]);
      expect(await codeOf(refused)).toBe('UNAUTHORIZED');
    }
    expect((await ask('/api/v1/session')).status).toBe(401);
    expect((await ask('/api/v1/session', { cookie: `stevedore_session=${'x'.repeat(43)}` })).status).toBe(401);
    expect((await ask('/api/v1/session', { cookie: `stevedore_session=${KEY}` })).status).toBe(401);
  });

  it('have the rights of their key, and end with it', async () => {
    const { id, key } = await keyOf('reads-only', 'viewer');
    const session = await signedIn(key);
    expect(await (await ask('/api/v1/session', session)).json()).toMatchObject({ name: 'reads-only', role: 'viewer' });
    const start = await ask('/api/v1/runs', { ...session, ...OWN }, 'POST', { pipeline: 'import' });
    expect([start.status, await codeOf(start)]).toEqual([403, 'ROLE_TOO_LOW']);
    expect((await ask(`/api/v1/keys/${id}`, { authorization: `Bearer ${KEY}` }, 'DELETE')).status).toBe(200);
    await expect.poll(async () => codeOf(await ask('/api/v1/session', session)), soon).toBe('KEY_REVOKED');
  });

  it('end with another api.key, in every server', async () => {
    const session = await signedIn(KEY);
    const readBy = async (server: Hono) =>
      (await server.request(`${HOST}/api/v1/session`, { headers: session })).status;
    expect([await readBy(app), await readBy(appWith(KEY)), await readBy(appWith('another-key'))]).toEqual([
      200, 200, 401,
    ]);
  });

  it('change nothing for pages of other origins, nor for no page at all', async () => {
    const session = await signedIn(KEY);
    const pause = (headers: Record<string, string>) => ask('/api/v1/keys/none', { ...session, ...headers }, 'DELETE');
    for (const headers of [
      {},
      { origin: 'http://stevedore.example:9090' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site', ...OWN },
      { 'sec-fetch-site': 'none' },
    ]) {
      const refused = await pause(headers);
      expect([refused.status, await codeOf(refused)]).toEqual([403, 'FORBIDDEN']);
    }
    expect(await codeOf(await pause(OWN))).toBe('KEY_UNKNOWN');
    expect(await codeOf(await pause({ 'sec-fetch-site': 'same-origin', origin: 'https://other.name' }))).toBe(
      'KEY_UNKNOWN',
    );
    expect((await signIn(KEY, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/api/v1/session/sign-out', session, 'POST')).status).toBe(403);
    expect((await ask('/api/v1/session', session)).status).toBe(200);
  });

  it('end by sign-out, and are not there for the next one', async () => {
    const session = await signedIn(KEY);
    const out = await ask('/api/v1/session/sign-out', { ...session, ...OWN }, 'POST');
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringMatching(/Max-Age=0/)]);
    expect((await ask('/api/v1/session', session)).status).toBe(401);
    expect((await ask('/api/v1/session/sign-out', {}, 'POST')).status).toBe(204);
  });

  it('take the streams that they have opened with them', async () => {
    const streamOf = async (session: { cookie: string }) => {
      const { status, body } = await ask('/api/v1/events', session);
      expect(status).toBe(200);
      let isOpen = true;
      void (async () => {
        for await (const _ of body ?? []);
        isOpen = false;
      })();
      return () => isOpen;
    };
    const { key } = await keyOf('streams', 'viewer');
    const sessions = [await signedIn(KEY), await signedIn(key), await signedIn(KEY)];
    const open = await Promise.all(sessions.map(streamOf));
    const whichAreOpen = () => open.map((isOpen) => isOpen());
    const [first = { cookie: '' }, second = { cookie: '' }] = sessions;
    expect((await ask('/api/v1/session/sign-out', { ...first, ...OWN }, 'POST')).status).toBe(204);
    await expect.poll(whichAreOpen, soon).toEqual([false, true, true]);
    expect((await ask('/api/v1/session/sign-out', { ...second, ...OWN }, 'POST')).status).toBe(204);
    await expect.poll(whichAreOpen, soon).toEqual([false, false, true]);
    await database.query('UPDATE stevedore.console_sessions SET expires_at = created_at');
    await expect.poll(whichAreOpen, soon).toEqual([false, false, false]);
  });

  it('are none where no key is needed, once their key has ended; the browser forgets them', async () => {
    const { id, key } = await keyOf('ends', 'viewer');
    const session = await signedIn(key);
    const open = appWith(undefined);
    const here = 'http://127.0.0.1:8080/api/v1/session';
    const asked = async () => {
      const answer = await open.request(here, { headers: session });
      const { name, role } = (await answer.json()) as { name?: string; role?: string };
      return [answer.status, name, role, answer.headers.get('set-cookie')?.split(';').includes(' Max-Age=0')];
    };
    expect(await asked()).toEqual([200, 'ends', 'viewer', undefined]);
    expect((await ask(`/api/v1/keys/${id}`, { authorization: `Bearer ${KEY}` }, 'DELETE')).status).toBe(200);
    await expect.poll(asked, soon).toEqual([200, 'api', 'admin', true]);
  });

  it('expire', async () => {
    const session = await signedIn(KEY);
    await database.query('UPDATE stevedore.console_sessions SET expires_at = created_at');
    await expect.poll(async () => (await ask('/api/v1/session', session)).status, soon).toBe(401);
    await signIn(KEY);
    expect(Number(await database.query('SELECT count(*) FROM stevedore.console_sessions'))).toBe(1);
  });

  it('go on while the store is away, where they are of api.key', async () => {
    const session = await signedIn(KEY);
    expect((await ask('/api/v1/session', session)).status).toBe(200);
    stored.state.down = true;
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect((await ask('/api/v1/session', session)).status).toBe(200);
    expect((await signIn(KEY)).status).toBe(503);
    stored.state.down = false;
  });
});
