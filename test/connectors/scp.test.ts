import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SftpSettings } from '../../src/contracts/connections/sftp.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import type { OpenSshServer } from '../support/openssh-server.js';
import { startOpenSsh } from '../support/openssh-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { drain, failureOf, openForTest, readAll, sha256 } from './archive-reading.js';

const root = temporaryFolder('scp');
const content = randomBytes(3_000_017);
const NAMES = [
  'plain.zip',
  'with space.zip',
  'Übung größe.zip',
  "it's.zip",
  '"double".zip',
  '-rf.zip',
  '--help',
  '$(touch pwned).zip',
  '`touch pwned`;touch pwned.zip',
  'line\nbreak.zip',
  'tab\there.zip',
  'back\\slash.zip',
  "'; touch pwned; '.zip",
  '*.zip',
  '.hidden.zip',
  '%s%n.zip',
  '!bang.zip',
  '~.zip',
];

let server: OpenSshServer;
beforeAll(async () => {
  for (const [index, name] of NAMES.entries()) {
    writeFileSync(join(root, name), content.subarray(0, index * 1_000));
    utimesSync(join(root, name), 1_700_000_000 + index, 1_700_000_000 + index);
  }
  writeFileSync(join(root, 'big.zip'), content);
  mkdirSync(join(root, 'folder.zip'));
  symlinkSync('plain.zip', join(root, 'link.zip'));
  symlinkSync('nowhere', join(root, 'broken.zip'));
  server = await startOpenSsh(root, { offers: 'shell' });
});
afterAll(async () => {
  await server.stop();
  removeTemporaryFolder(root);
});

const settingsOf = (
  change: Partial<SftpSettings> = {},
  to: Pick<OpenSshServer, 'host' | 'port' | 'username' | 'privateKey' | 'hostKey'> = server,
): SftpSettings => ({
  host: to.host,
  port: to.port,
  username: to.username,
  privateKey: to.privateKey,
  hostKey: to.hostKey,
  acceptAnyHostKey: false,
  remotePath: root,
  filePatterns: ['*'],
  timeoutMs: 10_000,
  protocol: 'auto',
  ...change,
});

describe('a server without SFTP', () => {
  it('is listed by its shell, whatever the names are', async () => {
    const source = await openForTest(settingsOf());
    expect(source.protocol).toBe('scp');
    const files = await source.list();
    expect(files.map(({ filename }) => filename).sort()).toEqual([...NAMES, 'big.zip', 'link.zip'].sort());
    for (const [index, filename] of NAMES.entries()) {
      const expected = {
        filename,
        size: index * 1_000,
        modTime: new Date((1_700_000_000 + index) * 1_000).toISOString(),
      };
      expect(files).toContainEqual(expected);
      expect(await source.stat(filename)).toEqual(expected);
    }
  });

  it('yields each file whole, and from any byte on', async () => {
    const source = await openForTest(settingsOf());
    for (const [index, filename] of NAMES.entries()) {
      const size = index * 1_000;
      expect((await readAll(source, filename, { end: size })).equals(content.subarray(0, size)), filename).toBe(true);
      if (size > 7)
        expect(
          (await readAll(source, filename, { start: 7, end: size })).equals(content.subarray(7, size)),
          filename,
        ).toBe(true);
    }
    expect(sha256(await readAll(source, 'big.zip', { end: content.length }))).toBe(sha256(content));
    expect(sha256(await readAll(source, 'big.zip', { start: 2_999_999, end: content.length }))).toBe(
      sha256(content.subarray(2_999_999)),
    );
    expect(sha256(await readAll(source, 'big.zip', { end: 1_000 }))).toBe(sha256(content.subarray(0, 1_000)));
    expect(readdirSync(root).filter((name) => name.startsWith('pwned'))).toEqual([]);
    expect(existsSync(join(process.env['HOME'] ?? '/', 'pwned'))).toBe(false);
  });

  it('refuses by name what is missing, is not a file, leaves the folder, or ends early', async () => {
    const source = await openForTest(settingsOf());
    expect(await source.stat('none.zip')).toBeUndefined();
    expect(await source.stat('folder.zip')).toBeUndefined();
    expect(await failureOf(readAll(source, 'none.zip', { end: 5 }))).toMatchObject({ code: 'SFTP_PATH_NOT_FOUND' });
    expect(await failureOf(readAll(source, '../x', { end: 5 }))).toMatchObject({ code: 'SFTP_PATH_NOT_FOUND' });
    expect(await failureOf(readAll(source, 'plain.zip', { end: 5 }))).toMatchObject({
      code: 'ARCHIVE_CHANGED',
      message: expect.stringContaining('ends at byte 0'),
    });
    expect(await failureOf(readAll(source, 'big.zip', { end: content.length + 1 }))).toMatchObject({
      code: 'ARCHIVE_CHANGED',
    });
    const missing = await openForTest(settingsOf({ remotePath: join(root, "no'where") }));
    expect(await failureOf(missing.list())).toMatchObject({ code: 'SFTP_PATH_NOT_FOUND' });
  });

  it('lists an empty folder, and one whose name means something to a shell', async () => {
    for (const name of ["a b'$(c)", '-x', 'é\n']) {
      const directory = join(root, 'folder.zip', name);
      mkdirSync(directory);
      expect(await (await openForTest(settingsOf({ remotePath: directory }))).list()).toEqual([]);
    }
    chmodSync(join(root, 'folder.zip'), 0o755);
  });

  it('is never taken short when the line is cut: the received part is right, and the rest is requested from there', async () => {
    const proxy = await startFaultProxy({ host: server.host, port: server.port });
    const file = join(root, 'long.zip');
    writeFileSync(file, randomBytes(20_000_000));
    try {
      const source = await openForTest(settingsOf({ port: proxy.port }));
      let received = 0;
      const cut = await failureOf(
        (async () => {
          for await (const piece of source.read('long.zip', { end: 20_000_000 })) {
            received += piece.length;
            if (received > 1_000_000) proxy.set('down', { cutAfterBytes: 1 });
          }
        })(),
      );
      expect(cut).toMatchObject({ code: 'SFTP_CONNECTION_LOST', retryable: true });
      expect(proxy.fired).toContain('cut');
      expect(received).toBeLessThan(20_000_000);
      const again = await openForTest(settingsOf());
      expect((await readAll(again, 'long.zip', { start: received, end: 20_000_000 })).length).toBe(
        20_000_000 - received,
      );
    } finally {
      await proxy.stop();
    }
  });

  it('yields a large file with flat memory', async () => {
    const size = 300 * 1024 ** 2;
    writeFileSync(join(root, 'sparse.zip'), '');
    truncateSync(join(root, 'sparse.zip'), size);
    const source = await openForTest(settingsOf());
    const before = process.memoryUsage.rss();
    let most = 0;
    let done = 0;
    for await (const piece of source.read('sparse.zip', { end: size })) {
      done += piece.length;
      most = Math.max(most, process.memoryUsage.rss());
    }
    expect(done).toBe(size);
    expect(most - before).toBeLessThan(200_000_000);
    expect(await drain(source.read('sparse.zip', { start: size - 5, end: size })[Symbol.asyncIterator]())).toBe(5);
  });
});

