import { expect, it } from 'vitest';
import type { ListedFile } from '../../contracts/table-import/listed-file.js';
import { NO_RECORDS } from '../../contracts/table-import/record-counts.js';
import { numberFiles } from '../../table-import/source/number-files-rules.js';
import { beginCourse, isOpen, replaceChanged, shownOf } from './course.js';

const file = (fileNo: number, name: string): ListedFile => ({
  fileNo,
  name,
  path: name,
  size: 0,
  modTime: new Date(0).toISOString(),
  table: 'public.t',
  connection: 'main',
  commit: 'batches',
});

it('a file with other bytes than were begun to be written is closed, and gets the next number for good', () => {
  const course = beginCourse({ kind: 'table-import', pipeline: 'p', trigger: 'cli', by: 'test' });
  course.files = [file(1, 'a'), file(2, 'b')];
  course.shown.set(1, { ...NO_RECORDS, fileNo: 1, name: 'a', table: 'public.t', state: 'failed', inserted: 3 });
  course.failures.set(1, { code: 'TIMEOUT', message: 'late', retryable: true });
  const anew = replaceChanged(course, file(1, 'a'));
  expect(anew).toEqual(file(3, 'a'));
  expect([isOpen(course, file(1, 'a')), shownOf(course, file(1, 'a')).inserted, isOpen(course, anew)]).toEqual([
    false,
    3,
    true,
  ]);
  expect(course.warnings).toEqual([
    '"a" changed while it was written: 3 rows of what it was are live, and it is imported anew',
  ]);
  const { fileNo: _, ...found } = file(1, 'a');
  expect(numberFiles(course.files, [found]).map(({ fileNo }) => fileNo)).toEqual([1, 2, 3]);
});
