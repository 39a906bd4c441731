import { expect } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import type { Machine } from '../../src/config/fields/machine.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the text of a configuration as a machine would that has `files`, by path, and no others. */
export const settingsReader = (files: Readonly<Record<string, string>> = {}) => {
  const machine: Machine = {
    workingDirectory: '/srv/app',
    hostName: 'here',
    timeZone: 'Europe/Vienna',
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
  };
  const load = (text: string, env: Environment = {}) => loadSettings(text, 'stevedore.yaml', env, machine);
  /** The lines of its problems; it must have some. */
  const problemsOf = (text: string, env: Environment = {}): string[] => {
    try {
      load(text, env);
    } catch (error) {
      expect(error).toMatchObject({ name: 'StevedoreError', code: 'CONFIG_INVALID' });
      const [first, ...lines] = (error as Error).message.split('\n');
      expect((error as { details: unknown }).details).toMatchObject({ file: 'stevedore.yaml', problems: lines.length });
      expect(first).toMatch(/^Cannot use the configuration "stevedore\.yaml": \d+ problems?$/);
      return lines.map((line) => line.trim());
    }
    throw new Error('expected problems');
  };
  return { load, problemsOf };
};
