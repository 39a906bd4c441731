import { expect, it } from 'vitest';
import type { FoundFile } from './number-files-rules.js';
import { numberFiles, replacedFiles } from './number-files-rules.js';

const file = (path: string, more: Partial<FoundFile> = {}): FoundFile => ({
  name: path,
  path,
  size: 1,
  modTime: '2026-01-01T00:00:00.000Z',
  table: 't',
  connection: 'main',
  commit: 'once',
  ...more,
});

it('a file keeps its number in every attempt, and one that came since gets the next', () => {
  const first = numberFiles([], [file('b'), file('c')]);
  const second = numberFiles(first, [file('a'), file('c', { size: 2 })]);
  expect(second.map(({ path, fileNo }) => [path, fileNo])).toEqual([
    ['b', 1],
    ['c', 2],
    ['a', 3],
  ]);
  expect(replacedFiles(second)).toEqual([]);
});

it('a file that changed between its batches is another one', () => {
  const first = numberFiles([], [file('a', { commit: 'batches' }), file('b', { commit: 'batches' })]);
  const second = numberFiles(first, [file('a', { commit: 'batches', size: 2 }), file('b', { commit: 'batches' })]);
  expect(second.map(({ path, fileNo, size }) => [path, fileNo, size])).toEqual([
    ['a', 1, 1],
    ['b', 2, 1],
    ['a', 3, 2],
  ]);
  expect(replacedFiles(second).map(({ fileNo }) => fileNo)).toEqual([1]);
  const third = numberFiles(second, [file('a', { commit: 'batches', size: 2 })]);
  expect(third.map(({ fileNo }) => fileNo)).toEqual([1, 2, 3]);
});
