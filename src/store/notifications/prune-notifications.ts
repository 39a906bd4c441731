import type { Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/**
 * Deletes notifications of before a time (ISO 8601). That nothing was imported stays true, and is noticed again and
 * again, until something is: by its row a server knows that it has told that, so the row is kept for a year more.
 */
export const pruneNotifications = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  await call('delete old notifications', () =>
    db
      .deleteFrom('notifications')
      .where('created_at', '<', toTime(before))
      .where((its) =>
        its.or([its('event', '!=', 'nothing_imported'), its('created_at', '<', toTime(aYearBefore(before)))]),
      )
      .executeTakeFirst(),
  );
};

const aYearBefore = (time: string): string => new Date(Date.parse(time) - 365 * 86_400_000).toISOString();
