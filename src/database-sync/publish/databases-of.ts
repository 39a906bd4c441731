import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { previousName } from '../generation-names.js';
import type { SyncGeneration } from './generation-record.js';

/** The oids of those of the names that are databases. */
export const databasesOf = async (
  connection: PostgresConnection,
  names: readonly string[],
): Promise<Map<string, string>> => {
  const rows = await connection.query(
    'select datname::text as name, oid::text as oid from pg_catalog.pg_database where datname = any ($1::text[])',
    [names],
    'Cannot look for databases',
  );
  return new Map(rows.map(({ name, oid }) => [String(name), String(oid)]));
};

/** Whether the marks know the database: it was live once. */
export const isOwn = (all: readonly SyncGeneration[], oid: string): boolean =>
  all.some(({ database }) => database === oid);

/**
 * Throws TARGET_UNSUITABLE if the name under which the database before the live one is kept is that of a database that
 * somebody else has made: it is neither renamed nor dropped.
 */
export const assertOwnPrevious = async (
  connection: PostgresConnection,
  database: string,
  all: readonly SyncGeneration[],
): Promise<void> => {
  const kept = previousName(database);
  const oid = (await databasesOf(connection, [kept])).get(kept);
  if (oid === undefined || isOwn(all, oid)) return;
  throw new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot publish: there is a database "${kept}" that no publish has set aside; give it another name, or drop it`,
  );
};
