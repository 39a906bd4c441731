import type { Kysely } from 'kysely';
import type { ImportDefinition } from '../../contracts/definitions/import-definition.js';
import { ownerOfDefinition } from '../../contracts/definitions/import-definition.js';
import { cut } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { DefinitionStore } from '../store.js';
import type { StoreTables } from '../tables.js';

/** The imports that were asked for by API, in their table; see `DefinitionStore`. */
export const createDefinitionStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): DefinitionStore => ({
  add: (definition) =>
    call('keep what an import has to do', async () => {
      const { id, label, createdAt } = definition;
      const row = { id, label: cut(label, 255), definition: JSON.stringify(definition), created_at: toTime(createdAt) };
      await keepExisting(db.insertInto('import_definitions').values(row), ['id']).execute();
    }),
  get: (id) =>
    call('read what an import has to do', async () => {
      const query = db.selectFrom('import_definitions').select('definition').where('id', '=', id);
      const row = await query.executeTakeFirst();
      return row === undefined ? undefined : (JSON.parse(row.definition) as ImportDefinition);
    }),
  remove: (id) =>
    call('forget what an import had to do', async () => {
      await db.deleteFrom('secrets').where('owner', '=', ownerOfDefinition(id)).execute();
      await db.deleteFrom('import_definitions').where('id', '=', id).execute();
    }),
});
