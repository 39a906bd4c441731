import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runProgram } from '../support/child-process.js';

// What tsx leaves behind.
afterAll(() => rmSync(join(tmpdir(), `tsx-${process.getuid?.() ?? ''}`), { recursive: true, force: true }));

it('the example of a catalogue from CSV and a web service ends with the rows that it has to have', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const output = await runProgram(process.execPath, [
    join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
    join(root, 'scripts', 'run-catalog-sync.ts'),
  ]);
  expect(output).toContain('the web service: completed, 5 processed, 0 skipped');
});
