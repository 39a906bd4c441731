import type { Kysely } from 'kysely';
import { cut } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { ApiMetricsStore } from '../store.js';
import type { StoreTables } from '../tables.js';

/** The requests of the API in their table, which people read by SQL; see `ApiMetricsStore`. */
export const createApiMetricsStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
): ApiMetricsStore => ({
  add: (requests) =>
    call('record the requests', async () => {
      for (let from = 0; from < requests.length; from += ROWS) {
        const rows = requests.slice(from, from + ROWS).map((request) => ({
          request_id: cut(request.requestId, 255),
          endpoint: cut(request.endpoint, 255),
          method: cut(request.method, 16),
          status_code: request.status,
          duration_ms: Math.round(request.durationMs),
          rows_processed: request.rows,
          errors: request.errors,
          timestamp: toTime(request.at),
        }));
        await db.insertInto('api_metrics').values(rows).execute();
      }
    }),
  prune: async (before) => {
    for (;;) {
      const old = await call('read the old requests', () =>
        db
          .selectFrom('api_metrics')
          .select('id')
          .where('timestamp', '<', toTime(before))
          .orderBy('timestamp')
          .limit(ROWS)
          .execute(),
      );
      if (old.length === 0) return;
      const ids = old.map(({ id }) => id);
      await call('delete old requests', () => db.deleteFrom('api_metrics').where('id', 'in', ids).executeTakeFirst());
    }
  },
});

/** Of one statement. */
const ROWS = 1_000;
