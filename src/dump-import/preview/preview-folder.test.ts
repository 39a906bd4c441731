import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inPreviewFolder } from './preview-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preview-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('removes its folder, whatever happens in it, and the parents that it made', async () => {
  const work = join(folder, 'a', 'b');
  await inPreviewFolder(work, (directory) => Promise.resolve(writeFileSync(join(directory, 'dump.sql'), 'x')));
  await expect(inPreviewFolder(work, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual([]);
});

it('removes what a killed preview has left, and nothing of one that runs', async () => {
  const module = pathToFileURL(join(import.meta.dirname, 'preview-folder.ts')).href;
  const work = join(folder, 'work');
  const script = `const { inPreviewFolder } = await import(${JSON.stringify(module)});
    await inPreviewFolder(${JSON.stringify(work)}, () => { console.log('in'); return new Promise(() => setInterval(() => 0, 1000)); });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder },
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const [left = ''] = readdirSync(work);
  await inPreviewFolder(work, () => Promise.resolve());
  expect(existsSync(join(work, left))).toBe(true);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  await inPreviewFolder(work, () => Promise.resolve());
  expect(readdirSync(work)).toEqual([]);
});
