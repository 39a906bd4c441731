import { Migrator } from 'kysely';
import type { Kysely } from 'kysely';
import type { StoreEngine } from './engine.js';
import type { MigrationEngine } from './migrations/list-migrations.js';
import { listMigrations } from './migrations/list-migrations.js';
import type { StoreTables } from './tables.js';

/**
 * Migrates the tables to the newest version. Programs that start together wait for each other by the dialect's lock.
 */
export const migrate = async (
  db: Kysely<StoreTables>,
  engine: MigrationEngine & Pick<StoreEngine, 'migrationSchema'>,
): Promise<void> => {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...listMigrations(engine) }) },
    migrationTableName: 'store_migrations',
    migrationLockTableName: 'store_migrations_lock',
    ...(engine.migrationSchema !== undefined && { migrationTableSchema: engine.migrationSchema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
};
