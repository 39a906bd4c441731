import { once } from 'node:events';
import { createServer } from 'node:net';
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
