import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openArchiveSource } from '../../src/connectors/open-archive-source.js';
import { fetchToSpool } from '../../src/table-import/source/fetch-to-spool.js';
import type { OpenSshServer } from '../support/openssh-server.js';
import { startOpenSsh } from '../support/openssh-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const remote = temporaryFolder('remote');
const directory = temporaryFolder('spool');
let ssh: OpenSshServer;
beforeAll(async () => {
  ssh = await startOpenSsh(remote);
});
afterAll(() => ssh?.stop());

it('a spool without room is told as such, keeps nothing that could pass for the file, and is filled by the next try', async () => {
  const text = 'id\n1\n'.repeat(100_000);
  writeFileSync(join(remote, 'a.csv'), text);
  const { host, port, username, privateKey, hostKey } = ssh;
  const folder = await openArchiveSource({
    protocol: 'auto',
    host,
    port,
    username,
    privateKey,
    hostKey,
    remotePath: remote,
    filePatterns: ['*.csv'],
    acceptAnyHostKey: false,
    timeoutMs: 20_000,
  });
  try {
    const [listed] = await folder.list(() => true);
    const { size = 0, modTime = '' } = listed ?? {};
    const fetch = (bytes = size) =>
      fetchToSpool({
        folder,
        file: { name: 'a.csv', size: bytes, modTime },
        directory,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    // The device takes no byte.
    symlinkSync('/dev/full', join(directory, 'file.part'));
    await expect(fetch()).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('work_dir') as string,
    });
    expect(readdirSync(directory)).toEqual(['file.part']);
    await expect(fetch(2 ** 52)).rejects.toMatchObject({ code: 'DISK_TOO_SMALL' });
    rmSync(join(directory, 'file.part'));
    const { path } = await fetch();
    expect([readFileSync(path, 'utf8') === text, statSync(path).mode & 0o777]).toEqual([true, 0o600]);
  } finally {
    await folder.close();
  }
});
