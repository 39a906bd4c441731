/**
 * Each entry of the audit has the SHA-256 of what it says and of the hash before it, so that an entry that was changed,
 * removed or put in between later does not fit.
 *
 * 1. Whoever adds or prunes entries has locked the row of `audit_chain`, so entries follow each other in the order of
 *    their numbers, whatever the number of programs.
 * 2. Pruning takes entries from the beginning only, and notes the hash that the rest begins with.
 * 3. Who may write the store can make a new chain from the changed entry on: a hash that was noted elsewhere then is no
 *    part of it.
 */
import { createHash } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { AuditVerification } from './access-stores.js';
import type { AuditChainTable, AuditEntriesTable, StoreTables } from '../tables.js';

type Row = Omit<Selectable<AuditEntriesTable>, 'seq' | 'chain_hash'>;

/** The hash of an entry as it is stored. */
export const chainHash = (before: string, row: Row): string => {
  const { entry_id, asked_by, key_id, role, action, pipeline, run_id, subject, outcome, status, code, request_id } =
    row;
  const said = [entry_id, fromDatetime(row.at), asked_by, key_id, role, action];
  const done = [pipeline, run_id, subject, outcome, status, code, request_id];
  return createHash('sha256')
    .update(JSON.stringify([before, ...said, ...done]))
    .digest('hex');
};

/**
 * Locks the chain until the transaction ends; begins one where there is none. It fails soon where somebody keeps it
 * locked, because requests wait for the connections that would wait here.
 */
export const lockChain = async (
  trx: Transaction<StoreTables>,
  { keepExisting, lockSoon }: Pick<StoreEngine, 'keepExisting' | 'lockSoon'>,
): Promise<Selectable<AuditChainTable>> => {
  const locked = await lockSoon(trx, trx.selectFrom('audit_chain').selectAll());
  if (locked !== undefined) return locked;
  const newest = await trx
    .selectFrom('audit_entries')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  // The sum is NULL of an empty table.
  const row = { only: 1, begins_after: Number(newest?.seq ?? 0), begins_with: '', ends_with: '' };
  await keepExisting(trx.insertInto('audit_chain').values(row), ['only']).execute();
  return trx.selectFrom('audit_chain').selectAll().forUpdate().executeTakeFirstOrThrow();
};

/** Undefined where there is no chain yet. */
export const lockExistingChain = (trx: Transaction<StoreTables>): Promise<Selectable<AuditChainTable> | undefined> =>
  trx.selectFrom('audit_chain').selectAll().forUpdate().executeTakeFirst();

/**
 * See `AuditStore.verify`. It goes on behind an entry that does not fit, with the hash that this one has. What is added
 * meanwhile is looked at, too; where entries are pruned it begins again.
 */
export const verifyChain = async (db: Kysely<StoreTables>, expected?: string): Promise<AuditVerification> => {
  for (;;) {
    const chain = await db.selectFrom('audit_chain').selectAll().executeTakeFirst();
    const found = await follow(db, chain, expected);
    const now = await db.selectFrom('audit_chain').select('begins_after').executeTakeFirst();
    if (found.broken === undefined || now?.begins_after === chain?.begins_after) return found;
  }
};

const follow = async (
  db: Kysely<StoreTables>,
  chain: Selectable<AuditChainTable> | undefined,
  expected: string | undefined,
): Promise<AuditVerification> => {
  const first = chain?.begins_after ?? Number.MAX_SAFE_INTEGER;
  const count = await db
    .selectFrom('audit_entries')
    .select((eb) => eb.fn.countAll().as('rows'))
    .where('seq', '<=', first)
    .executeTakeFirst();
  const before = Number(count?.rows ?? 0);
  const none = { entries: 0, brokenEntries: 0, before };
  if (chain === undefined) return { ...none, ...(expected === undefined ? {} : { hasExpected: false }) };
  let hash = chain.begins_with;
  let entries = 0;
  let brokenEntries = 0;
  let broken: AuditVerification['broken'];
  let reached = hash === chain.ends_with;
  let hasExpected = hash === expected;
  for (let last = first; ; ) {
    const rows = await db
      .selectFrom('audit_entries')
      .selectAll()
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(ROWS)
      .execute();
    for (const row of rows) {
      if (row.chain_hash !== chainHash(hash, row)) {
        brokenEntries += 1;
        broken ??= { id: row.entry_id, at: fromDatetime(row.at), why: row.chain_hash === null ? UNHASHED : CHANGED };
      }
      hash = row.chain_hash ?? hash;
      entries += 1;
      last = row.seq;
      reached ||= hash === chain.ends_with;
      hasExpected ||= hash === expected;
    }
    if (rows.length < ROWS) break;
  }
  if (!reached) broken ??= { why: 'the newest entries are missing' };
  return {
    entries,
    brokenEntries,
    before,
    ...(hash === '' ? {} : { end: hash }),
    ...(broken === undefined ? {} : { broken }),
    ...(expected === undefined ? {} : { hasExpected }),
  };
};

const CHANGED = 'it was changed, or one before it was removed or put in between';
const UNHASHED = 'it has no hash: a server of an earlier version wrote it, or somebody put it in between';

const ROWS = 1_000;
