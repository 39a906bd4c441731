import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/**
 * `export_jobs`: one row for each export that the API was asked for, read by SQL, by people; what they do not need
 * stands behind the rest. `export_files`: one for each file of an export that is kept.
 */
export const exportJobs = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('export_jobs')
      .ifNotExists()
      .addColumn('id', types.text(36), (column) => column.primaryKey())
      .addColumn('idempotency_key', types.text(255), (column) => column.notNull())
      .addColumn('resource_type', types.text(255), (column) => column.notNull())
      .addColumn('format', types.text(16), (column) => column.notNull())
      .addColumn('filters', types.json)
      .addColumn('fields', types.json)
      .addColumn('status', types.text(16), (column) => column.notNull())
      .addColumn('total_records', types.bigCount, (column) => column.notNull().defaultTo(0))
      .addColumn('download_url', types.longText)
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addColumn('updated_at', types.time, (column) => column.notNull())
      .addColumn('completed_at', types.time)
      .addColumn('error', types.longText)
      .addColumn('request', types.json, (column) => column.notNull())
      .addColumn('reads_secrets', types.tiny, (column) => column.notNull())
      .addColumn('key_hash', types.text(64), (column) => column.notNull())
      .addColumn('request_hash', types.text(64), (column) => column.notNull())
      .addColumn('asked_by', types.text(64), (column) => column.notNull())
      .addColumn('host', types.text(255), (column) => column.notNull())
      .addColumn('run_id', types.text(64))
      .addUniqueConstraint('export_jobs_once', ['key_hash'])
      .addUniqueConstraint('export_jobs_by_time', ['created_at', 'id'])
      .addUniqueConstraint('export_jobs_by_end', ['completed_at', 'id'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('export_files')
      .ifNotExists()
      .addColumn('file_name', types.text(255), (column) => column.primaryKey())
      .addColumn('file_path', types.longText, (column) => column.notNull())
      .addColumn('host', types.text(255), (column) => column.notNull())
      .addColumn('name', types.text(255), (column) => column.notNull())
      .addColumn('pipeline', types.text(64), (column) => column.notNull())
      .addColumn('run_id', types.text(64), (column) => column.notNull())
      .addColumn('total_records', types.bigCount, (column) => column.notNull())
      .addColumn('bytes', types.bigCount, (column) => column.notNull())
      .addColumn('sha256', types.text(64), (column) => column.notNull())
      .addColumn('has_secrets', types.tiny, (column) => column.notNull())
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addUniqueConstraint('export_files_by_time', ['created_at', 'file_name'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
