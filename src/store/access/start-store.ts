import type { Kysely } from 'kysely';
import { fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StartAnswer, StartRequest, StartStore } from './access-stores.js';
import type { StoreTables } from '../tables.js';

/** The requests for starts that carry an idempotency key; see `StartStore`. */
export const createStartStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): StartStore => ({
  claim: (request, notBefore) =>
    call('record the request', async (): Promise<StartRequest> => {
      await db.deleteFrom('start_requests').where('created_at', '<', toTime(notBefore)).execute();
      const row = {
        key_hash: request.keyHash,
        request_hash: request.requestHash,
        start_id: request.startId,
        created_at: toTime(request.createdAt),
      };
      await keepExisting(db.insertInto('start_requests').values(row), ['key_hash']).execute();
      const first = await db
        .selectFrom('start_requests')
        .selectAll()
        .where('key_hash', '=', request.keyHash)
        .executeTakeFirstOrThrow();
      return {
        keyHash: first.key_hash,
        requestHash: first.request_hash,
        startId: first.start_id,
        createdAt: fromDatetime(first.created_at),
        ...(first.answer === null ? {} : { answer: JSON.parse(first.answer) as StartAnswer }),
      };
    }),
  answer: (keyHash, answer) =>
    call('record the answer', async () => {
      await db
        .updateTable('start_requests')
        .set({ answer: JSON.stringify(answer) })
        .where('key_hash', '=', keyHash)
        .where('answer', 'is', null)
        .execute();
    }),
});
