import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import type { LentSource } from '../../src/connectors/kept-sources.js';
import { lendSource } from '../../src/connectors/kept-sources.js';
import type { SftpSettings } from '../../src/contracts/connections/sftp.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startFaultProxy } from '../support/fault-proxy.js';

const { root, ...server } = inject('sftp');
const directory = join(root, `kept-${process.pid}`);
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, 'a.zip'), 'abc');

let line: FaultProxy | undefined;
afterEach(async () => {
  await line?.stop();
  line = undefined;
});

/** Of a server that is reached through a line of its own. */
const settingsOf = async (): Promise<SftpSettings> => {
  line = await startFaultProxy(server);
  return {
    ...server,
    host: line.host,
    port: line.port,
    acceptAnyHostKey: false,
    remotePath: directory,
    filePatterns: ['*.zip'],
    timeoutMs: 20_000,
    protocol: 'sftp',
  };
};

const sizes = async ({ source }: LentSource) => (await source.list()).map(({ size }) => size);

it('lends what a step kept to the next one of the same settings, and never to two', async () => {
  const settings = await settingsOf();
  const first = await lendSource(settings);
  expect(await sizes(first)).toEqual([3]);
  await first.keep();
  const other = await lendSource({ ...settings, filePatterns: ['*.gz'] });
  expect(other.source).not.toBe(first.source);
  const second = await lendSource(settings);
  expect(second.source).toBe(first.source);
  expect(await sizes(second)).toEqual([3]);
  const third = await lendSource(settings);
  expect(third.source).not.toBe(first.source);
  for (const lent of [other, second, third]) await lent.close();
});

it('lends none whose connection has ended meanwhile', async () => {
  const settings = await settingsOf();
  const first = await lendSource(settings);
  await first.keep();
  line?.resetAll();
  await expect.poll(() => first.source.isOpen?.()).toBe(false);
  const second = await lendSource(settings);
  expect(second.source).not.toBe(first.source);
  expect(await sizes(second)).toEqual([3]);
  await second.close();
});

it('follows the signal of whoever has it, not of whoever opened it', async () => {
  const settings = await settingsOf();
  const [opener, reader] = [new AbortController(), new AbortController()];
  const first = await lendSource(settings, opener.signal);
  await first.keep();
  opener.abort(new Error('too late'));
  const second = await lendSource(settings, reader.signal);
  expect(second.source).toBe(first.source);
  expect(await sizes(second)).toEqual([3]);
  reader.abort(new Error('cancelled'));
  await expect(second.source.list()).rejects.toThrow('cancelled');
  await second.close();
});
