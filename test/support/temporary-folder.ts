import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'stevedore-test-';
const made = new Set<string>();
let swept = false;

/**
 * An empty folder that is removed when this process exits. Folders that a killed process left behind are removed by
 * the next one, because each name carries the process id of its maker.
 */
export function temporaryFolder(purpose: string): string {
  if (!swept) {
    swept = true;
    sweep();
    process.once('exit', () => {
      for (const folder of made) removeTemporaryFolder(folder);
    });
  }
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-${purpose}-`));
  made.add(folder);
  return folder;
}

/** Removes a folder of `temporaryFolder` before the process ends. */
export function removeTemporaryFolder(folder: string): void {
  made.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const maker = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's folder, or another process sweeps at the same time.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
