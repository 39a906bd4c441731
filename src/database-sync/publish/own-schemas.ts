import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { previousName } from '../generation-names.js';
import type { SyncGeneration } from './generation-record.js';
import { listGenerations } from './generation-record.js';

/** The oids of those of the names that are schemas. */
export const schemasOf = async (
  connection: PostgresConnection,
  names: readonly string[],
): Promise<Map<string, string>> => {
  const rows = await connection.query(
    'select nspname::text as name, oid::text as oid from pg_catalog.pg_namespace where nspname = any ($1::text[])',
    [names],
    'Cannot look for schemas',
  );
  return new Map(rows.map(({ name, oid }) => [String(name), String(oid)]));
};

/** Those of the names that are schemas which were live once, by the marks. */
export const ownSchemas = async (
  connection: PostgresConnection,
  names: readonly string[],
  all: readonly SyncGeneration[],
): Promise<string[]> => {
  const known = new Set(all.flatMap(({ schemaOids = [] }) => schemaOids));
  return [...(await schemasOf(connection, names))].filter(([, oid]) => known.has(oid)).map(([name]) => name);
};

/** All schemas that a publish, or a rollback, has kept beside what is live, and that still have that name. */
export const keptSchemas = async (
  connection: PostgresConnection,
  all: readonly SyncGeneration[],
): Promise<string[]> => {
  const rows = await connection.query(
    `select nspname::text as name from pg_catalog.pg_namespace where nspname like 'prev\\_%' order by 1`,
    [],
    'Cannot look for schemas',
  );
  return ownSchemas(
    connection,
    rows.map(({ name }) => String(name)),
    all,
  );
};

/**
 * Throws TARGET_UNSUITABLE if a name under which one of the schemas is kept, once another is live, is that of a schema
 * that somebody else has made: it is neither renamed nor dropped.
 */
export const assertOwnPreviousSchemas = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  all?: readonly SyncGeneration[],
): Promise<void> => {
  const kept = schemas.map(previousName);
  const own = new Set(await ownSchemas(connection, kept, all ?? (await listGenerations(connection))));
  const others = [...(await schemasOf(connection, kept)).keys()].filter((name) => !own.has(name));
  if (others.length === 0) return;
  throw new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot publish: no publish has set aside ${others.map((name) => `"${name}"`).join(', ')}, and the schema before the live one would be kept under that name; give it another one, or drop it`,
  );
};
