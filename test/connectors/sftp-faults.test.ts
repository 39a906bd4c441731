import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { SftpSettings } from '../../src/contracts/connections/sftp.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { freePort } from '../support/free-port.js';
import { drain, failureOf, openForTest, readAll, sha256 } from './archive-reading.js';

const { root, ...server } = inject('sftp');
const directory = join(root, `sftp-faults-${process.pid}`);
const base: SftpSettings = {
  ...server,
  acceptAnyHostKey: false,
  remotePath: directory,
  filePatterns: ['*.zip'],
  timeoutMs: 20_000,
  protocol: 'sftp',
};
const BLOCK = 260_096;
const big = randomBytes(12 * BLOCK + 77);
const open = (change: Partial<SftpSettings> = {}, signal?: AbortSignal) => openForTest({ ...base, ...change }, signal);

beforeAll(() => {
  mkdirSync(directory);
  writeFileSync(join(directory, 'big.zip'), big);
});

describe('a connection', () => {
  let proxy: FaultProxy;
  beforeEach(async () => {
    proxy = await startFaultProxy(server);
  });
  afterEach(() => proxy.stop());
  const through = (change: Partial<SftpSettings> = {}, signal?: AbortSignal) =>
    open({ port: proxy.port, ...change }, signal);

  it('to nobody, or to a name that is unknown, is retryable and comes at once', async () => {
    const refused = await failureOf(open({ port: await freePort() }));
    expect(refused).toMatchObject({ code: 'SFTP_UNREACHABLE', retryable: true });
    expect(refused.message).toContain('ECONNREFUSED');
    expect(refused.took).toBeLessThan(10_000);
    const unknown = await failureOf(open({ host: 'exports.invalid' }));
    expect(unknown).toMatchObject({ code: 'SFTP_UNREACHABLE', retryable: true });
    expect(unknown.message).toContain('"exports.invalid:');
  });

  it('to a server that accepts and is silent ends in time', async () => {
    proxy.set('down', { blackHole: true });
    const { code, took } = await failureOf(through({ timeoutMs: 1_000 }));
    expect(code).toBe('SFTP_UNREACHABLE');
    expect(took).toBeLessThan(10_000);
  });

  it.each(['cutAfterBytes', 'resetAfterBytes'] as const)(
    'lost by %s is retryable wherever it happens',
    async (toxic) => {
      for (const bytes of [0, 10, 600, 2_500, 400_000, 2_000_000]) {
        proxy.set('down', { [toxic]: bytes });
        const work = async () => readAll(await through(), 'big.zip', { end: big.length });
        const { code, retryable, message } = await failureOf(work());
        expect(
          ['SFTP_CONNECTION_LOST', ...(bytes < 2_500 ? ['SFTP_UNREACHABLE'] : [])],
          `${bytes}: ${message}`,
        ).toContain(code);
        expect(retryable).toBe(true);
      }
      expect(proxy.fired).toHaveLength(6);
    },
  );

  it('lost in the middle leaves blocks that a second one continues to the exact file', async () => {
    const blocks: Buffer[] = [];
    const collect = async (start: number) => {
      for await (const block of (await through()).read('big.zip', { start, end: big.length })) {
        if (blocks.push(block) === 3) proxy.resetAll();
      }
    };
    expect((await failureOf(collect(0))).code).toBe('SFTP_CONNECTION_LOST');
    const have = Buffer.concat(blocks).length;
    expect(have).toBeGreaterThanOrEqual(3 * BLOCK);
    await collect(have);
    expect(sha256(Buffer.concat(blocks))).toBe(sha256(big));
  });

  it('that stalls ends after the time-out, and so do later requests', async () => {
    const source = await through({ timeoutMs: 1_000 });
    const reading = source.read('big.zip', { end: big.length })[Symbol.asyncIterator]();
    await reading.next();
    proxy.set('down', { blackHole: true });
    const { code, message, retryable, took } = await failureOf(drain(reading));
    expect([code, retryable]).toEqual(['SFTP_TIMEOUT', true]);
    expect(message).toContain('sent nothing for 1 s (scp.timeout)');
    expect(took).toBeLessThan(10_000);
    expect(await failureOf(source.list())).toMatchObject({ code: 'SFTP_TIMEOUT' });
  });

  it('that is slow and steady is not cut, although a block takes longer than the time-out', async () => {
    const source = await through({ timeoutMs: 1_000 });
    proxy.set('down', { bytesPerSecond: 180_000 });
    const end = 3 * BLOCK;
    const started = Date.now();
    expect(sha256(await readAll(source, 'big.zip', { end }))).toBe(sha256(big.subarray(0, end)));
    expect(Date.now() - started).toBeGreaterThan(3_000);
  });

  it('whose consumer takes its time stays, and holds a few blocks only', async () => {
    const source = await through({ timeoutMs: 1_000 });
    const reading = source.read('big.zip', { end: big.length })[Symbol.asyncIterator]();
    await reading.next();
    await sleep(2_500);
    expect(proxy.bytes.down).toBeLessThan(10 * BLOCK);
    expect(BLOCK + (await drain(reading))).toBe(big.length);
  });

  it('ends at once with the signal, with its reason', async () => {
    for (const stage of ['connect', 'read'] as const) {
      const controller = new AbortController();
      const reason = new Error('cancelled');
      if (stage === 'connect') proxy.set('down', { blackHole: true });
      const work = async () => {
        const source = await through({}, controller.signal);
        proxy.set('down', { blackHole: true });
        await source.list();
      };
      setTimeout(() => controller.abort(reason), 400);
      const started = Date.now();
      await expect(work()).rejects.toBe(reason);
      expect(Date.now() - started).toBeLessThan(10_000);
      proxy.set('down', {});
    }
    await expect(through({}, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });

  it('stays when only a read is aborted', async () => {
    const source = await through();
    const controller = new AbortController();
    const reading = source.read('big.zip', { end: big.length, signal: controller.signal })[Symbol.asyncIterator]();
    await reading.next();
    proxy.set('down', { latencyMs: 300 });
    const ended = expect(drain(reading)).rejects.toThrow('enough');
    controller.abort(new Error('enough'));
    await ended;
    proxy.set('down', {});
    expect((await source.stat('big.zip'))?.size).toBe(big.length);
  });

  it('closes although the server says no goodbye, and a second time', async () => {
    const source = await through();
    proxy.set('up', { blackHole: true });
    const started = Date.now();
    await source.close();
    await source.close();
    expect(Date.now() - started).toBeLessThan(10_000);
    expect((await failureOf(source.list())).code).toBe('SFTP_CONNECTION_LOST');
  });
});
