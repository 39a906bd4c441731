import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { scanUpload } from './scan-upload.js';

describe('a scan of an upload', () => {
  const folder = temporaryFolder('scan');
  const file = join(folder, 'a file; touch $(echo shell).csv');
  writeFileSync(file, 'id\n1\n');
  const program = (name: string, script: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const scan = (script: string, more: readonly string[] = [], timeoutMs = 20_000) =>
    scanUpload({ command: [program('scanner', script), ...more], timeoutMs }, file);

  it('lets a file pass, whose path is the last argument as it is, and sees no secret of ours', async () => {
    process.env['SCAN_TEST_SECRET'] = 'geheim';
    const seen = join(folder, 'seen');
    await scan(`printf '%s|' "$@" > '${seen}'; env >> '${seen}'`, ['--quiet', '*']);
    const text = readFileSync(seen, 'utf8');
    expect(text.startsWith(`--quiet|*|${file}|`)).toBe(true);
    expect(text).not.toContain('geheim');
    expect(existsSync(join(folder, 'shell'))).toBe(false);
  });

  it('refuses a file with what the program says of it, without its path', async () => {
    await expect(scan('echo "$1: Eicar FOUND"; echo more; exit 1')).rejects.toMatchObject({
      code: 'UPLOAD_REFUSED',
      message: 'Cannot take the upload: upload.scan_command refuses it with 1: the file: Eicar FOUND; nothing was kept',
    });
    await expect(scan('exit 2')).rejects.toMatchObject({ code: 'UPLOAD_REFUSED' });
    await expect(scan('yes long | head -c 9000000 1>&2; exit 3')).rejects.toMatchObject({ code: 'UPLOAD_REFUSED' });
  });

  it('takes no file that could not be looked at', async () => {
    const failed = (why: string) => ({
      code: 'UPLOAD_SCAN_FAILED',
      message: expect.stringContaining(why) as string,
      retryable: true,
    });
    await expect(scanUpload({ command: ['/no/such/scanner'], timeoutMs: 1_000 }, file)).rejects.toMatchObject(
      failed('cannot be started (ENOENT)'),
    );
    await expect(scan('kill -9 $$')).rejects.toMatchObject(failed('was ended by SIGKILL'));
    const mark = join(folder, 'late');
    await expect(scan(`(sleep 2; touch '${mark}') & sleep 60`, [], 300)).rejects.toMatchObject(
      failed('did not end in 0.3 s'),
    );
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(existsSync(mark), 'what it has started is killed with it').toBe(false);
  });

  it('does not wait for what a program has left running', async () => {
    const began = Date.now();
    await scan('sleep 5 & exit 0');
    expect(Date.now() - began).toBeLessThan(4_000);
  });
});
