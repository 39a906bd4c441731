import type { Migration } from 'kysely';
import type { StoreEngine } from '../engine.js';
import { addMissingColumn } from './add-missing-column.js';

/**
 * The key that a key goes back to by rotations; NULL is itself. What was kept by the id of a key that was rotated
 * before stays kept by that id.
 */
export const firstKey = (engine: Pick<StoreEngine, 'columnTypes' | 'currentSchema'>): Migration => ({
  up: (db) =>
    addMissingColumn(db, engine, {
      table: 'api_keys',
      column: 'first_key_id',
      add: (altered) => altered.addColumn('first_key_id', engine.columnTypes.text(36)),
    }),
});
