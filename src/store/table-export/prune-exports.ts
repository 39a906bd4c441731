import type { Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/** Deletes exports that ended before a time (ISO 8601), with their keys; what is known of files goes with the files. */
export const pruneExports = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  await call('delete old exports', () =>
    db.deleteFrom('export_jobs').where('completed_at', '<', toTime(before)).executeTakeFirst(),
  );
};