/** A server whose commands find this `stat` first. */
const startWithStat = (stat: string): Promise<OpenSshServer> => {
  const programs = temporaryFolder('programs');
  writeFileSync(join(programs, 'stat'), stat, { mode: 0o755 });
  return startOpenSsh(root, { offers: 'shell', programs });
};

describe('a server whose stat is another', () => {
  it('is listed and read the same way on macOS and the BSDs', async () => {
    const asked = join(temporaryFolder('asked'), 'arguments');
    const stub = readFileSync(new URL('../support/bsd-stat', import.meta.url), 'utf8');
    const bsd = await startWithStat(stub.replace('\n', `\nprintf '%s\\n' "$*" >>'${asked}'\n`));
    try {
      const [ours, theirs] = await Promise.all([openForTest(settingsOf()), openForTest(settingsOf({}, bsd))]);
      const listed = await theirs.list();
      expect(listed).toEqual(await ours.list());
      expect(listed.length).toBeGreaterThan(NAMES.length);
      for (const filename of NAMES) expect(await theirs.stat(filename), filename).toEqual(await ours.stat(filename));
      expect(await theirs.stat('none.zip')).toBeUndefined();
      expect(sha256(await readAll(theirs, 'big.zip', { end: content.length }))).toBe(sha256(content));
      // The stub was asked, refused GNU's form and answered its own.
      expect(readFileSync(asked, 'utf8')).toMatch(/^-L -c %s \.$[\s\S]*^-L -f %z %m -- \.\/plain\.zip$/m);
    } finally {
      await bsd.stop();
    }
  });

  it('is refused by name if there is none', async () => {
    const bare = await startWithStat('#!/bin/sh\nexit 127\n');
    try {
      expect(await failureOf(openForTest(settingsOf({}, bare)))).toMatchObject({
        code: 'SFTP_PROTOCOL_UNSUPPORTED',
        message: expect.stringContaining('neither SFTP nor the command stat'),
      });
    } finally {
      await bare.stop();
    }
  });
});

describe('the protocol', () => {
  it('"sftp" at a server without it is refused at once, and for good', async () => {
    expect(await failureOf(openForTest(settingsOf({ protocol: 'sftp' })))).toMatchObject({
      code: 'SFTP_PROTOCOL_UNSUPPORTED',
      retryable: false,
      message: expect.stringContaining('the server has no SFTP'),
    });
  });

  it('"auto" at a server with neither is refused by name', async () => {
    const closed = await startOpenSsh(root, { offers: 'none' });
    try {
      expect(await failureOf(openForTest(settingsOf({}, closed)))).toMatchObject({
        code: 'SFTP_PROTOCOL_UNSUPPORTED',
        retryable: false,
        message: expect.stringMatching(/the server has no SFTP, and over SCP: .*runs no shell commands/),
      });
    } finally {
      await closed.stop();
    }
  });

  it('"auto" at a server that has SFTP is SFTP; "scp" at one that has nothing else is refused', async () => {
    const only = await startOpenSsh(root);
    try {
      expect((await openForTest(settingsOf({}, only))).protocol).toBe('sftp');
      const source = await openForTest(settingsOf({ protocol: 'scp' }, only));
      expect(await failureOf(source.list())).toMatchObject({ code: 'SFTP_PROTOCOL_UNSUPPORTED' });
    } finally {
      await only.stop();
    }
  });
});
