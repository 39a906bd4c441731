import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/**
 * Projects of CSV files, the databases that they go into, and their imports. All are read by SQL, by people; what they
 * do not need stands behind the rest. Secrets are not here: `secret_id` names them. There is no foreign key, because on
 * MySQL one needs a right that the accounts of stores do not have.
 */
export const projects = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('cpi_connections')
      .ifNotExists()
      .addColumn('id', types.text(36), (column) => column.primaryKey())
      .addColumn('name', types.text(64), (column) => column.notNull())
      .addColumn('description', types.longText)
      .addColumn('database_url', types.longText, (column) => column.notNull())
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addColumn('updated_at', types.time, (column) => column.notNull())
      .addColumn('secret_id', types.text(36), (column) => column.notNull())
      .addUniqueConstraint('cpi_connections_by_name', ['name'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('cpi_projects')
      .ifNotExists()
      .addColumn('id', types.text(36), (column) => column.primaryKey())
      .addColumn('name', types.text(64), (column) => column.notNull())
      .addColumn('connection_id', types.text(36), (column) => column.notNull())
      .addColumn('config', types.json, (column) => column.notNull())
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addColumn('updated_at', types.time, (column) => column.notNull())
      .addColumn('secret_id', types.text(36))
      .addUniqueConstraint('cpi_projects_by_name', ['name'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('cpi_jobs')
      .ifNotExists()
      .addColumn('id', types.text(36), (column) => column.primaryKey())
      .addColumn('project_id', types.text(36), (column) => column.notNull())
      .addColumn('status', types.text(16), (column) => column.notNull())
      .addColumn('started_at', types.time)
      .addColumn('completed_at', types.time)
      .addColumn('stats', types.json)
      .addColumn('project', types.text(64), (column) => column.notNull())
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addColumn('asked_by', types.text(64), (column) => column.notNull())
      .addColumn('run_id', types.text(64))
      .addColumn('files', types.json)
      .addUniqueConstraint('cpi_jobs_by_time', ['created_at', 'id'])
      .addUniqueConstraint('cpi_jobs_by_end', ['completed_at', 'id'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('cpi_job_files')
      .ifNotExists()
      .addColumn('id', types.bigCount, (column) => types.rising(column.primaryKey()))
      .addColumn('job_id', types.text(36), (column) => column.notNull())
      .addColumn('filename', types.longText, (column) => column.notNull())
      .addColumn('table_name', types.text(255), (column) => column.notNull())
      .addColumn('inserted', types.bigCount, (column) => column.notNull())
      .addColumn('updated', types.bigCount, (column) => column.notNull())
      .addColumn('error', types.longText)
      .addColumn('file_no', types.count, (column) => column.notNull())
      .addColumn('status', types.text(16), (column) => column.notNull())
      .addColumn('unchanged', types.bigCount, (column) => column.notNull())
      .addColumn('superseded', types.bigCount, (column) => column.notNull())
      .addColumn('rejected', types.bigCount, (column) => column.notNull())
      .addUniqueConstraint('cpi_job_files_once', ['job_id', 'file_no'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('cpi_job_errors')
      .ifNotExists()
      .addColumn('id', types.bigCount, (column) => types.rising(column.primaryKey()))
      .addColumn('job_id', types.text(36), (column) => column.notNull())
      .addColumn('error_type', types.text(64), (column) => column.notNull())
      .addColumn('message', types.longText, (column) => column.notNull())
      .addColumn('timestamp', types.time, (column) => column.notNull())
      .addColumn('file_no', types.count)
      .addColumn('position', types.count, (column) => column.notNull())
      .addUniqueConstraint('cpi_job_errors_once', ['job_id', 'position'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
