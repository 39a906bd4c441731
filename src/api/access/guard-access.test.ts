import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { answerError } from '../errors.js';
import { guardAccess, isLoopback } from './guard-access.js';
import { serveApp } from '../serve-app.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const app = (key?: string): Hono => {
  const made = new Hono();
  made.use(guardAccess(key));
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
