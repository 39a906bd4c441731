import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** `live_name` is the name of a key that is not revoked, else NULL: a name is free again once its key is revoked. */
export const apiKeys = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('api_keys')
      .ifNotExists()
      .addColumn('key_id', types.text(36), (column) => column.primaryKey())
      .addColumn('name', types.text(64), (column) => column.notNull())
      .addColumn('live_name', types.text(64))
      .addColumn('hash', types.text(64), (column) => column.notNull())
      .addColumn('role', types.text(16), (column) => column.notNull())
      .addColumn('pipelines', types.json)
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addColumn('created_by', types.text(64), (column) => column.notNull())
      .addColumn('expires_at', types.time)
      .addColumn('last_used_at', types.time)
      .addColumn('revoked_at', types.time)
      .addColumn('revoked_by', types.text(64))
      .addUniqueConstraint('api_keys_by_name', ['live_name'])
      .addUniqueConstraint('api_keys_by_hash', ['hash'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
