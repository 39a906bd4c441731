import type { Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/** Deletes notifications of before a time (ISO 8601). */
export const pruneNotifications = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  await call('delete old notifications', () =>
    db.deleteFrom('notifications').where('created_at', '<', toTime(before)).executeTakeFirst(),
  );
};
