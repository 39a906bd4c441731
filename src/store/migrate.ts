import { Migrator } from 'kysely';
import type { Kysely } from 'kysely';
import { migrations } from './migrations/001-runs-log-lines-generations.js';
import type { StoreTables } from './tables.js';

/** Brings the tables to the newest version. Programs that start together wait for each other by the dialect's lock. */
export const migrate = async (db: Kysely<StoreTables>): Promise<void> => {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: 'store_migrations',
    migrationLockTableName: 'store_migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
};
