import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** Secrets that were given by API, encrypted, and the imports that were asked for by API. */
export const secretsImportDefinitions = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('secrets')
      .ifNotExists()
      .addColumn('id', types.text(36), (column) => column.primaryKey())
      .addColumn('owner', types.text(64), (column) => column.notNull())
      .addColumn('key_id', types.text(16), (column) => column.notNull())
      .addColumn('sealed', types.json, (column) => column.notNull())
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addUniqueConstraint('secrets_by_owner', ['owner', 'id'])
      .addUniqueConstraint('secrets_by_key', ['key_id', 'id'])
      .modifyEnd(types.tableEnd)
      .execute();
    await db.schema
      .createTable('import_definitions')
      .ifNotExists()
      .addColumn('id', types.text(36), (column) => column.primaryKey())
      .addColumn('label', types.text(255), (column) => column.notNull())
      .addColumn('definition', types.json, (column) => column.notNull())
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addUniqueConstraint('import_definitions_by_time', ['created_at', 'id'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
