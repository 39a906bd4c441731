import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { StevedoreError } from '../../contracts/errors.js';
import type { StoreEngine } from '../engine.js';
import type { StoreTables } from '../tables.js';

/** Exists in a store from the first row that a copy writes until everything is verified. */
const MARK = 'store_copy';

export const markUnfinished = async (db: Kysely<StoreTables>, { columnTypes }: StoreEngine): Promise<void> => {
  await db.schema
    .createTable(MARK)
    .ifNotExists()
    .addColumn('only', columnTypes.tiny)
    .modifyEnd(columnTypes.tableEnd)
    .execute();
};

export const unmark = async (db: Kysely<StoreTables>): Promise<void> => {
  await db.schema.dropTable(MARK).ifExists().execute();
};

export const isUnfinished = async (db: Kysely<StoreTables>, { errors }: StoreEngine): Promise<boolean> => {
  try {
    await sql`select 1 from ${sql.table(MARK)}`.execute(db);
    return true;
  } catch (error) {
    if (errors.noTable.has(errors.nameOf(error))) return false;
    throw error;
  }
};

/** Programs must not continue from a part of an installation's records. */
export const refuseUnfinished = async (db: Kysely<StoreTables>, engine: StoreEngine): Promise<void> => {
  if (!(await isUnfinished(db, engine))) return;
  throw new StevedoreError(
    'STORE_FAILED',
    'Cannot use the store: a copy into it has not ended; run "stevedore store copy" again',
  );
};
