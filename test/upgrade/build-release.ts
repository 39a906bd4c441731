import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from '../support/cached-folder.js';
import { runProgram } from '../support/child-process.js';

const root = join(import.meta.dirname, '..', '..');
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** False in a clone that has only the newest commits: nothing of before can be built from it. */
export const hasHistory = (): boolean => git('rev-parse', '--is-shallow-repository') === 'false';

/**
 * Builds the code of a release from the history, once, with the packages that are installed here; returns the folder of
 * its programs. The commit is the one in which package.json got that version.
 */
export const buildRelease = async (version: string): Promise<string> => {
  const [commit = ''] = git('log', '--format=%H', '--reverse', `-S"version": "${version}"`, '--', 'package.json').split(
    '\n',
  );
  if (commit === '')
    throw new Error(`Cannot build ${version}: the history does not have it; fetch all of it (git fetch --unshallow)`);
  const folder = await cachedFolder(`release-${version}-${commit.slice(0, 12)}`, async (made) => {
    mkdirSync(made);
    const archive = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 1 << 30 });
    execFileSync('tar', ['-xf', '-', '-C', made], { input: archive });
    symlinkSync(join(root, 'node_modules'), join(made, 'node_modules'));
    const run = (program: string, ...args: string[]) => runProgram(program, args, { cwd: made });
    // Its types were checked when it was released.
    await run(join(root, 'node_modules', '.bin', 'tsc'), '-p', 'tsconfig.build.json', '--noCheck');
    await run(process.execPath, 'scripts/build-kernel.js');
    await run(process.execPath, 'scripts/bundle-workflows.js');
  });
  return join(folder, 'dist');
};
