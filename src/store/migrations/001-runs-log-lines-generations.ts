import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/**
 * The tables of 0.1. Every index is unique, because that can be part of CREATE TABLE: MySQL has no CREATE INDEX IF NOT
 * EXISTS.
 */
export const runsLogLinesGenerations = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('runs')
      .ifNotExists()
      .addColumn('run_id', types.text(64), (column) => column.primaryKey())
      .addColumn('pipeline', types.text(64), (column) => column.notNull())
      .addColumn('workflow_id', types.text(255), (column) => column.notNull())
      .addColumn('started_by_trigger', types.text(16), (column) => column.notNull())
      .addColumn('started_by', types.text(255), (column) => column.notNull())
      .addColumn('started_at', types.time, (column) => column.notNull())
      .addColumn('completed_at', types.time)
      .addColumn('status', types.text(16), (column) => column.notNull())
      .addColumn('attempts', types.count, (column) => column.notNull())
      .addColumn('reason', types.text(255))
      .addColumn('error_code', types.text(64))
      .addColumn('error', types.longText)
      .addColumn('generation', types.bigCount)
      .addColumn('warnings', types.json, (column) => column.notNull())
      .addColumn('snapshot', types.json)
      .addUniqueConstraint('runs_by_pipeline', ['pipeline', 'started_at', 'run_id'])
      .addUniqueConstraint('runs_by_time', ['started_at', 'run_id'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('log_lines')
      .ifNotExists()
      .addColumn('seq', types.bigCount, (column) => types.rising(column.primaryKey()))
      .addColumn('line_id', types.text(40), (column) => column.notNull())
      .addColumn('run_id', types.text(64), (column) => column.notNull())
      .addColumn('attempt', types.count, (column) => column.notNull())
      .addColumn('ts', types.time, (column) => column.notNull())
      .addColumn('level', types.text(8), (column) => column.notNull())
      .addColumn('step', types.text(32), (column) => column.notNull())
      .addColumn('message', types.longText, (column) => column.notNull())
      .addColumn('error', types.longText)
      .addColumn('duration', types.text(32))
      .addColumn('file_size', types.bigCount)
      .addUniqueConstraint('log_lines_once', ['line_id'])
      .addUniqueConstraint('log_lines_by_run', ['run_id', 'seq'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('generations')
      .ifNotExists()
      .addColumn('pipeline', types.text(64), (column) => column.notNull())
      .addColumn('generation', types.bigCount, (column) => column.notNull())
      .addColumn('run_id', types.text(64), (column) => column.notNull())
      .addColumn('published_at', types.time, (column) => column.notNull())
      .addColumn('database_names', types.json, (column) => column.notNull())
      .addColumn('archives', types.json, (column) => column.notNull())
      .addColumn('table_count', types.count, (column) => column.notNull())
      .addColumn('row_count', types.bigCount, (column) => column.notNull())
      .addPrimaryKeyConstraint('generations_pk', ['pipeline', 'generation'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
