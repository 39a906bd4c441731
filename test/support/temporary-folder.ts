import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'stevedore-test-';
const made = new Set<string>();
let swept = false;

/** The folder of the whole test run, which is its `TMPDIR` too (`own-folder.ts`); unset in a script. */
export const RUN_FOLDER = 'STEVEDORE_TEST_FOLDER';

/**
 * An empty folder that is removed when this test file has ended, or, in a script, when the process exits. What a killed
 * process left is removed by the next one, because the name of its folder carries its process id.
 */
export function temporaryFolder(purpose: string): string {
  const run = process.env[RUN_FOLDER];
  return make(run === undefined ? join(tmpdir(), `${PREFIX}${process.pid}-${purpose}-`) : join(run, `${purpose}-`));
}

/** The folder of a whole test run; its name is short, because it holds sockets. */
export const runFolder = (): string => make(join(tmpdir(), `${PREFIX}${process.pid}-`));

function make(prefix: string): string {
  if (!swept) {
    swept = true;
    sweep();
    process.once('exit', removeTemporaryFolders);
  }
  const folder = mkdtempSync(prefix);
  made.add(folder);
  return folder;
}

/** Removes a folder of `temporaryFolder` before the process ends. */
export function removeTemporaryFolder(folder: string): void {
  made.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes all that `temporaryFolder` made in this process. */
export function removeTemporaryFolders(): void {
  for (const folder of made) removeTemporaryFolder(folder);
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
