import type { Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/** Deletes exports that ended before a time (ISO 8601), with their keys, and what is known of files of then. */
export const pruneExports = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  await call('delete old exports', () =>
    db.deleteFrom('export_jobs').where('completed_at', '<', toTime(before)).executeTakeFirst(),
  );
  await call('delete old files of exports', () =>
    db.deleteFrom('export_files').where('created_at', '<', toTime(before)).executeTakeFirst(),
  );
};
