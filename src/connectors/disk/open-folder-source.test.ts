import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { openFolderSource } from './open-folder-source.js';

const site = () => {
  const folder = temporaryFolder('archives');
  writeFileSync(join(folder, 'shop.zip'), 'abcdef');
  utimesSync(join(folder, 'shop.zip'), 1_700_000_000.7, 1_700_000_000.7);
  writeFileSync(join(folder, 'other.txt'), '');
  mkdirSync(join(folder, 'folder.zip'));
  symlinkSync('/etc/passwd', join(folder, 'link.zip'));
  return { folder, source: openFolderSource(folder) };
};

const read = async (chunks: AsyncIterable<Buffer>): Promise<string> => {
  let text = '';
  for await (const chunk of chunks) text += chunk.toString();
  return text;
};

it('lists the regular files that are wanted: no folder, and nothing that a link leads to', async () => {
  expect(await site().source.list((name) => name.endsWith('.zip'))).toEqual([
    { filename: 'shop.zip', size: 6, modTime: '2023-11-14T22:13:20.000Z' },
  ]);
});

it('reads a range, and says when a file ends before it', async () => {
  const { source } = site();
  expect(await read(source.read('shop.zip', { start: 2, end: 5 }))).toBe('cde');
  await expect(read(source.read('shop.zip', { end: 9 }))).rejects.toMatchObject({ code: 'ARCHIVE_CHANGED' });
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(read(source.read('shop.zip', { end: 6, signal }))).rejects.toThrow('enough');
});

it('says what is not there', async () => {
  const { folder, source } = site();
  expect(await source.stat('gone.zip')).toBeUndefined();
  await expect(openFolderSource(join(folder, 'gone')).list()).rejects.toMatchObject({ code: 'FILE_MISSING' });
  await expect(read(source.read('gone.zip', { end: 1 }))).rejects.toMatchObject({ code: 'FILE_MISSING' });
});
