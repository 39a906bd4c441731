import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { unquoteName } from '../../connectors/postgres/quote-name.js';
import { readIdentities } from '../catalog/attached/read-identities.js';
import { readerOf } from '../catalog/read-catalog.js';
import { isPlatformSchema, isSupabase } from './supabase.js';

/** What a source is fitted to. */
export interface TargetFacts {
  readonly version: number;
  readonly account: string;
  /** Whether the account may make roles. */
  readonly mayCreateRoles: boolean;
  /** Every role of the server, and whether the account may give objects to it. */
  readonly roles: ReadonlyMap<string, boolean>;
  /** Whether the database is a project of Supabase. */
  readonly isSupabase: boolean;
  /** What stands in schemas of the platform's names, as `type identity`. */
  readonly platform: ReadonlySet<string>;
  /** Extensions that the server offers. */
  readonly extensions: ReadonlySet<string>;
  readonly publications: ReadonlySet<string>;
}

/** Reads with any account, and changes nothing. */
export const readTargetFacts = async (connection: PostgresConnection): Promise<TargetFacts> => {
  const member = connection.serverVersion >= 160_000 ? 'SET' : 'MEMBER';
  const roles = await connection.query(
    `select rolname::text as name, pg_has_role(current_user, oid, '${member}') as settable, rolname = current_user as own,
        rolsuper or rolcreaterole as creates from pg_catalog.pg_roles`,
    [],
    'Cannot read the roles',
  );
  const own = roles.find((row) => row['own'] === true) ?? {};
  const extensions = await connection.query(
    'select name::text as name from pg_catalog.pg_available_extensions',
    [],
    'Cannot read the extensions of the server',
  );
  const publications = await connection.query(
    'select pubname::text as name from pg_catalog.pg_publication',
    [],
    'Cannot read the publications',
  );
  const identities = await readIdentities(readerOf(connection));
  return {
    version: connection.serverVersion,
    account: String(own['name']),
    mayCreateRoles: own['creates'] === true,
    roles: new Map(roles.map((row) => [String(row['name']), row['settable'] === true])),
    isSupabase: await isSupabase(connection),
    platform: new Set(
      identities
        .filter(({ schema }) => schema !== null && isPlatformSchema(unquoteName(schema)))
        .map(({ type, identity }) => `${type} ${identity}`),
    ),
    extensions: new Set(extensions.map(({ name }) => String(name))),
    publications: new Set(publications.map(({ name }) => String(name))),
  };
};
