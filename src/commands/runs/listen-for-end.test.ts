import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createApiClient } from '../api-client.js';
import { listenForEnd } from './listen-for-end.js';

/** A server whose only answer is written by the test. */
const serve = async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  const api = createApiClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  return {
    api,
    answer: asked.then(([, response]) => response.writeHead(200, { 'content-type': 'text/event-stream' })),
  };
};

const event = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

it('the end comes with the run as it was told last, however its events are cut into pieces', async () => {
  const { api, answer } = await serve();
  const end = new Promise<object>((resolve) => listenForEnd(api, 'one', resolve));
  const response = await answer;
  const text = [
    ': still here\n\n',
    event('run', { status: 'running' }),
    event('log', { message: 'event: end' }),
    event('run', { status: 'success', warnings: ['größer\n\nals erwartet'] }),
    event('end', { status: 'success' }),
  ].join('');
  for (const byte of Buffer.from(text)) {
    response.write(Uint8Array.of(byte));
    await new Promise((go) => setImmediate(go));
  }
  expect(await end).toEqual({ status: 'success', warnings: ['größer\n\nals erwartet'] });
});

it('a stream that is open and silent, or cut off, is not listened to', async () => {
  const { api, answer } = await serve();
  let told = 0;
  const listener = listenForEnd(api, 'one', () => (told += 1));
  const response = await answer;
  response.flushHeaders();
  await new Promise((go) => setTimeout(go, 50));
  expect(listener.listening()).toBe(false);
  response.write(event('run', { status: 'running' }));
  await expect.poll(() => listener.listening()).toBe(true);
  response.destroy();
  await expect.poll(() => listener.listening()).toBe(false);
  expect(told).toBe(0);
});
