import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFaultProxy } from './fault-proxy.js';
import type { FaultProxy } from './fault-proxy.js';

const MESSAGE = 'abcdefghij';
let server: Server;
let proxy: FaultProxy;

beforeEach(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(MESSAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await startFaultProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
});
afterEach(async () => {
  await proxy.stop();
  await new Promise((resolve) => server.close(resolve));
});

function receive(timeoutMs = 2_000): Promise<{ text: string; end: string }> {
  return new Promise((resolve) => {
    const socket = connect(proxy.port, proxy.host);
    let text = '';
    const end = (how: string) => () => {
      socket.destroy();
      resolve({ text, end: how });
    };
    socket.on('data', (piece) => (text += piece.toString()));
    socket.once('end', end('end')).once('error', end('reset'));
    setTimeout(end('silence'), timeoutMs).unref();
  });
}

describe('the fault proxy', () => {
  it('passes everything on without a toxic', async () => {
    expect(await receive()).toEqual({ text: MESSAGE, end: 'end' });
  });

  it('cuts after the given number of bytes', async () => {
    proxy.set('down', { cutAfterBytes: 4 });
    expect(await receive()).toEqual({ text: 'abcd', end: 'end' });
    expect(proxy.fired).toEqual(['cut']);
  });

  it('resets the connection', async () => {
    proxy.set('down', { resetAfterBytes: 0 });
    expect((await receive()).end).toBe('reset');
  });

  it('flips one byte', async () => {
    proxy.set('down', { flipByteAt: 2 });
    expect((await receive()).text).toBe('abbdefghij');
    expect(proxy.fired).toEqual(['flip']);
  });

  it('swallows everything as a black hole', async () => {
    proxy.set('down', { blackHole: true });
    expect(await receive(200)).toEqual({ text: '', end: 'silence' });
  });

  it('delays', async () => {
    proxy.set('down', { latencyMs: 150 });
    const start = Date.now();
    await receive();
    expect(Date.now() - start).toBeGreaterThanOrEqual(140);
  });
});
