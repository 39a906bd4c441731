import { MysqlAdapter, MysqlDialect, sql } from 'kysely';
import type { Kysely } from 'kysely';
import { StevedoreError } from '../../contracts/errors.js';

/** One lock per schema; other schemas of the same server migrate independently. */
// MySQL 9.6 and later have no MD5 function.
const LOCK = sql`concat('stevedore_', left(sha2(database(), 256), 32))`;
const WAIT_SECONDS = 60;

/**
 * Kysely's MySQL dialect with a migration lock that is really held: Kysely's own ignores the answer, so that a lock
 * that timed out counts as taken.
 */
export class LockingMysqlDialect extends MysqlDialect {
  override createAdapter(): MysqlAdapter {
    return new LockingAdapter();
  }
}

class LockingAdapter extends MysqlAdapter {
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    const { rows } = await sql<{ taken: number | null }>`select get_lock(${LOCK}, ${WAIT_SECONDS}) as taken`.execute(
      db,
    );
    if (rows[0]?.taken === 1) return;
    const state = `another program held the migration lock for ${WAIT_SECONDS} s`;
    throw new StevedoreError('STORE_FAILED', `Cannot update the tables of the store: ${state}`);
  }

  override async releaseMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select release_lock(${LOCK})`.execute(db);
  }
}
