import { sql } from 'kysely';
import pg from 'pg';
import type { PostgresStoreSettings } from '../../contracts/settings.js';
import type { StoreEngine } from '../engine.js';
import { postgresColumnTypes, toTimestamp } from './column-values.js';
import { LockingPostgresDialect } from './dialect.js';
import { postgresErrors } from './error-names.js';
import { openPostgresPool, sessionName, withPostgresServer } from './open-pool.js';
import { surveyPostgres } from './survey.js';
import { keepExisting } from './upsert.js';

/** The store on PostgreSQL 13 or newer, in its own schema. */
export const createPostgresEngine = (settings: PostgresStoreSettings): StoreEngine => {
  const pool = openPostgresPool(settings);
  return {
    dialect: new LockingPostgresDialect({ pool }),
    columnTypes: postgresColumnTypes,
    errors: postgresErrors,
    currentSchema: sql<string>`current_schema()`,
    migrationSchema: settings.schema,
    toTime: toTimestamp,
    keepExisting,
    lockSoon: async (trx, row) => {
      await sql`set local lock_timeout = '2s'`.execute(trx);
      return row.forUpdate().executeTakeFirst();
    },
    continueSequence: async (db, table, column) => {
      const highest = sql`(select max(${sql.ref(column)}) from ${sql.table(table)})`;
      await sql`select setval(pg_get_serial_sequence(${`${table}`}, ${column}), ${highest}) where ${highest} is not null`.execute(
        db,
      );
    },
    countOtherSessions: async (db) => {
      const { rows } = await sql<{ sessions: number }>`select count(*) as sessions from pg_stat_activity
        where datname = current_database() and application_name = ${sessionName(settings.schema)} and pid <> pg_backend_pid()`.execute(
        db,
      );
      return rows[0]?.sessions ?? 0;
    },
    survey: () => surveyPostgres(settings),
    createSchema: () =>
      withPostgresServer(settings, async (client) => {
        const exists = () =>
          client
            .query('select from pg_namespace where nspname = $1', [settings.schema])
            .then(({ rowCount }) => rowCount === 1);
        // An account that may not create schemas may use an existing one.
        if (await exists()) return;
        try {
          await client.query(`create schema if not exists ${pg.escapeIdentifier(settings.schema)}`);
        } catch (error) {
          // When two programs do this at once, IF NOT EXISTS does not prevent a unique_violation.
          if (!(await exists())) throw error;
        }
      }),
    close: async () => {
      await pool.end().catch(() => undefined);
    },
  };
};
