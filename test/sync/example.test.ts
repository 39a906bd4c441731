import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runProgram } from '../support/child-process.js';

// What tsx leaves behind.
afterAll(() => rmSync(join(tmpdir(), `tsx-${process.getuid?.() ?? ''}`), { recursive: true, force: true }));

it('the example of a database that is synced twice and rolled back ends with the rows that it has to have', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const output = await runProgram(process.execPath, [
    join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
    join(root, 'scripts', 'run-database-sync.ts'),
  ]);
  expect(output).toMatch(/a reader: [1-9]\d* reads, 0 failed, 0 empty/);
  expect(output).toContain('what was live before, row by row: as it has to be');
  expect(output).not.toContain('WRONG');
});
