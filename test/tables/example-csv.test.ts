import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runProgram } from '../support/child-process.js';

// What tsx leaves behind.
afterAll(() => rmSync(join(tmpdir(), `tsx-${process.getuid?.() ?? ''}`), { recursive: true, force: true }));

it('the example of CSV files from SFTP into PostgreSQL ends with the counts that it has to have', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const output = await runProgram(process.execPath, [
    join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
    join(root, 'scripts', 'run-csv-to-postgres.ts'),
  ]);
  expect(output).toContain('4 files, 9 inserted, 0 updated, 1 rejected');
  expect(output).not.toContain('WRONG');
});
