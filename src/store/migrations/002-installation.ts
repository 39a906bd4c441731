import { randomUUID } from 'node:crypto';
import type { Kysely, Migration } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { StoreTables } from '../tables.js';

/** One row, created once: programs that start together, and an interrupted migration, find the first one's. */
export const installation = ({
  columnTypes: types,
  keepExisting,
}: Pick<StoreEngine, 'columnTypes' | 'keepExisting'>): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('installation')
      .ifNotExists()
      .addColumn('only', types.tiny, (column) => column.primaryKey())
      .addColumn('id', types.text(36), (column) => column.notNull())
      .modifyEnd(types.tableEnd)
      .execute();
    const insert = (db as Kysely<StoreTables>).insertInto('installation').values({ only: 1, id: randomUUID() });
    await keepExisting(insert, ['only']).execute();
  },
});
