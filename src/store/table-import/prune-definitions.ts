import type { Kysely } from 'kysely';
import { ownerOfDefinition } from '../../contracts/definitions/import-definition.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';

/**
 * Forgets definitions that were made before a time (ISO 8601) and that no run names any more, and their secrets;
 * also secrets of then whose definition never came, because the server was killed in between.
 */
export const pruneDefinitions = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  await call('forget secrets without a definition', async () => {
    // Of then only: the secret comes before its definition.
    const old = db.selectFrom('secrets').select(['id', 'owner']).where('created_at', '<', toTime(before));
    const found = await old.where('owner', 'like', `${ownerOfDefinition('')}%`).execute();
    const kept = new Set<string>();
    for (const part of inParts(found.map(({ owner }) => owner.slice(ownerOfDefinition('').length)))) {
      const rows = await db.selectFrom('import_definitions').select('id').where('id', 'in', part).execute();
      for (const { id } of rows) kept.add(ownerOfDefinition(id));
    }
    for (const part of inParts(found.filter(({ owner }) => !kept.has(owner)).map(({ id }) => id)))
      await db.deleteFrom('secrets').where('id', 'in', part).execute();
  });
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

/** A statement has a limited number of parameters. */
function* inParts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += MOST) yield all.slice(at, at + MOST);
}
