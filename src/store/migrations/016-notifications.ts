import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** What receivers are told of, and what became of it. */
export const notifications = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const { text, longText, json, time, count, bigCount, rising, tableEnd } = types;
    await db.schema
      .createTable('notifications')
      .ifNotExists()
      .addColumn('seq', bigCount, (column) => rising(column.primaryKey()))
      .addColumn('id', text(36), (column) => column.notNull())
      .addColumn('receiver', text(64), (column) => column.notNull())
      .addColumn('event', text(32), (column) => column.notNull())
      .addColumn('subject', text(255), (column) => column.notNull())
      .addColumn('pipeline', text(64))
      .addColumn('run_id', text(64))
      .addColumn('body', json, (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .addColumn('state', text(16), (column) => column.notNull())
      .addColumn('tries', count, (column) => column.notNull())
      .addColumn('tried_at', time)
      .addColumn('error', longText)
      .addUniqueConstraint('notifications_once', ['id'])
      .addUniqueConstraint('notifications_by_pipeline', ['pipeline', 'seq'])
      .addUniqueConstraint('notifications_by_state', ['state', 'seq'])
      .addUniqueConstraint('notifications_by_time', ['created_at', 'seq'])
      .modifyEnd(tableEnd)
      .execute();
  },
});
