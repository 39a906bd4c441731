import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';
import { createInstallation } from './002-installation.js';

/**
 * Every change of the tables, in order; a released one is never edited. The server commits each statement by itself,
 * so each statement must be harmless when an interrupted migration runs again.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '001_runs_log_lines_generations': { up: createTables },
  '002_installation': { up: createInstallation },
};

/**
 * Every index is a unique one, because it can stand in the CREATE TABLE: MySQL has no CREATE INDEX IF NOT EXISTS.
 * The same on MySQL 8.0 and MariaDB 10.6; `_bin`: names differ by case.
 */
const OPTIONS = sql`engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin`;

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('runs')
    .ifNotExists()
    .addColumn('run_id', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('pipeline', 'varchar(64)', (column) => column.notNull())
    .addColumn('workflow_id', 'varchar(255)', (column) => column.notNull())
    .addColumn('started_by_trigger', 'varchar(16)', (column) => column.notNull())
    .addColumn('started_by', 'varchar(255)', (column) => column.notNull())
    .addColumn('started_at', sql`datetime(3)`, (column) => column.notNull())
    .addColumn('completed_at', sql`datetime(3)`)
    .addColumn('status', 'varchar(16)', (column) => column.notNull())
    .addColumn('attempts', sql`int unsigned`, (column) => column.notNull())
    .addColumn('reason', 'varchar(255)')
    .addColumn('error_code', 'varchar(64)')
    .addColumn('error', 'text')
    .addColumn('generation', sql`bigint unsigned`)
    .addColumn('warnings', sql`longtext`, (column) => column.notNull())
    .addColumn('snapshot', sql`longtext`)
    .addUniqueConstraint('runs_by_pipeline', ['pipeline', 'started_at', 'run_id'])
    .addUniqueConstraint('runs_by_time', ['started_at', 'run_id'])
    .modifyEnd(OPTIONS)
    .execute();
  await db.schema
    .createTable('log_lines')
    .ifNotExists()
    .addColumn('seq', sql`bigint unsigned`, (column) => column.primaryKey().autoIncrement())
    .addColumn('line_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('run_id', 'varchar(64)', (column) => column.notNull())
    .addColumn('attempt', sql`int unsigned`, (column) => column.notNull())
    .addColumn('ts', sql`datetime(3)`, (column) => column.notNull())
    .addColumn('level', 'varchar(8)', (column) => column.notNull())
    .addColumn('step', 'varchar(32)', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('duration', 'varchar(32)')
    .addColumn('file_size', sql`bigint unsigned`)
    .addUniqueConstraint('log_lines_once', ['line_id'])
    .addUniqueConstraint('log_lines_by_run', ['run_id', 'seq'])
    .modifyEnd(OPTIONS)
    .execute();
  await db.schema
    .createTable('generations')
    .ifNotExists()
    .addColumn('pipeline', 'varchar(64)', (column) => column.notNull())
    .addColumn('generation', sql`bigint unsigned`, (column) => column.notNull())
    .addColumn('run_id', 'varchar(64)', (column) => column.notNull())
    .addColumn('published_at', sql`datetime(3)`, (column) => column.notNull())
    .addColumn('database_names', sql`longtext`, (column) => column.notNull())
    .addColumn('archives', sql`longtext`, (column) => column.notNull())
    .addColumn('table_count', sql`int unsigned`, (column) => column.notNull())
    .addColumn('row_count', sql`bigint unsigned`, (column) => column.notNull())
    .addPrimaryKeyConstraint('generations_pk', ['pipeline', 'generation'])
    .modifyEnd(OPTIONS)
    .execute();
}
