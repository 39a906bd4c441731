import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { serveApp } from './serve-app.js';

it('waits for a port that is being released, without a warning, and serves once however often it tried', async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on('warning', note);
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const serving = serveApp(
    new Hono().get('/', (c) => c.text('served')),
    { host: '127.0.0.1', port },
  );
  // More than ten tries, after which Node warns of listeners that add up.
  await sleep(1_500);
  holder.close();
  const server = await serving;
  try {
    expect(await (await fetch(server.url)).text()).toBe('served');
    expect(warnings).toEqual([]);
  } finally {
    process.off('warning', note);
    await server.close();
  }
});

it('answers what it cannot read as a request like any other problem, and goes on', async () => {
  const server = await serveApp(
    new Hono().get('/', (c) => c.text('served')),
    { host: '127.0.0.1', port: 0 },
  );
  try {
    const fits = await fetch(`${server.url}/?text=${'a'.repeat(200_000)}`);
    expect(fits.status).toBe(200);
    const answer = await fetch(`${server.url}/?text=${'a'.repeat(300_000)}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([431, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({
      status: 431,
      code: 'REQUEST_INVALID',
      detail: expect.stringContaining('256 KiB') as string,
    });
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    socket.write('this is no HTTP\r\n\r\n');
    let said = '';
    for await (const text of socket) said += text;
    expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"REQUEST_INVALID"/);
    expect(await (await fetch(server.url)).text()).toBe('served');
  } finally {
    await server.close();
  }
});
