import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/**
 * `import_jobs`: one row for each import that an upload asked for. `api_metrics`: one row for each request of the API.
 * Both are read by SQL, by people; what they do not need stands behind the rest.
 */
export const importJobsApiMetrics = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('import_jobs')
      .ifNotExists()
      .addColumn('id', types.text(36), (column) => column.primaryKey())
      .addColumn('idempotency_key', types.text(255), (column) => column.notNull())
      .addColumn('resource_type', types.text(64), (column) => column.notNull())
      .addColumn('format', types.text(16), (column) => column.notNull())
      .addColumn('file_path', types.longText, (column) => column.notNull())
      .addColumn('status', types.text(16), (column) => column.notNull())
      .addColumn('total_records', types.bigCount, (column) => column.notNull().defaultTo(0))
      .addColumn('processed_count', types.bigCount, (column) => column.notNull().defaultTo(0))
      .addColumn('success_count', types.bigCount, (column) => column.notNull().defaultTo(0))
      .addColumn('fail_count', types.bigCount, (column) => column.notNull().defaultTo(0))
      .addColumn('errors', types.json)
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addColumn('updated_at', types.time, (column) => column.notNull())
      .addColumn('completed_at', types.time)
      .addColumn('key_hash', types.text(64), (column) => column.notNull())
      .addColumn('request_hash', types.text(64), (column) => column.notNull())
      .addColumn('asked_by', types.text(64), (column) => column.notNull())
      .addColumn('host', types.text(255), (column) => column.notNull())
      .addColumn('run_id', types.text(64))
      .addUniqueConstraint('import_jobs_once', ['key_hash'])
      .addUniqueConstraint('import_jobs_by_time', ['created_at', 'id'])
      .addUniqueConstraint('import_jobs_by_end', ['completed_at', 'id'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('api_metrics')
      .ifNotExists()
      .addColumn('id', types.bigCount, (column) => types.rising(column.primaryKey()))
      .addColumn('request_id', types.text(255), (column) => column.notNull())
      .addColumn('endpoint', types.text(255), (column) => column.notNull())
      .addColumn('method', types.text(16), (column) => column.notNull())
      .addColumn('status_code', types.count, (column) => column.notNull())
      .addColumn('duration_ms', types.bigCount, (column) => column.notNull())
      .addColumn('rows_processed', types.bigCount, (column) => column.notNull().defaultTo(0))
      .addColumn('errors', types.bigCount, (column) => column.notNull().defaultTo(0))
      .addColumn('timestamp', types.time, (column) => column.notNull())
      .addUniqueConstraint('api_metrics_by_time', ['timestamp', 'id'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
