import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { ArchiveSource, ReadOptions } from '../../src/connectors/archive-source.js';
import { openArchiveSource } from '../../src/connectors/open-archive-source.js';
import type { SftpSettings } from '../../src/contracts/settings.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { freePort } from '../support/free-port.js';

const { root, ...server } = inject('sftp');
const directory = join(root, `connector-${process.pid}`);
const base: SftpSettings = {
  ...server,
  acceptAnyHostKey: false,
  remotePath: directory,
  filePatterns: ['*.zip'],
  timeoutMs: 20_000,
  protocol: 'sftp',
};
const BLOCK = 261_120;
const big = randomBytes(12 * BLOCK + 77);

const openSources: ArchiveSource[] = [];
const open = async (change: Partial<SftpSettings> = {}, signal?: AbortSignal): Promise<ArchiveSource> => {
  const source = await openArchiveSource({ ...base, ...change }, signal === undefined ? {} : { signal });
  openSources.push(source);
  return source;
};
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const readAll = async (source: ArchiveSource, filename: string, options: ReadOptions): Promise<Buffer> => {
  const blocks: Buffer[] = [];
  for await (const block of source.read(filename, options)) blocks.push(block);
  return Buffer.concat(blocks);
};

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly whole: string;
  readonly took: number;
}
const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const started = Date.now();
  const error = await work.then(
    () => expect.fail('expected an error'),
    (thrown: unknown) => thrown as Error & Failure & { details: unknown },
  );
  const { code, message, retryable, details, stack, cause } = error;
  return { code, message, retryable, whole: JSON.stringify([message, details, stack, cause]), took: Date.now() - started };
};

beforeAll(() => {
  mkdirSync(directory);
  writeFileSync(join(directory, 'big.zip'), big);
});
afterEach(async () => {
  await Promise.all(openSources.splice(0).map((source) => source.close()));
});

describe('a listing', () => {
  const folder = join(directory, 'listing');
  beforeAll(() => {
    mkdirSync(join(folder, 'sub.zip'), { recursive: true });
    writeFileSync(join(folder, 'Übung (1).zip'), 'abc');
    writeFileSync(join(folder, '..zip'), '');
    for (const name of ['Übung (1).zip', '..zip']) utimesSync(join(folder, name), 0, 1_772_323_200);
    symlinkSync(join(directory, 'big.zip'), join(folder, 'link.zip'));
    symlinkSync('nowhere', join(folder, 'dangling.zip'));
    symlinkSync('circle.zip', join(folder, 'circle.zip'));
    symlinkSync('sub.zip', join(folder, 'folder-link.zip'));
  });

  it('gives regular files with size and time in UTC, and follows links to files only', async () => {
    const source = await open({ remotePath: `${folder}/` });
    const files = (await source.list()).sort((a, b) => (a.filename < b.filename ? -1 : 1));
    expect(files).toEqual([
      { filename: '..zip', size: 0, modTime: '2026-03-01T00:00:00.000Z' },
      { filename: 'link.zip', size: big.length, modTime: expect.any(String) },
      { filename: 'Übung (1).zip', size: 3, modTime: '2026-03-01T00:00:00.000Z' },
    ]);
    expect(await readAll(source, 'link.zip', { start: 5, end: 9 })).toEqual(big.subarray(5, 9));
  });

  it('is whole for a thousand files', async () => {
    const many = join(directory, 'many');
    mkdirSync(many);
    for (let i = 0; i < 1_000; i += 1) writeFileSync(join(many, `${i}.zip`), '');
    expect(await (await open({ remotePath: many })).list()).toHaveLength(1_000);
  });

  it('takes a relative directory from where the login starts', async () => {
    const source = await open({ remotePath: `connector-${process.pid}` });
    expect((await source.list()).map(({ filename }) => filename)).toContain('big.zip');
    expect((await source.stat('big.zip'))?.size).toBe(big.length);
  });

  it('of a directory that is not there names it', async () => {
    const source = await open({ remotePath: join(directory, 'missing') });
    const { code, message } = await failureOf(source.list());
    expect(code).toBe('SFTP_PATH_NOT_FOUND');
    expect(message).toBe(`Cannot list "${join(directory, 'missing')}": the server has no such file or folder`);
  });

  it('looks at one file as it stands now', async () => {
    const source = await open({ remotePath: folder });
    expect(await source.stat('..zip')).toEqual({ filename: '..zip', size: 0, modTime: '2026-03-01T00:00:00.000Z' });
    expect(await source.stat('missing.zip')).toBeUndefined();
    expect(await source.stat('sub.zip')).toBeUndefined();
  });

  it.each(['../big.zip', '..', '.', '', 'sub.zip/x', '/etc/passwd', 'a\0b'])('never leaves its directory: %j', async (name) => {
    const source = await open({ remotePath: folder });
    expect((await failureOf(source.stat(name))).code).toBe('SFTP_PATH_NOT_FOUND');
    expect((await failureOf(readAll(source, name, { end: 1 }))).code).toBe('SFTP_PATH_NOT_FOUND');
  });
});

