import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { expect, it } from 'vitest';
import { builtProgram } from '../support/worker-process.js';

it('a command that asks the API loads one file, and no package', () => {
  const text = readFileSync(builtProgram('cli'), 'utf8');
  const loaded = [...text.matchAll(/^import\b[^"']*["']([^"']+)["']/gm)].map(([, name = '']) => name);
  expect(loaded).not.toEqual([]);
  expect(loaded.filter((name) => !isBuiltin(name))).toEqual([]);
});
