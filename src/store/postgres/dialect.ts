import { PostgresAdapter, PostgresDialect, sql } from 'kysely';
import type { Kysely } from 'kysely';
import { StevedoreError } from '../../contracts/errors.js';

/** One lock per schema of a database; others migrate independently. */
const LOCK = sql`hashtextextended('stevedore ' || current_schema(), 0)`;
const WAIT_SECONDS = 60;

/**
 * Kysely's dialect for PostgreSQL with our own migration lock. The session that holds it also runs the migrations, in
 * one transaction: if its connection is lost, the lock is free and nothing was changed.
 */
export class LockingPostgresDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new LockingAdapter();
  }
}

class LockingAdapter extends PostgresAdapter {
  override async acquireMigrationLock(db: Kysely<never>): Promise<void> {
    try {
      // For this statement only: outside a transaction the setting ends with it.
      await sql`with wait as materialized (select set_config('lock_timeout', ${`${WAIT_SECONDS}s`}, true) as set)
        select pg_advisory_lock(${LOCK}) from wait where set <> ''`.execute(db);
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03') throw error;
      const state = `another program held the migration lock for ${WAIT_SECONDS} s`;
      throw new StevedoreError('STORE_FAILED', `Cannot update the tables of the store: ${state}`);
    }
  }

  override async releaseMigrationLock(db: Kysely<never>): Promise<void> {
    await sql`select pg_advisory_unlock(${LOCK})`.execute(db);
  }
}
