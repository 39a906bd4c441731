import type { Resource } from '../../src/contracts/table-import/resource.js';

/** A table whose records are rows, with what holds where nothing is said. */
export const PLAIN_RESOURCE: Omit<Resource, 'connection' | 'table'> = {
  unique: [],
  references: [],
  onExisting: 'update',
  duplicates: 'last',
  commit: 'once',
  batchSize: 1_000,
  rebuild: false,
  createTable: false,
  onNewColumns: 'fail',
  emptyAsNull: false,
};
