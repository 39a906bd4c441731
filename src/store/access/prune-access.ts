import type { Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/** Deletes audit entries that are older than a time (ISO 8601), and keys that were revoked before it. */
export const pruneAccess = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  const time = toTime(before);
  for (;;) {
    const old = await call('read the old audit entries', () =>
      db.selectFrom('audit_entries').select('seq').where('at', '<', time).orderBy('at').limit(ENTRIES).execute(),
    );
    if (old.length === 0) break;
    const numbers = old.map(({ seq }) => seq);
    await call('delete old audit entries', () =>
      db.deleteFrom('audit_entries').where('seq', 'in', numbers).executeTakeFirst(),
    );
  }
  await call('delete old keys', () => db.deleteFrom('api_keys').where('revoked_at', '<', time).executeTakeFirst());
};

/** Limits a statement, so that no transaction becomes large. */
const ENTRIES = 1_000;
