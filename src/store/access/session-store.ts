import type { Kysely } from 'kysely';
import { fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { SessionStore } from './access-stores.js';
import type { StoreTables } from '../tables.js';

/** Sign-ins of the console in their table; see `SessionStore`. */
export const createSessionStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
): SessionStore => ({
  add: (session, tokenHash) =>
    call('record the session', async () => {
      await db.deleteFrom('console_sessions').where('expires_at', '<=', toTime(session.createdAt)).execute();
      const row = {
        token_hash: tokenHash,
        key_hash: session.keyHash ?? null,
        proof: session.proof ?? null,
        created_at: toTime(session.createdAt),
        expires_at: toTime(session.expiresAt),
      };
      await db.insertInto('console_sessions').values(row).execute();
    }),
  byTokenHash: (tokenHash) =>
    call('read the session', async () => {
      const query = db.selectFrom('console_sessions').selectAll().where('token_hash', '=', tokenHash);
      const row = await query.executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        ...(row.key_hash === null ? {} : { keyHash: row.key_hash }),
        ...(row.proof === null ? {} : { proof: row.proof }),
        createdAt: fromDatetime(row.created_at),
        expiresAt: fromDatetime(row.expires_at),
      };
    }),
  remove: (tokenHash) =>
    call('end the session', async () => {
      await db.deleteFrom('console_sessions').where('token_hash', '=', tokenHash).execute();
    }),
});
