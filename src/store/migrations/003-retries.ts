import type { Migration } from 'kysely';
import type { StoreEngine } from '../engine.js';
import { addMissingColumn } from './add-missing-column.js';

/** What a run was started with, and the run that it does again. Null in the rows of older versions. */
export const retries = (engine: Pick<StoreEngine, 'columnTypes' | 'currentSchema'>): Migration => ({
  up: async (db) => {
    const { text, json } = engine.columnTypes;
    const add = (column: string, type: typeof json) =>
      addMissingColumn(db, engine, { table: 'runs', column, add: (table) => table.addColumn(column, type) });
    await add('retry_of', text(64));
    await add('options', json);
  },
});
