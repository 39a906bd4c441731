import type { Kysely } from 'kysely';
import { ownerOfDefinition } from '../../contracts/definitions/import-definition.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/** Forgets definitions that were made before a time (ISO 8601) and that no run names any more, and their secrets. */
export const pruneDefinitions = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  await call('forget old definitions', async () => {
    const old = db.selectFrom('import_definitions').select('id').where('created_at', '<', toTime(before));
    const found = await old.orderBy('created_at').limit(MOST).execute();
    if (found.length === 0) return;
    const rows = await db.selectFrom('runs').select('options').where('options', 'like', '%"definition":"%').execute();
    const named = new Set(
      rows.map(({ options }) => (JSON.parse(options ?? '{}') as { definition?: string }).definition),
    );
    const ids = found.map(({ id }) => id).filter((id) => !named.has(id));
    if (ids.length === 0) return;
    await db.deleteFrom('secrets').where('owner', 'in', ids.map(ownerOfDefinition)).execute();
    await db.deleteFrom('import_definitions').where('id', 'in', ids).execute();
  });
};

/** The next call goes on. */
const MOST = 1_000;
