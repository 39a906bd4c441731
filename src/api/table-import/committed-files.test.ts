import { expect, it } from 'vitest';
import { NO_RECORDS } from '../../contracts/table-import/record-counts.js';
import type { ImportedFile } from '../../contracts/table-import/snapshot.js';
import { committedFiles } from './committed-files.js';

const file = (fileNo: number, state: ImportedFile['state'], records = 0): ImportedFile => ({
  ...NO_RECORDS,
  fileNo,
  name: `${fileNo}.csv`,
  table: 'public.t',
  state,
  records,
  inserted: records,
});
const beat = (fileNo: number, records: number) => ({
  step: 'writing',
  part: '',
  done: 1,
  total: 2,
  committed: { ...NO_RECORDS, fileNo, records, inserted: records },
});

it('counts of a file that is written grow by heartbeats, and do not fall while nobody tells', () => {
  const at = (files: readonly ImportedFile[], records?: number) =>
    committedFiles('run', files, records === undefined ? [] : [beat(2, records)]).map((one) => one.inserted);
  const files = [file(1, 'done', 7), file(2, 'writing')];
  expect(at(files)).toEqual([7, 0]);
  expect(at(files, 500)).toEqual([7, 500]);
  expect(at(files), 'between two steps').toEqual([7, 500]);
  expect(at([]), 'Temporal does not answer').toEqual([7, 500]);
  expect(at(files, 400), 'an old heartbeat').toEqual([7, 500]);
  expect(at([file(1, 'done', 7), file(2, 'done', 900)])).toEqual([7, 900]);
  expect(at([]), 'a run that has ended has its record').toEqual([]);
});
