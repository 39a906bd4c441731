import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** Sign-ins of the console, by the SHA-256 of their tokens. */
export const consoleSessions = (types: ColumnTypes): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('console_sessions')
      .ifNotExists()
      .addColumn('token_hash', types.text(64), (column) => column.primaryKey())
      .addColumn('key_hash', types.text(64))
      .addColumn('proof', types.text(64))
      .addColumn('created_at', types.time, (column) => column.notNull())
      .addColumn('expires_at', types.time, (column) => column.notNull())
      .addUniqueConstraint('console_sessions_by_end', ['expires_at', 'token_hash'])
      .modifyEnd(types.tableEnd)
      .execute();
  },
});
