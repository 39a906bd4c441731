import type { Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/** Deletes imports of projects that ended before a time (ISO 8601), with their files and errors. */
export const pruneProjectJobs = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  await call('delete old imports of projects', async () => {
    const old = db.selectFrom('cpi_jobs').select('id').where('completed_at', '<', toTime(before));
    const ids = (await old.orderBy('completed_at').limit(MOST).execute()).map(({ id }) => id);
    if (ids.length === 0) return;
    // The job goes last, so that an interrupted call is made up for.
    await db.deleteFrom('cpi_job_errors').where('job_id', 'in', ids).execute();
    await db.deleteFrom('cpi_job_files').where('job_id', 'in', ids).execute();
    await db.deleteFrom('cpi_jobs').where('id', 'in', ids).execute();
  });
};

/** The next call goes on. */
const MOST = 1_000;
