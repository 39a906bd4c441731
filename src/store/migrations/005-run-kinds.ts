import { sql } from 'kysely';
import type { Migration } from 'kysely';
import type { StoreEngine } from '../engine.js';
import { addMissingColumn } from './add-missing-column.js';

/** What kind of run a row is of; until 0.2 there were dump imports and their rollbacks. */
export const runKinds = (engine: Pick<StoreEngine, 'columnTypes' | 'currentSchema'>): Migration => ({
  up: async (db) => {
    const { text } = engine.columnTypes;
    await addMissingColumn(db, engine, {
      table: 'runs',
      column: 'kind',
      add: (table) => table.addColumn('kind', text(32), (column) => column.notNull().defaultTo('dump-import')),
    });
    await addMissingColumn(db, engine, {
      table: 'runs',
      column: 'action',
      add: (table) => table.addColumn('action', text(32)),
    });
    await sql`update runs set action = 'rollback' where reason = 'rollback' and action is null`.execute(db);
  },
});
