import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiStore } from '../deps.js';
import { answerError } from '../errors.js';
import { createKeyCheck } from './check-key.js';
import { createFindCaller } from './find-caller.js';
import { guardAccess, isLoopback } from './guard-access.js';
import { newKeyText } from './key-text.js';
import { createSessions } from './sessions.js';
import { serveApp } from '../serve-app.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A store that is away. */
const keys = createKeyCheck({
  keys: {
    byHash: () => Promise.reject(new StevedoreError('STORE_UNREACHABLE', 'Cannot read the key: nobody answers')),
  } as unknown as ApiStore['keys'],
});

const away = () => Promise.reject(new StevedoreError('STORE_UNREACHABLE', 'Cannot read the session: nobody answers'));
const sessions = { add: away, byTokenHash: away, remove: away };

const app = (key?: string): Hono => {
  const made = new Hono();
  const find = createFindCaller(key, keys);
  made.use(guardAccess({ configured: key, find, sessions: createSessions({ sessions }, find, key) }));
  made.all('*', (c) => c.text('in'));
  made.onError(answerError(silent));
  return made;
};

const ask = async (key: string | undefined, headers: Record<string, string>, method = 'GET', path = '/x') =>
  (await app(key).request(`http://127.0.0.1:8080${path}`, { method, headers })).status;

describe('access with a key', () => {
  it('needs the key, and the key only', async () => {
    expect(await ask('secret', {})).toBe(401);
    expect(await ask('secret', { authorization: 'Bearer other' })).toBe(401);
    expect(await ask('secret', { authorization: 'Basic secret' })).toBe(401);
    expect(await ask('secret', { authorization: 'Bearer secret', host: 'import.example.org' })).toBe(200);
    expect(await ask('secret', { 'x-api-key': 'other' })).toBe(401);
    expect(await ask('secret', { 'x-api-key': 'secret', host: 'import.example.org' })).toBe(200);
    expect(await ask('secret', { authorization: 'Basic of-a-proxy', 'x-api-key': 'secret' })).toBe(200);
  });

  it('calls no key wrong that it cannot look up', async () => {
    const stored = { authorization: `Bearer ${newKeyText()}` };
    for (const key of ['secret', undefined]) {
      expect(await ask(key, stored)).toBe(503);
      expect(await ask(key, stored, 'GET', '/health/live')).toBe(200);
    }
    expect(await ask('secret', { authorization: `Bearer ${newKeyText().slice(1)}` })).toBe(401);
  });

  it('is open for health checks', async () => {
    expect(await ask('secret', {}, 'GET', '/health/live')).toBe(200);
  });

  it('says which scheme is wanted, and never the key', async () => {
    const response = await app('hunter2').request('http://127.0.0.1/x', {
      headers: { authorization: 'Bearer hunter3' },
    });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).not.toMatch(/hunter/);
  });
});

describe('access without a key', () => {
  it('is for the names of this machine', async () => {
    for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:8080']) expect(await ask(undefined, { host })).toBe(200);
    for (const host of ['evil.example', '127.0.0.1.evil.example', '10.0.0.1:8080']) {
      expect(await ask(undefined, { host })).toBe(403);
    }
  });

  it('refuses to change anything for a page of another origin', async () => {
    const host = '127.0.0.1:8080';
    expect(await ask(undefined, { host, origin: 'http://127.0.0.1:8080' }, 'POST')).toBe(200);
    expect(await ask(undefined, { host, origin: 'http://evil.example' }, 'POST')).toBe(403);
    expect(await ask(undefined, { host, origin: 'null' }, 'POST')).toBe(403);
    expect(await ask(undefined, { host, origin: 'http://127.0.0.1:9999' }, 'POST')).toBe(403);
    expect(await ask(undefined, { host, 'sec-fetch-site': 'cross-site' }, 'POST')).toBe(403);
  });

  it('is not served beyond this machine', async () => {
    await expect(serveApp(app(), { host: '0.0.0.0', port: 0 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const server = await serveApp(app(), { host: '127.0.0.1', port: 0 });
    expect((await fetch(`${server.url}/x`)).status).toBe(200);
    await server.close();
  });
});

it('knows loopback names', () => {
  expect(['127.1.2.3', 'LOCALHOST:1', '::1', '[::1]'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', 'localhost.evil', '127.0.0.1x'].some(isLoopback)).toBe(false);
});
