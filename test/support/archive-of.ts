import type { ImportedArchive } from '../../src/contracts/dump-import/archive.js';

/** An archive of a database, for a test to which it does not matter which. */
export const archiveOf = (database: string, change: Partial<ImportedArchive> = {}): ImportedArchive => ({
  filename: `${database}.zip`,
  pattern: '*.zip',
  database,
  size: 1,
  modTime: '2026-03-01T01:30:00.000Z',
  checksum: 'sha256:0',
  ...change,
});
