import { CompiledQuery, Kysely, sql } from 'kysely';
import type { DatabaseConnection, MysqlPool } from 'kysely';
import { createGenerationStore } from './generation-store.js';
import { LockingMysqlDialect } from './mysql/dialect.js';
import { readInstallation } from './read-installation.js';
import { createLogStore } from './log-store.js';
import { migrate } from './migrate.js';
import { pruneRuns } from './prune-runs.js';
import { createRunStore } from './run-store.js';
import { storeCall } from './store-call.js';
import type { Store } from './store.js';
import type { StoreTables } from './tables.js';

/** A pool of mysql2 (its callback form) with a default schema, `charset: 'utf8mb4'` and `timezone: 'Z'`. */
export type StorePool = MysqlPool;

export interface StoreOptions {
  /** A server that does not answer for so long counts as unreachable. @default 10_000 */
  readonly timeoutMs?: number;
}

const MIGRATION_TIMEOUT_MS = 120_000;

/** The store in the pool's schema; nothing is asked of the server before the first call. `close()` ends the pool. */
export const createStore = (pool: StorePool, { timeoutMs = 10_000 }: StoreOptions = {}): Store => {
  const db = new Kysely<StoreTables>({
    dialect: new LockingMysqlDialect({ pool, onCreateConnection: prepareSession }),
  });
  const call = <T>(action: string, operation: () => Promise<T>): Promise<T> => storeCall(action, timeoutMs, operation);
  return {
    migrate: () => storeCall('update the tables of the store', MIGRATION_TIMEOUT_MS, () => migrate(db)),
    ping: () =>
      call('reach the store', async () => {
        await sql`select 1`.execute(db);
      }),
    installation: () => call('read the installation of the store', () => readInstallation(db)),
    prune: (before, keepRunIds = []) => pruneRuns(db, call, before, keepRunIds),
    runs: createRunStore(db, call),
    logs: createLogStore(db, call),
    generations: createGenerationStore(db, call),
    close: () =>
      new Promise((resolve) => {
        // Ending a pool whose server is gone fails, and there is nothing left to end.
        pool.end(() => resolve());
      }),
  };
};

/**
 * The driver escapes values with backslashes, so a server with NO_BACKSLASH_ESCAPES would take them for something else.
 * With a mode, a character set and a time zone of its own, a session does not depend on the server's.
 */
const prepareSession = async (connection: DatabaseConnection): Promise<void> => {
  const settings = "set names utf8mb4, session sql_mode = 'STRICT_ALL_TABLES', session time_zone = '+00:00'";
  await connection.executeQuery(CompiledQuery.raw(settings));
};
