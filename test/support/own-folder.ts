import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeTemporaryFolder, RUN_FOLDER, runFolder } from './temporary-folder.js';

/**
 * Gives a test run its own temporary folder (`TMPDIR` of every test and of every program that one starts), and fails
 * the run if something is left in it. The projects of one run share it; the last one to end checks.
 */
export default function setup(): () => Promise<void> {
  const run = (shared[KEY] ??= begin());
  run.projects += 1;
  return async () => {
    run.projects -= 1;
    if (run.projects === 0) await end(run);
  };
}

interface Run {
  readonly folder: string;
  readonly before: string | undefined;
  projects: number;
}

/** Each project loads this file again; what they share is attached to the process. */
const KEY = Symbol.for('stevedore.test-run');
const shared = globalThis as { [KEY]?: Run };

const begin = (): Run => {
  const before = process.env['TMPDIR'];
  const folder = runFolder();
  process.env['TMPDIR'] = folder;
  process.env[RUN_FOLDER] = folder;
  return { folder, before, projects: 0 };
};

const end = async ({ folder, before }: Run): Promise<void> => {
  delete shared[KEY];
  const left = await leftIn(folder);
  removeTemporaryFolder(folder);
  Reflect.deleteProperty(process.env, RUN_FOLDER);
  if (before === undefined) Reflect.deleteProperty(process.env, 'TMPDIR');
  else process.env['TMPDIR'] = before;
  if (left.length === 0) return;
  process.exitCode = 1;
  throw new Error(
    `The tests left in their temporary folder: ${left.join(', ')}; whoever makes something there removes it`,
  );
};

/** A process that was just asked to end may still be running. */
const leftIn = async (folder: string): Promise<string[]> => {
  for (let look = 0; ; look++) {
    const left = readdirSync(folder);
    if (left.length === 0 || look === LOOKS) return left;
    await sleep(100);
  }
};

const LOOKS = 30;
