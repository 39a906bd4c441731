import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** `imported_files`: one row for each file of a run of tables. `source_hash` is of what names the file for good. */
export const importedFiles = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('imported_files')
      .ifNotExists()
      .addColumn('run_id', types.text(64), (column) => column.notNull())
      .addColumn('file_no', types.count, (column) => column.notNull())
      .addColumn('pipeline', types.text(64), (column) => column.notNull())
      .addColumn('source_hash', types.text(64), (column) => column.notNull())
      .addColumn('source', types.longText, (column) => column.notNull())
      .addColumn('name', types.text(255), (column) => column.notNull())
      .addColumn('size', types.bigCount, (column) => column.notNull())
      .addColumn('mod_time', types.time, (column) => column.notNull())
      .addColumn('checksum', types.text(255))
      .addColumn('connection', types.text(64), (column) => column.notNull())
      .addColumn('table_name', types.text(255), (column) => column.notNull())
      .addColumn('state', types.text(16), (column) => column.notNull())
      .addColumn('at', types.time, (column) => column.notNull())
      .addColumn('reading', types.json, (column) => column.notNull())
      .addPrimaryKeyConstraint('imported_files_key', ['run_id', 'file_no'])
      .addUniqueConstraint('imported_files_by_source', ['pipeline', 'source_hash', 'state', 'run_id', 'file_no'])
      .addUniqueConstraint('imported_files_by_time', ['at', 'run_id', 'file_no'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
