import type { Kysely, Selectable } from 'kysely';
import type { KeyRecord } from '../../contracts/access/key-record.js';
import { fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { KeyStore } from './access-stores.js';
import type { ApiKeysTable, StoreTables } from '../tables.js';

/** The API's keys in their table; see `KeyStore`. */
export const createKeyStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): KeyStore => {
  const find = async (column: 'key_id' | 'hash', value: string): Promise<KeyRecord | undefined> => {
    const row = await db.selectFrom('api_keys').selectAll().where(column, '=', value).executeTakeFirst();
    return row === undefined ? undefined : toRecord(row);
  };
  const rowOf = (record: KeyRecord, hash: string) => ({
    key_id: record.id,
    name: record.name,
    live_name: record.name,
    hash,
    role: record.role,
    pipelines: record.pipelines === undefined ? null : JSON.stringify(record.pipelines),
    created_at: toTime(record.createdAt),
    created_by: record.createdBy,
    expires_at: record.expiresAt === undefined ? null : toTime(record.expiresAt),
    requests_per_minute: record.requestsPerMinute ?? null,
    concurrent_requests: record.concurrentRequests ?? null,
    first_key_id: record.firstId ?? null,
  });
  return {
    add: (record, hash) =>
      call('record the key', async () => {
        const row = rowOf(record, hash);
        await keepExisting(db.insertInto('api_keys').values(row), ['live_name']).execute();
        return (await find('key_id', record.id)) !== undefined;
      }),
    replace: (id, successor, hash, endsAt) =>
      call('replace the key', () =>
        db.transaction().execute(async (trx) => {
          const ofKey = trx.selectFrom('api_keys').selectAll().where('key_id', '=', id).forUpdate();
          const before = await ofKey.executeTakeFirst();
          if (before?.replaced_by === successor.id) return true;
          if (before === undefined || before.live_name === null) return false;
          const ends = before.expires_at === null ? undefined : fromDatetime(before.expires_at);
          const endsFirst = ends !== undefined && ends < endsAt ? ends : endsAt;
          const end = { live_name: null, replaced_by: successor.id, expires_at: toTime(endsFirst) };
          await trx.updateTable('api_keys').set(end).where('key_id', '=', id).execute();
          await trx.insertInto('api_keys').values(rowOf(successor, hash)).execute();
          return true;
        }),
      ),
    byHash: (hash) => call('read the key', () => find('hash', hash)),
    list: () =>
      call('list the keys', async () => {
        const query = db.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('key_id', 'desc');
        return (await query.execute()).map(toRecord);
      }),
    revoke: (id, at, by) =>
      call('revoke the key', async () => {
        const end = { revoked_at: toTime(at), revoked_by: by, live_name: null };
        for (let ids = [id]; ids.length > 0; ) {
          await db
            .updateTable('api_keys')
            .set(end)
            .where('key_id', 'in', ids)
            .where('revoked_at', 'is', null)
            .execute();
          const replaced = db.selectFrom('api_keys').select('key_id').where('replaced_by', 'in', ids);
          ids = (await replaced.execute()).map(({ key_id: one }) => one);
        }
        return find('key_id', id);
      }),
    noteUse: (id, at, notSince) =>
      call('record the use of the key', async () => {
        await db
          .updateTable('api_keys')
          .set({ last_used_at: toTime(at) })
          .where('key_id', '=', id)
          .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', toTime(notSince))]))
          .execute();
      }),
  };
};

const toRecord = (row: Selectable<ApiKeysTable>): KeyRecord => ({
  id: row.key_id,
  name: row.name,
  role: row.role as KeyRecord['role'],
  ...(row.pipelines === null ? {} : { pipelines: JSON.parse(row.pipelines) as string[] }),
  createdAt: fromDatetime(row.created_at),
  createdBy: row.created_by,
  ...(row.expires_at === null ? {} : { expiresAt: fromDatetime(row.expires_at) }),
  ...(row.last_used_at === null ? {} : { lastUsedAt: fromDatetime(row.last_used_at) }),
  ...(row.revoked_at === null ? {} : { revokedAt: fromDatetime(row.revoked_at) }),
  ...(row.revoked_by === null ? {} : { revokedBy: row.revoked_by }),
  ...(row.requests_per_minute === null ? {} : { requestsPerMinute: row.requests_per_minute }),
  ...(row.concurrent_requests === null ? {} : { concurrentRequests: row.concurrent_requests }),
  ...(row.replaced_by === null ? {} : { replacedBy: row.replaced_by }),
  ...(row.first_key_id === null ? {} : { firstId: row.first_key_id }),
});
