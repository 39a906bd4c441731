import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import stringWidth from 'string-width';
import type { CommandContext } from '../../src/commands/context.js';
import type { Programs } from '../../src/commands/programs/dev.js';
import { createProgram } from '../../src/commands/create-program.js';
import { eventually } from '../support/eventually.js';
import { builtProgram } from '../support/worker-process.js';

const run = promisify(execFile);
const program = createProgram('', {} as Programs, () => ({}) as CommandContext);
const pathsOf = (command: Command, before: readonly string[]): string[][] =>
  command.commands.flatMap((inner) => [[...before, inner.name()], ...pathsOf(inner, [...before, inner.name()])]);
const PATHS = [[], ...pathsOf(program, [])];

/** Prints the help of every command, one behind another. */
const PRINT = [join(import.meta.dirname, 'print-help.js'), builtProgram('cli'), ...PATHS.map((path) => path.join(' '))];

/** All that a terminal of so many columns has shown. */
const inTmux = async (columns: number, more: Readonly<Record<string, string>> = {}): Promise<string> => {
  const socket = `stevedore-help-${process.pid}-${columns}-${Math.random().toString(36).slice(2)}`;
  const tmux = (...args: string[]) =>
    run('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args], { maxBuffer: 2 ** 24 });
  const given = Object.entries(more).map(([name, value]) => `${name}=${value} `);
  const command = `${given.join('')}${[process.execPath, ...PRINT].map((word) => `'${word}'`).join(' ')}; echo the end; sleep 600`;
  const size = ['-x', String(columns), '-y', '50'];
  // How many lines are kept counts for what is opened after it was said.
  await tmux('new-session', '-d', 'sleep 600', ';', 'set-option', '-g', 'history-limit', '50000');
  await tmux('new-session', '-d', '-s', 'help', ...size, command);
  try {
    return await eventually(
      `the help in ${columns} columns`,
      async () => {
        const { stdout } = await tmux('capture-pane', '-p', '-e', '-t', 'help', '-S', '-');
        return stdout.includes('the end') ? stdout : undefined;
      },
      60_000,
    );
  } finally {
    await tmux('kill-server').catch(() => undefined);
  }
};

const words = (text: string): string => text.replace('the end', '').replaceAll(/\s+/g, ' ').trim();

describe('the help of every command', () => {
  let piped = '';
  beforeAll(async () => {
    ({ stdout: piped } = await run(process.execPath, PRINT, { maxBuffer: 2 ** 24 }));
  });

  it('is there for each, and plain in a pipe', () => {
    expect(PATHS.length).toBeGreaterThan(50);
    expect(piped.match(/^Usage: stevedore/gm)).toHaveLength(PATHS.length);
    expect(piped).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  it.each([60, 200])('breaks no word in a terminal of %i columns, and says the same', async (columns) => {
    const shown = await inTmux(columns);
    expect(words(shown)).toBe(words(piped));
    expect(shown.split('\n').filter((line) => stringWidth(line) > columns)).toEqual([]);
  });

  it('has no colours with NO_COLOR', async () => {
    expect(await inTmux(100, { NO_COLOR: '1' })).not.toContain('\u001b');
  });
});
