import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** How often runs ended how that are forgotten by now, so that counts of runs never fall. */
export const runTallies = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('run_tallies')
      .ifNotExists()
      .addColumn('pipeline', types.text(64), (column) => column.notNull())
      .addColumn('kind', types.text(32), (column) => column.notNull())
      .addColumn('action', types.text(32), (column) => column.notNull())
      .addColumn('outcome', types.text(16), (column) => column.notNull())
      .addColumn('ended', types.bigCount, (column) => column.notNull())
      .addColumn('last_ended_at', types.time, (column) => column.notNull())
      .addPrimaryKeyConstraint('run_tallies_pk', ['pipeline', 'kind', 'action', 'outcome'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
