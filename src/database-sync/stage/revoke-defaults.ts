import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { Catalog } from '../catalog/read-families.js';
import { readUnlocked } from '../catalog/read-catalog.js';
import { reconcileGrants } from '../ddl/attached/reconcile-grants.js';
import { planDdl } from '../ddl/plan-ddl.js';
import { runStatements } from '../ddl/run-statements.js';

/** Takes back what the target's own default privileges gave of new objects of these schemas. */
export const revokeDefaults = async (connection: PostgresConnection, schemas: readonly string[]): Promise<void> => {
  const catalog = await readUnlocked(connection);
  await runStatements(connection, reconcileGrants(asBorn(catalog), withGrantsOf(catalog, schemas)));
};

/** A catalogue of the same objects that nobody has granted anything of. */
const asBorn = (catalog: Catalog): Catalog => ({ ...catalog, grants: [] });

/** With the grants of what stands in the schemas only. */
export const withGrantsOf = (catalog: Catalog, schemas: readonly string[]): Catalog => {
  const { covered } = planDdl(catalog, { scope: { schemas, outside: 'needed' } });
  return { ...catalog, grants: catalog.grants.filter(({ object }) => covered.has(object)) };
};
