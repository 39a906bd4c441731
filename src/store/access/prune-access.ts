import type { Kysely, Transaction } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';
import { lockExistingChain } from './audit-chain.js';

/** Deletes audit entries that are older than a time (ISO 8601), and keys that were revoked before it. */
export const pruneAccess = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  const time = toTime(before);
  for (;;) {
    const deleted = await call('delete old audit entries', () =>
      db.transaction().execute(async (trx) => deleteFirst(trx, time)),
    );
    if (deleted < ENTRIES) break;
  }
  await call('delete old keys', () => db.deleteFrom('api_keys').where('revoked_at', '<', time).executeTakeFirst());
};

/** Deletes entries from the beginning of the chain, up to the first that is not old; how many. */
const deleteFirst = async (trx: Transaction<StoreTables>, time: string): Promise<number> => {
  const chain = await lockExistingChain(trx);
  const kept = await trx
    .selectFrom('audit_entries')
    .select('seq')
    .where('at', '>=', time)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  const first = trx.selectFrom('audit_entries').select(['seq', 'chain_hash']).orderBy('seq').limit(ENTRIES);
  const old = await (kept === undefined ? first : first.where('seq', '<', kept.seq)).execute();
  const last = old.at(-1);
  if (last === undefined) return 0;
  await trx.deleteFrom('audit_entries').where('seq', '<=', last.seq).execute();
  if (chain !== undefined && last.seq > chain.begins_after) {
    // One without a hash is no part of the chain.
    const hashed = old.findLast(({ seq, chain_hash: hash }) => seq > chain.begins_after && hash !== null);
    const begins = { begins_after: last.seq, begins_with: hashed?.chain_hash ?? chain.begins_with };
    await trx.updateTable('audit_chain').set(begins).execute();
  }
  return old.length;
};

/** Limits a statement, so that no transaction becomes large. */
const ENTRIES = 1_000;
