import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** `start_requests`: one row for each idempotency key. `audit_entries`: who did what through the API. */
export const startRequestsAudit = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('start_requests')
      .ifNotExists()
      .addColumn('key_hash', types.text(64), (column) => column.primaryKey())
      .addColumn('request_hash', types.text(64), (column) => column.notNull())
      .addColumn('start_id', types.text(36), (column) => column.notNull())
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addColumn('answer', types.json)
      .addUniqueConstraint('start_requests_by_time', ['created_at', 'key_hash'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('audit_entries')
      .ifNotExists()
      .addColumn('seq', types.bigCount, (column) => types.rising(column.primaryKey()))
      .addColumn('entry_id', types.text(36), (column) => column.notNull())
      .addColumn('at', types.time, (column) => column.notNull())
      .addColumn('asked_by', types.text(64), (column) => column.notNull())
      .addColumn('key_id', types.text(36))
      .addColumn('role', types.text(16), (column) => column.notNull())
      .addColumn('action', types.text(40), (column) => column.notNull())
      .addColumn('pipeline', types.text(64))
      .addColumn('run_id', types.text(64))
      .addColumn('subject', types.text(64))
      .addColumn('outcome', types.text(16), (column) => column.notNull())
      .addColumn('status', types.count, (column) => column.notNull())
      .addColumn('code', types.text(64))
      .addColumn('request_id', types.text(255))
      .addUniqueConstraint('audit_entries_once', ['entry_id'])
      .addUniqueConstraint('audit_entries_by_pipeline', ['pipeline', 'seq'])
      .addUniqueConstraint('audit_entries_by_time', ['at', 'seq'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
