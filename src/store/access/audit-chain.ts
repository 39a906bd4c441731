/**
 * Each entry of the audit has the SHA-256 of what it says and of the hash before it, so that an entry that was changed,
 * removed or put in between later does not fit.
 *
 * 1. Whoever adds or prunes entries has locked the row of `audit_chain`, so entries follow each other in the order of
 *    their numbers, whatever the number of programs.
 * 2. Pruning takes entries from the beginning only, and notes the hash that the rest begins with.
 * 3. Who may write the store can make a new chain from the changed entry on: a hash that was noted elsewhere then is no
 *    part of it.
 * 4. An entry without a hash is one that a server of an earlier version has added, while servers are upgraded one after
 *    another: nothing protects it, and it is counted as that. Whoever takes the hash from an entry breaks the next one,
 *    or the end.
 */
import { createHash } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { AuditPosition, AuditVerification, AuditVerifyQuery } from './access-stores.js';
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
 * Locks the chain until the transaction ends; undefined where there is none. It fails soon where somebody keeps it
 * locked, because requests wait for the connections that would wait here.
 */
export const lockChain = (
  trx: Transaction<StoreTables>,
  { lockSoon }: Pick<StoreEngine, 'lockSoon'>,
): Promise<Selectable<AuditChainTable> | undefined> => lockSoon(trx, trx.selectFrom('audit_chain').selectAll());

/**
 * Begins the chain behind the entries that are there, unless another program has. Outside of a transaction: of several
 * that have looked for the row in vain and lock its place, none could add it.
 */
export const beginChain = async (
  db: Kysely<StoreTables>,
  { keepExisting }: Pick<StoreEngine, 'keepExisting'>,
): Promise<void> => {
  const newest = await db
    .selectFrom('audit_entries')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  // The highest number of an empty table is NULL.
  const row = { only: 1, begins_after: Number(newest?.seq ?? 0), begins_with: '', ends_with: '' };
  await keepExisting(db.insertInto('audit_chain').values(row), ['only']).execute();
};

/** Undefined where there is no chain yet. */
export const lockExistingChain = (trx: Transaction<StoreTables>): Promise<Selectable<AuditChainTable> | undefined> =>
  trx.selectFrom('audit_chain').selectAll().forUpdate().executeTakeFirst();

/**
 * See `AuditStore.verify`. It goes on behind an entry that does not fit, with the hash that this one has. What is added
 * meanwhile is looked at, too; where entries are pruned meanwhile, this part begins again.
 */
export const verifyChain = async (
  db: Kysely<StoreTables>,
  { expected, from, partMs = PART_MS, batch = ROWS }: AuditVerifyQuery,
): Promise<AuditVerification> => {
  const readChain = () => db.selectFrom('audit_chain').selectAll().executeTakeFirst();
  for (;;) {
    const chain = await readChain();
    const found =
      chain === undefined
        ? await withoutChain(db, expected)
        : await follow(db, {
            chain,
            expected,
            partMs,
            batch,
            start: from ?? (await firstPosition(db, chain, expected)),
          });
    if (found.broken === undefined || found.broken.id === from?.broken?.id) return found;
    const now = await readChain();
    if (now?.begins_after === chain?.begins_after) return found;
  }
};

/** Before the first entry with a hash. One that has a hash although the chain begins behind it lost its chain. */
const firstPosition = async (
  db: Kysely<StoreTables>,
  { begins_after: seq, begins_with: hash }: Selectable<AuditChainTable>,
  expected: string | undefined,
): Promise<AuditPosition> => {
  const { before, stray } = await readBefore(db, seq);
  return {
    ...{ seq, hash, before, hasExpected: hash === expected },
    ...(stray === undefined
      ? { entries: 0, brokenEntries: 0 }
      : { entries: stray.count, brokenEntries: stray.count, broken: stray.first }),
  };
};

const withoutChain = async (db: Kysely<StoreTables>, expected: string | undefined): Promise<AuditVerification> => {
  const { before, stray } = await readBefore(db, Number.MAX_SAFE_INTEGER);
  return {
    before,
    ...(stray === undefined
      ? { entries: 0, brokenEntries: 0 }
      : { entries: stray.count, brokenEntries: stray.count, broken: stray.first }),
    ...(expected === undefined ? {} : { hasExpected: false }),
  };
};

const readBefore = async (db: Kysely<StoreTables>, seq: number) => {
  const rows = db.selectFrom('audit_entries').where('seq', '<=', seq);
  const hashed = rows.where('chain_hash', 'is not', null);
  const countOf = async (query: typeof rows): Promise<number> =>
    Number((await query.select((eb) => eb.fn.countAll().as('rows')).executeTakeFirst())?.rows ?? 0);
  const before = await countOf(rows.where('chain_hash', 'is', null));
  const first = await hashed.select(['entry_id', 'at']).orderBy('seq').limit(1).executeTakeFirst();
  if (first === undefined) return { before };
  const broken = { id: first.entry_id, at: fromDatetime(first.at), why: STRAY };
  return { before, stray: { count: await countOf(hashed), first: broken } };
};

interface Part {
  readonly chain: Selectable<AuditChainTable>;
  readonly start: AuditPosition;
  readonly expected: string | undefined;
  readonly partMs: number;
  readonly batch: number;
}

const follow = async (
  db: Kysely<StoreTables>,
  { chain, start, expected, partMs, batch }: Part,
): Promise<AuditVerification> => {
  // What was looked at may be pruned by now.
  const isPruned = start.seq < chain.begins_after;
  let { seq, hash } = isPruned ? { seq: chain.begins_after, hash: chain.begins_with } : start;
  let { entries, brokenEntries, broken, unprotected, hasExpected } = start;
  let reached = hash === chain.ends_with;
  const until = performance.now() + partMs;
  for (;;) {
    const query = db.selectFrom('audit_entries').selectAll().where('seq', '>', seq).orderBy('seq').limit(batch);
    const rows = await query.execute();
    for (const row of rows) {
      entries += 1;
      seq = row.seq;
      if (row.chain_hash === null) {
        const at = fromDatetime(row.at);
        unprotected = { entries: 1 + (unprotected?.entries ?? 0), firstAt: unprotected?.firstAt ?? at, lastAt: at };
        continue;
      }
      if (row.chain_hash !== chainHash(hash, row)) {
        brokenEntries += 1;
        broken ??= { id: row.entry_id, at: fromDatetime(row.at), why: CHANGED };
      }
      hash = row.chain_hash;
      reached ||= hash === chain.ends_with;
      hasExpected ||= hash === expected;
    }
    const position = {
      ...{ seq, hash, entries, brokenEntries, before: start.before, hasExpected },
      ...(broken === undefined ? {} : { broken }),
      ...(unprotected === undefined ? {} : { unprotected }),
    };
    const isLast = rows.length < batch;
    if (!isLast && performance.now() < until) continue;
    if (isLast && !reached) broken ??= { why: 'the newest entries are missing, or lost their hashes' };
    return {
      ...{ entries, brokenEntries, before: start.before },
      ...(hash === '' ? {} : { end: hash }),
      ...(broken === undefined ? {} : { broken }),
      ...(unprotected === undefined ? {} : { unprotected }),
      ...(expected === undefined ? {} : { hasExpected }),
      ...(isLast ? {} : { next: position }),
    };
  }
};

const CHANGED = 'it was changed, or one before it was removed, put in between, or lost its hash';
const STRAY = 'it has a hash, but the beginning of the chain that it belongs to is missing';

const ROWS = 1_000;
/** Whoever asks over HTTP waits so long for a part. */
const PART_MS = 3_000;
