import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ArchiveSource } from '../../src/connectors/archive-source.js';
import { openArchiveSource } from '../../src/connectors/open-archive-source.js';
import type { RemoteArchive } from '../../src/contracts/dump-import/archive.js';
import type { SftpSettings } from '../../src/contracts/connections/sftp.js';
import { fetchArchive } from '../../src/dump-import/fetch/fetch-archive.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import type { OpenSshServer } from '../support/openssh-server.js';
import { startOpenSsh } from '../support/openssh-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const root = temporaryFolder('fetch');
const bytes = randomBytes(3_000_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');
let ssh: OpenSshServer;
let proxy: FaultProxy;
let settings: SftpSettings;
let source: ArchiveSource;
let directory: string;

const remote = join(root, 'mvdsb_1.zip');
const put = (content: Buffer, second = 0) => {
  writeFileSync(remote, content);
  utimesSync(remote, 1_750_000_000 + second, 1_750_000_000 + second);
};
const listed = (content: Buffer, second = 0): RemoteArchive => ({
  filename: 'mvdsb_1.zip',
  pattern: '*',
  database: 'mvdsb',
  size: content.length,
  modTime: new Date((1_750_000_000 + second) * 1000).toISOString(),
});
const fetchOnce = (archive: RemoteArchive, from = source, signal = new AbortController().signal) =>
  fetchArchive({ source: from, archive, directory, signal, onProgress: () => undefined });

beforeAll(async () => {
  ssh = await startOpenSsh(root);
  proxy = await startFaultProxy(ssh);
  settings = {
    host: proxy.host,
    port: proxy.port,
    username: ssh.username,
    privateKey: ssh.privateKey,
    hostKey: ssh.hostKey,
    acceptAnyHostKey: false,
    remotePath: root,
    filePatterns: ['*'],
    timeoutMs: 5_000,
    protocol: 'sftp',
  };
  source = await openArchiveSource(settings);
});
afterAll(async () => {
  await source.close();
  await proxy.stop();
  await ssh.stop();
});
beforeEach(() => {
  directory = temporaryFolder('work');
  mkdirSync(directory, { recursive: true });
  put(bytes);
});

describe('a download', () => {
  it('is whole, has the checksum of its bytes, and nobody else may read it', async () => {
    expect(await fetchOnce(listed(bytes))).toMatchObject({ sha256, resumedFrom: 0 });
    const file = join(directory, 'archive.zip');
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('resumes where the last try was cut, and has the same checksum', async () => {
    proxy.set('down', { cutAfterBytes: 1_500_000 });
    const cut = await openArchiveSource(settings);
    await expect(fetchOnce(listed(bytes), cut)).rejects.toMatchObject({ code: 'SFTP_CONNECTION_LOST' });
    expect(proxy.fired).toContain('cut');
    proxy.set('down', {});
    const left = statSync(join(directory, 'archive.zip.part')).size;
    // The number of written blocks depends on the machine: at least one, but not all.
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(bytes.length);
    expect(await fetchOnce(listed(bytes))).toMatchObject({ sha256, resumedFrom: left });
    expect(readFileSync(join(directory, 'archive.zip')).equals(bytes)).toBe(true);
  });

  it('is not repeated when it is already there', async () => {
    await fetchOnce(listed(bytes));
    const before = proxy.bytes.down;
    expect(await fetchOnce(listed(bytes))).toMatchObject({ sha256, resumedFrom: bytes.length });
    expect(proxy.bytes.down - before).toBeLessThan(10_000);
  });

  it('starts over if the archive is another one, however much of the old is there', async () => {
    await fetchOnce(listed(bytes));
    const other = randomBytes(bytes.length);
    put(other, 5);
    expect(await fetchOnce(listed(other, 5))).toMatchObject({ resumedFrom: 0 });
    expect(readFileSync(join(directory, 'archive.zip')).equals(other)).toBe(true);
  });

  it('starts over if its part is longer than the archive', async () => {
    await fetchOnce(listed(bytes));
    rmSync(join(directory, 'archive.zip'));
    writeFileSync(join(directory, 'archive.zip.part'), randomBytes(bytes.length + 1));
    expect(await fetchOnce(listed(bytes))).toMatchObject({ sha256, resumedFrom: 0 });
  });

  it.each([
    ['is longer', () => appendFileSync(remote, 'x')],
    ['has another time', () => put(bytes, 7)],
    ['is gone', () => rmSync(remote)],
  ])('is refused when the archive %s than listed', async (_what, change) => {
    change();
    await expect(fetchOnce(listed(bytes))).rejects.toMatchObject({ code: 'ARCHIVE_CHANGED' });
    expect(existsSync(join(directory, 'archive.zip'))).toBe(false);
  });

  it('is refused when the archive is replaced while it runs', async () => {
    const replacing: ArchiveSource = {
      ...source,
      async *read(filename, options) {
        let first = true;
        for await (const chunk of source.read(filename, options)) {
          if (first) put(bytes, 9);
          first = false;
          yield chunk;
        }
      },
    };
    await expect(fetchOnce(listed(bytes), replacing)).rejects.toMatchObject({ code: 'ARCHIVE_CHANGED' });
    expect(existsSync(join(directory, 'archive.zip'))).toBe(false);
  });

  it('ends at once when it is cancelled', async () => {
    proxy.set('down', { bytesPerSecond: 200_000 });
    const abort = new AbortController();
    const slow = await openArchiveSource(settings, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('cancelled')), 300);
    const started = performance.now();
    await expect(fetchOnce(listed(bytes), slow, abort.signal)).rejects.toThrow('cancelled');
    expect(performance.now() - started).toBeLessThan(3_000);
    proxy.set('down', {});
  });
});
