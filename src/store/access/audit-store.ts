import type { Kysely, Selectable, Transaction } from 'kysely';
import type { AuditEntry } from '../../contracts/access/audit-entry.js';
import { cut, fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { AuditStore } from './access-stores.js';
import type { AuditEntriesTable, StoreTables } from '../tables.js';
import { beginChain, chainHash, lockChain, verifyChain } from './audit-chain.js';

/** Who did what, in its table; see `AuditStore`. */
export const createAuditStore = (
  db: Kysely<StoreTables>,
  call: Call,
  longCall: Call,
  { toTime, keepExisting, lockSoon }: Pick<StoreEngine, 'toTime' | 'keepExisting' | 'lockSoon'>,
): AuditStore => ({
  add: (entry) =>
    call('record the audit', async () => {
      const row = {
        entry_id: entry.id,
        at: toTime(entry.at),
        asked_by: cut(entry.by, 64),
        key_id: entry.keyId === undefined ? null : cut(entry.keyId, 36),
        role: entry.role,
        action: cut(entry.action, 40),
        pipeline: entry.pipeline === undefined ? null : cut(entry.pipeline, 64),
        run_id: entry.runId === undefined ? null : cut(entry.runId, 64),
        subject: entry.subject === undefined ? null : cut(entry.subject, 64),
        outcome: entry.outcome,
        status: entry.status,
        code: entry.code ?? null,
        request_id: entry.requestId === undefined ? null : cut(entry.requestId, 255),
      };
      const addToChain = async (trx: Transaction<StoreTables>): Promise<boolean> => {
        const chain = await lockChain(trx, { lockSoon });
        if (chain === undefined) return false;
        const known = trx.selectFrom('audit_entries').select('seq').where('entry_id', '=', row.entry_id);
        if ((await known.executeTakeFirst()) !== undefined) return true;
        const hash = chainHash(chain.ends_with, { ...row, at: new Date(entry.at) });
        await trx
          .insertInto('audit_entries')
          .values({ ...row, chain_hash: hash })
          .execute();
        await trx.updateTable('audit_chain').set({ ends_with: hash }).execute();
        return true;
      };
      while (!(await db.transaction().execute(addToChain))) await beginChain(db, { keepExisting });
    }),
  list: ({ pipeline, limit = 50, before } = {}) =>
    call('read the audit', async () => {
      const size = Math.min(Math.max(1, Math.trunc(limit)), 500);
      let query = db
        .selectFrom('audit_entries')
        .selectAll()
        .orderBy('seq', 'desc')
        .limit(size + 1);
      if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
      if (before !== undefined) query = query.where('seq', '<', before);
      const rows = await query.execute();
      const shown = rows.slice(0, size);
      const last = shown.at(-1);
      return { entries: shown.map(toEntry), ...(rows.length > size && last !== undefined ? { next: last.seq } : {}) };
    }),
  verify: (query = {}) => longCall('verify the audit', () => verifyChain(db, query)),
});

const toEntry = (row: Selectable<AuditEntriesTable>): AuditEntry => ({
  id: row.entry_id,
  at: fromDatetime(row.at),
  by: row.asked_by,
  ...(row.key_id === null ? {} : { keyId: row.key_id }),
  role: row.role as AuditEntry['role'],
  action: row.action,
  ...(row.pipeline === null ? {} : { pipeline: row.pipeline }),
  ...(row.run_id === null ? {} : { runId: row.run_id }),
  ...(row.subject === null ? {} : { subject: row.subject }),
  outcome: row.outcome as AuditEntry['outcome'],
  status: row.status,
  ...(row.code === null ? {} : { code: row.code }),
  ...(row.request_id === null ? {} : { requestId: row.request_id }),
});
