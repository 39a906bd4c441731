import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { openArchiveSource } from '../../src/connectors/open-archive-source.js';
import type { SftpSettings } from '../../src/contracts/connections/sftp.js';
import { sshKeyPair } from '../support/ssh-key-pair.js';
import { drain, failureOf, openForTest, readAll, sha256 } from './archive-reading.js';

const { root, ...server } = inject('sftp');
const directory = join(root, `sftp-${process.pid}`);
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

  it('lists regular files with size and time in UTC, and follows links to files only', async () => {
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
    const source = await open({ remotePath: `sftp-${process.pid}` });
    expect((await source.list()).map(({ filename }) => filename)).toContain('big.zip');
    expect((await source.stat('big.zip'))?.size).toBe(big.length);
  });

  it('of a directory that is not there names it', async () => {
    const source = await open({ remotePath: join(directory, 'missing') });
    const { code, message } = await failureOf(source.list());
    expect(code).toBe('SFTP_PATH_NOT_FOUND');
    expect(message).toBe(`Cannot list "${join(directory, 'missing')}": the server has no such file or folder`);
  });

  it('reads the current state of one file', async () => {
    const source = await open({ remotePath: folder });
    expect(await source.stat('..zip')).toEqual({ filename: '..zip', size: 0, modTime: '2026-03-01T00:00:00.000Z' });
    expect(await source.stat('missing.zip')).toBeUndefined();
    expect(await source.stat('sub.zip')).toBeUndefined();
  });

  const strayNames = ['../big.zip', '..', '.', '', 'sub.zip/x', '/etc/passwd', 'a\0b'];
  it.each(strayNames)('never leaves its directory: %j', async (name) => {
    const source = await open({ remotePath: folder });
    expect((await failureOf(source.stat(name))).code).toBe('SFTP_PATH_NOT_FOUND');
    expect((await failureOf(readAll(source, name, { end: 1 }))).code).toBe('SFTP_PATH_NOT_FOUND');
  });
});

describe('a read', () => {
  const sizes = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 8 * BLOCK, 8 * BLOCK + 1, 9 * BLOCK - 1];
  it.each(sizes)('of a file of %d bytes is exact', async (size) => {
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

  it('may be left in the middle, and the source remains usable', async () => {
    const source = await open();
    for await (const block of source.read('big.zip', { end: big.length })) {
      expect(block.length).toBe(BLOCK);
      break;
    }
    expect((await source.stat('big.zip'))?.size).toBe(big.length);
    expect(sha256(await readAll(source, 'big.zip', { end: big.length }))).toBe(sha256(big));
  });

  it('of a file that shrank reports that it changed', async () => {
    writeFileSync(join(directory, 'shrunk.zip'), big);
    const source = await open();
    const reading = source.read('shrunk.zip', { end: big.length })[Symbol.asyncIterator]();
    await reading.next();
    truncateSync(join(directory, 'shrunk.zip'), 10 * BLOCK + 3);
    const { code, message, retryable } = await failureOf(drain(reading));
    expect([code, retryable]).toEqual(['ARCHIVE_CHANGED', true]);
    expect(message).toContain(`"shrunk.zip": it ends at byte ${10 * BLOCK + 3}`);
  });

  it('of a file that is gone names it', async () => {
    const { code, message } = await failureOf(readAll(await open(), 'gone.zip', { end: 1 }));
    expect([code, message]).toEqual([
      'SFTP_PATH_NOT_FOUND',
      expect.stringContaining(`Cannot open "${directory}/gone.zip"`),
    ]);
  });
});

describe('a login', () => {
  it('with a key that the server does not know is refused for good', async () => {
    const { private: privateKey } = sshKeyPair('ed25519');
    const { code, message, retryable } = await failureOf(open({ privateKey }));
    expect([code, retryable]).toEqual(['SFTP_AUTH_FAILED', false]);
    expect(message).toContain('the server refused the private key; check scp.username and scp.private_key');
  });

  it('with a password that the server does not take is refused for good and shows no password', async () => {
    const { privateKey: _, ...withoutKey } = base;
    const { code, message, whole } = await failureOf(openArchiveSource({ ...withoutKey, password: 'canary-password' }));
    expect(code).toBe('SFTP_AUTH_FAILED');
    expect(message).toContain('the server refused the password; check scp.username and scp.password');
    expect(whole).not.toContain('canary');
  });

  it('with a key that needs a passphrase works with it and says what is wrong without it', async () => {
    const { private: privateKey } = sshKeyPair('ed25519', 'canary-passphrase');
    const missing = await failureOf(open({ privateKey }));
    expect([missing.code, missing.message]).toEqual([
      'SFTP_AUTH_FAILED',
      expect.stringContaining('set scp.passphrase'),
    ]);
    const wrong = await failureOf(open({ privateKey, passphrase: 'canary-other' }));
    expect([wrong.code, wrong.message]).toEqual(['SFTP_AUTH_FAILED', expect.stringContaining('check scp.passphrase')]);
    // The key itself can be read, and so it is the server that does not know it.
    const read = await failureOf(open({ privateKey, passphrase: 'canary-passphrase' }));
    expect(read.message).toContain('the server refused the private key');
    expect(missing.whole + wrong.whole + read.whole).not.toContain('canary');
  });

  const notPrivate = ['', 'canary nonsense', sshKeyPair('ed25519').public];
  it.each(notPrivate)('with an invalid private key is a mistake of the configuration, case %#', async (privateKey) => {
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

  it('of any kind is accepted only if that is configured', async () => {
    const { hostKey: _, ...without } = base;
    const source = await openArchiveSource({ ...without, acceptAnyHostKey: true });
    expect(await source.stat('big.zip')).toBeDefined();
    await source.close();
  });
});
