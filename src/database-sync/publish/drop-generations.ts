import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { displacedName, isDisplacedName, previousName } from '../generation-names.js';
import type { Epoch } from '../fence/epoch.js';
import { dropSchemas } from '../stage/drop-schemas.js';
import { databasesOf, isOwn } from './databases-of.js';
import { listGenerations, noteGone } from './generation-record.js';
import { keptSchemas } from './own-schemas.js';
import { isByDatabase } from './rollback-generation.js';

/**
 * Drops generations that publishes have set aside, or that an earlier call has begun to drop, in transactions that the
 * server has room for; with `previous` also the one that a rollback would go to. With an epoch each transaction holds
 * it. Broken off, it may be called again. Returns how many schemas it dropped. Throws FENCED.
 */
export const dropGenerations = async (
  connection: PostgresConnection,
  { previous = false, epoch }: { readonly previous?: boolean; readonly epoch?: Epoch } = {},
): Promise<number> => {
  const rows = await connection.query(
    `select nspname::text as name from pg_catalog.pg_namespace where nspname like 'stevedore\\_old\\_%' order by 1`,
    [],
    'Cannot look for old generations',
  );
  const names = rows.map(({ name }) => String(name)).filter(isDisplacedName);
  const all = await listGenerations(connection);
  const kept = all.find(({ state }) => state === 'previous');
  // First, so that nobody rolls back to a half of it; broken off after that, it is dropped the next time.
  if (previous && kept !== undefined) await noteGone(connection, [kept.runId]);
  if (previous || kept === undefined) names.push(...(await keptSchemas(connection, all)));
  await dropSchemas(connection, names, epoch);
  return names.length + (await dropDatabases(connection, previous));
};

/** Databases that publishes have set aside: those alone that this database's own marks tell of. */
const dropDatabases = async (connection: PostgresConnection, previous: boolean): Promise<number> => {
  const all = await listGenerations(connection);
  if (!all.some(({ record }) => record?.ownDatabase === true)) return 0;
  const [row] = await connection.query('select current_database()::text as name');
  const database = String(row?.['name']);
  const isKept = !previous && isByDatabase(all) && all.some(({ state }) => state === 'previous');
  const there = await databasesOf(connection, [
    ...[0, ...all.map(({ generation }) => generation)].map((generation) => displacedName(database, generation)),
    ...(isKept ? [] : [previousName(database)]),
  ]);
  const own = [...there].filter(([, oid]) => isOwn(all, oid));
  for (const [name] of own)
    await connection.execute(
      `drop database if exists ${quoteName(name)} with (force)`,
      [],
      `Cannot drop the database "${name}"`,
    );
  return own.length;
};
