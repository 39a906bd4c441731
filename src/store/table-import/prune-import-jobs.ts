import type { Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/** Deletes imports that ended before a time (ISO 8601), and with each its idempotency key. */
export const pruneImportJobs = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  await call('delete old imports', () =>
    db.deleteFrom('import_jobs').where('completed_at', '<', toTime(before)).executeTakeFirst(),
  );
};