describe('a read', () => {
  it.each([0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 8 * BLOCK, 8 * BLOCK + 1, 9 * BLOCK - 1])('of a file of %d bytes is exact', async (size) => {
    const name = `size-${size}.zip`;
    writeFileSync(join(directory, name), big.subarray(0, size));
    const source = await open();
    expect(sha256(await readAll(source, name, { end: size }))).toBe(sha256(big.subarray(0, size)));
  });

  it.each([
    [0, big.length],
    [1, 2],
    [BLOCK - 1, BLOCK + 1],
    [3 * BLOCK + 5, 11 * BLOCK],
    [big.length - 1, big.length],
    [big.length, big.length],
  ])('of the range %d to %d is exact', async (start, end) => {
    expect(sha256(await readAll(await open(), 'big.zip', { start, end }))).toBe(sha256(big.subarray(start, end)));
  });

  it('of several files at once keeps them apart', async () => {
    const source = await open();
    const ranges = Array.from({ length: 6 }, (_, index) => ({ start: index * 1_000, end: big.length - index }));
    const all = await Promise.all(ranges.map((range) => readAll(source, 'big.zip', range)));
    expect(all.map(sha256)).toEqual(ranges.map(({ start, end }) => sha256(big.subarray(start, end))));
  });

  it('may be left in the middle, and the source goes on', async () => {
    const source = await open();
    for await (const block of source.read('big.zip', { end: big.length })) {
      expect(block.length).toBe(BLOCK);
      break;
    }
    expect((await source.stat('big.zip'))?.size).toBe(big.length);
    expect(sha256(await readAll(source, 'big.zip', { end: big.length }))).toBe(sha256(big));
  });

  it('of a file that shrank tells that it changed', async () => {
    writeFileSync(join(directory, 'shrunk.zip'), big);
    const source = await open();
    const reading = source.read('shrunk.zip', { end: big.length })[Symbol.asyncIterator]();
    await reading.next();
    truncateSync(join(directory, 'shrunk.zip'), 10 * BLOCK + 3);
    const rest = async () => {
      while (!(await reading.next()).done);
    };
    const { code, message, retryable } = await failureOf(rest());
    expect([code, retryable]).toEqual(['ARCHIVE_CHANGED', true]);
    expect(message).toContain(`"shrunk.zip": it ends at byte ${10 * BLOCK + 3}`);
  });

  it('of a file that is gone names it', async () => {
    const { code, message } = await failureOf(readAll(await open(), 'gone.zip', { end: 1 }));
    expect([code, message]).toEqual(['SFTP_PATH_NOT_FOUND', expect.stringContaining(`Cannot open "${directory}/gone.zip"`)]);
  });
});

describe('a login', () => {
  it('with a key that the server does not know is refused for good', async () => {
    const { private: privateKey } = ssh2.utils.generateKeyPairSync('ed25519');
    const { code, message, retryable } = await failureOf(open({ privateKey }));
    expect([code, retryable]).toEqual(['SFTP_AUTH_FAILED', false]);
    expect(message).toContain('the server refused the private key; check scp.username and scp.private_key');
  });

  it('with a password that the server does not take is refused for good and shows no password', async () => {
    const { username, host, port, hostKey } = server;
    const settings = { ...base, username, host, port, hostKey, password: 'canary-password' };
    const { privateKey: _, ...withoutKey } = settings;
    const { code, message, whole } = await failureOf(openArchiveSource(withoutKey));
    expect(code).toBe('SFTP_AUTH_FAILED');
    expect(message).toContain('the server refused the password; check scp.username and scp.password');
    expect(whole).not.toContain('canary');
  });

  it('with a key that needs a passphrase works with it and says what is wrong without it', async () => {
    const { private: privateKey } = ssh2.utils.generateKeyPairSync('ed25519', {
      passphrase: 'canary-passphrase',
      cipher: 'aes256-ctr',
      rounds: 1,
    });
    const missing = await failureOf(open({ privateKey }));
    expect([missing.code, missing.message]).toEqual(['SFTP_AUTH_FAILED', expect.stringContaining('set scp.passphrase')]);
    const wrong = await failureOf(open({ privateKey, passphrase: 'canary-other' }));
    expect([wrong.code, wrong.message]).toEqual(['SFTP_AUTH_FAILED', expect.stringContaining('check scp.passphrase')]);
    // The key itself can be read, and so it is the server that does not know it.
    const read = await failureOf(open({ privateKey, passphrase: 'canary-passphrase' }));
    expect(read.message).toContain('the server refused the private key');
    expect(missing.whole + wrong.whole + read.whole).not.toContain('canary');
  });

  it.each(['', 'canary nonsense', ssh2.utils.generateKeyPairSync('ed25519').public])('with what is no private key: %j', async (privateKey) => {
    const { code, whole } = await failureOf(open({ privateKey }));
    expect(code).toBe('CONFIG_INVALID');
    expect(whole).not.toMatch(/canary|AAAA/);
  });
});

