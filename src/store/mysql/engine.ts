import { CompiledQuery, sql } from 'kysely';
import type { DatabaseConnection } from 'kysely';
import type { MysqlStoreSettings } from '../../contracts/settings.js';
import type { StoreEngine } from '../engine.js';
import { mysqlColumnTypes, toDatetime } from './column-values.js';
import { LockingMysqlDialect } from './dialect.js';
import { mysqlErrors } from './error-names.js';
import { openMysqlPool, withMysqlServer } from './open-pool.js';
import { surveyMysql } from './survey.js';
import { keepExisting } from './upsert.js';

/** The store on MySQL 8.0 or MariaDB 10.6, or newer. */
export const createMysqlEngine = (settings: MysqlStoreSettings): StoreEngine => {
  const pool = openMysqlPool(settings);
  return {
    dialect: new LockingMysqlDialect({ pool, onCreateConnection: prepareSession }),
    columnTypes: mysqlColumnTypes,
    errors: mysqlErrors,
    currentSchema: sql<string>`database()`,
    toTime: toDatetime,
    keepExisting,
    // Either server takes the other's way for a comment.
    lockSoon: (_trx, row) =>
      row
        .modifyFront(sql`/*+ set_var(innodb_lock_wait_timeout = 2) */`)
        .modifyEnd(sql`for update /*M! wait 2 */`)
        .executeTakeFirst(),
    // InnoDB continues after what was inserted.
    continueSequence: () => Promise.resolve(),
    countOtherSessions: async (db) => {
      const { rows } = await sql<{ sessions: number }>`select count(*) as sessions from information_schema.processlist
        where db = database() and id <> connection_id()`.execute(db);
      return rows[0]?.sessions ?? 0;
    },
    survey: () => surveyMysql(settings),
    createSchema: async () => {
      if (!settings.createSchema) return;
      const name = `\`${settings.schema.replaceAll('`', '``')}\``;
      await withMysqlServer(settings, (query) => query(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4`));
    },
    close: () =>
      new Promise((resolve) => {
        // Ending a pool whose server is gone fails, and there is nothing left to end.
        pool.end(() => resolve());
      }),
  };
};

/**
 * The driver escapes values with backslashes, which a server with NO_BACKSLASH_ESCAPES would misread. Setting the mode,
 * character set and time zone makes a session independent of the server's.
 */
const prepareSession = async (connection: DatabaseConnection): Promise<void> => {
  const settings = "set names utf8mb4, session sql_mode = 'STRICT_ALL_TABLES', session time_zone = '+00:00'";
  await connection.executeQuery(CompiledQuery.raw(settings));
};
