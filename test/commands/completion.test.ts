import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { builtProgram } from '../support/worker-process.js';

const run = promisify(execFile);

const isThere = (shell: string): boolean => existsSync(`/usr/bin/${shell}`);

/** A folder with a `stevedore` as npm would link it, whose API answers nobody. */
const installed = () => {
  const folder = temporaryFolder('completion');
  const program = join(folder, 'stevedore');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${builtProgram('cli')}" "$@"\n`);
  chmodSync(program, 0o755);
  writeFileSync(join(folder, 'some file.csv'), '');
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env['PATH']}`,
    STEVEDORE_URL: 'http://127.0.0.1:9',
    HOME: folder,
  };
  return { folder, env };
};

const BASH = `source <(stevedore completion bash)
COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _stevedore stevedore
printf '%s\\n' "\${COMPREPLY[@]}"`;

const inBash = async (words: readonly string[], { env, folder } = installed()) => {
  const { stdout } = await run('bash', ['-c', BASH, 'bash', 'stevedore', ...words], { env, cwd: folder });
  return stdout.split('\n').filter((line) => line !== '');
};

describe('completion in bash', () => {
  it.each([
    [['stat'], ['status']],
    [['project', 'im'], ['import']],
    [['runs', '--sta'], ['--status']],
    [['runs', '--status', 'f'], ['failed']],
    [
      ['keys', 'create', 'x', '--role', ''],
      ['viewer', 'operator', 'admin'],
    ],
    [['completion', 'z'], ['zsh']],
    [['import', 'some'], ['some file.csv']],
    [['--config', 'some'], ['some file.csv']],
    [['status', ''], []],
  ])('of %j is %j', async (words, expected) => {
    expect(await inBash(words)).toEqual(expected);
  });

  it('runs nothing of a line that is only being typed', async () => {
    const place = installed();
    expect(await inBash(['status', '$(touch proof)', '`touch proof`', ';touch proof'], place)).toEqual([]);
    expect(readdirSync(place.folder)).not.toContain('proof');
  });
});

describe.runIf(isThere('fish'))('completion in fish', () => {
  it('offers commands with what they do, and files', async () => {
    const { env, folder } = installed();
    const ask = async (line: string) =>
      (await run('fish', ['-c', `stevedore completion fish | source; complete -C '${line}'`], { env, cwd: folder }))
        .stdout;
    expect(await ask('stevedore stat')).toMatch(/^status\tshow each pipeline/);
    expect(await ask('stevedore runs --status f')).toBe('failed\n');
    expect(await ask('stevedore import some')).toContain('some file.csv');
  });
});

describe.runIf(isThere('zsh'))('completion in zsh', () => {
  it('hands the words over and adds what fits', async () => {
    const { env, folder } = installed();
    // Outside of a line editor the words are set by hand, and what would be shown is printed.
    const script = `compdef() { :; }; compadd() { print -rl -- "\${(@P)@[-1]}"; }; _files() { print files; }
source <(stevedore completion zsh)
words=("$@"); CURRENT=$#words; _stevedore`;
    const ask = async (...words: string[]) =>
      (await run('zsh', ['-f', '-c', script, 'zsh', 'stevedore', ...words], { env, cwd: folder })).stdout;
    expect(await ask('stat')).toBe('status\n');
    expect(await ask('runs', '--status', 'f')).toBe('failed\n');
    expect(await ask('import', 'some')).toBe('files\n');
  });
});