describe('a host key', () => {
  it('that is not configured is named, and nobody is let in', async () => {
    const { hostKey: _, ...without } = base;
    const { code, message, retryable } = await failureOf(openArchiveSource(without));
    expect([code, retryable]).toEqual(['SFTP_HOST_KEY_UNKNOWN', false]);
    expect(message).toContain(server.hostKey);
  });

  it('that differs is named beside the expected one', async () => {
    const hostKey = `SHA256:${'A'.repeat(43)}`;
    const { code, message, retryable } = await failureOf(open({ hostKey }));
    expect([code, retryable]).toEqual(['SFTP_HOST_KEY_MISMATCH', false]);
    expect(message).toContain(hostKey);
    expect(message).toContain(server.hostKey);
  });

  it('is known with or without its prefix and among several', async () => {
    const bare = server.hostKey.replace('SHA256:', '');
    for (const hostKey of [bare, `SHA256:${'A'.repeat(43)}, ${server.hostKey}`, `${bare}=`]) {
      expect(await (await open({ hostKey })).stat('big.zip')).toBeDefined();
    }
  });

  it('of any kind is taken only when that is asked for', async () => {
    const { hostKey: _, ...without } = base;
    const source = await openArchiveSource({ ...without, acceptAnyHostKey: true });
    expect(await source.stat('big.zip')).toBeDefined();
    await source.close();
  });
});

describe('a connection', () => {
  let proxy: FaultProxy;
  beforeEach(async () => {
    proxy = await startFaultProxy(server);
  });
  afterEach(() => proxy.stop());
  const through = (change: Partial<SftpSettings> = {}, signal?: AbortSignal) => open({ port: proxy.port, ...change }, signal);

  it('to nobody, or to a name that is unknown, is retryable and comes at once', async () => {
    const refused = await failureOf(open({ port: await freePort() }));
    expect(refused).toMatchObject({ code: 'SFTP_UNREACHABLE', retryable: true });
    expect(refused.message).toContain('ECONNREFUSED');
    expect(refused.took).toBeLessThan(1_000);
    const unknown = await failureOf(open({ host: 'exports.invalid' }));
    expect(unknown).toMatchObject({ code: 'SFTP_UNREACHABLE', retryable: true });
    expect(unknown.message).toContain('"exports.invalid:');
  });

  it('to a server that accepts and is silent ends in time', async () => {
    proxy.set('down', { blackHole: true });
    const { code, took } = await failureOf(through({ timeoutMs: 1_000 }));
    expect(code).toBe('SFTP_UNREACHABLE');
    expect(took).toBeLessThan(3_000);
  });

  it.each(['cutAfterBytes', 'resetAfterBytes'] as const)('lost by %s is retryable wherever it happens', async (toxic) => {
    for (const bytes of [0, 10, 600, 2_500, 400_000, 2_000_000]) {
      proxy.set('down', { [toxic]: bytes });
      const work = async () => readAll(await through(), 'big.zip', { end: big.length });
      const { code, retryable, message } = await failureOf(work());
      expect(['SFTP_CONNECTION_LOST', ...(bytes < 2_500 ? ['SFTP_UNREACHABLE'] : [])], `${bytes}: ${message}`).toContain(code);
      expect(retryable).toBe(true);
    }
    expect(proxy.fired).toHaveLength(6);
  });

  it('lost in the middle leaves blocks that a second one continues to the exact file', async () => {
    proxy.set('down', { resetAfterBytes: 1_500_000 });
    const blocks: Buffer[] = [];
    const collect = async (start: number) => {
      for await (const block of (await through()).read('big.zip', { start, end: big.length })) blocks.push(block);
    };
    expect((await failureOf(collect(0))).code).toBe('SFTP_CONNECTION_LOST');
    const have = Buffer.concat(blocks).length;
    expect(have).toBeGreaterThan(BLOCK);
    proxy.set('down', {});
    await collect(have);
    expect(sha256(Buffer.concat(blocks))).toBe(sha256(big));
  });

  it('that stalls ends after the time-out, and so does what is asked later', async () => {
    const source = await through({ timeoutMs: 1_000 });
    const reading = source.read('big.zip', { end: big.length })[Symbol.asyncIterator]();
    await reading.next();
    proxy.set('down', { blackHole: true });
    const rest = async () => {
      while (!(await reading.next()).done);
    };
    const { code, message, retryable, took } = await failureOf(rest());
    expect([code, retryable]).toEqual(['SFTP_TIMEOUT', true]);
    expect(message).toContain('sent nothing for 1 s (scp.timeout)');
    expect(took).toBeLessThan(2_500);
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
    let length = BLOCK;
    for (let next = await reading.next(); next.done !== true; next = await reading.next()) length += next.value.length;
    expect(length).toBe(big.length);
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
      expect(Date.now() - started).toBeLessThan(800);
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
    const rest = async () => {
      while (!(await reading.next()).done);
    };
    const ended = expect(rest()).rejects.toThrow('enough');
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
    expect(Date.now() - started).toBeLessThan(2_000);
    expect((await failureOf(source.list())).code).toBe('SFTP_CONNECTION_LOST');
  });
});
