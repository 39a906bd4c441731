import { expect, it } from 'vitest';
import type { ImportedFileRecord } from '../../contracts/table-import/imported-file-record.js';
import { sinceOf } from './last-import.js';

const last = (reading: Partial<ImportedFileRecord['reading']>) =>
  ({ reading: { format: 'ndjson', ...reading } }) as ImportedFileRecord;

it('a value is asked from for the field that it is of only', () => {
  expect(sinceOf(last({ since: '7', sinceField: 'id' }), 'id')).toBe('7');
  expect(sinceOf(last({ since: '7', sinceField: 'id' }), 'updated_at')).toBeUndefined();
  // Records of before the field was kept.
  expect(sinceOf(last({ since: '7' }), 'id')).toBe('7');
  expect(sinceOf(last({ since: '7' }), undefined)).toBeUndefined();
  expect(sinceOf(undefined, 'id')).toBeUndefined();
});
