import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningProcess } from '../support/child-process.js';
import { startProcess } from '../support/child-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A worker with workflows of the real names that do what their starter's name says. */
export const startFakeWorker = (address: string): Promise<RunningProcess> => {
  const folder = temporaryFolder('fake-worker');
  const logFile = join(folder, 'worker.log');
  const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  return startProcess({
    command: process.execPath,
    args: ['--import', 'tsx', file('fake-worker.ts'), address],
    cwd: file('../..'),
    // Where tsx leaves what it has compiled.
    env: { TMPDIR: folder },
    logFile,
    readyTimeoutMs: 120_000,
    ready: () => existsSync(logFile) && readFileSync(logFile, 'utf8').includes('ready'),
  });
};
