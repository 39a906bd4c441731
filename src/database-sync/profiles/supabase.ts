import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { SyncProfile } from '../../contracts/database-sync/selection.js';
import { matchesGlob } from '../../contracts/matches-glob.js';

/** Schemas that Supabase keeps in every project, and changes with its own upgrades. */
const SCHEMAS: ReadonlySet<string> = new Set([
  '_analytics',
  '_realtime',
  '_supavisor',
  'auth',
  'cron',
  'etl',
  'extensions',
  'graphql',
  'graphql_public',
  'net',
  'pgbouncer',
  'pgmq',
  'pgmq_public',
  'pgsodium',
  'pgsodium_masks',
  'pgtle',
  'realtime',
  'storage',
  'supabase_functions',
  'supabase_migrations',
  'vault',
]);

/** Extensions that it installs by itself, or that work with its own services only. */
const EXTENSIONS: ReadonlySet<string> = new Set([
  'hypopg',
  'index_advisor',
  'pg_cron',
  'pg_graphql',
  'pg_net',
  'pg_stat_statements',
  'pg_tle',
  'pgaudit',
  'pgjwt',
  'pgmq',
  'pgsodium',
  'plpgsql_check',
  'supabase_vault',
  'wrappers',
]);

/** Its publication, whose tables are the user's choice. */
export const PLATFORM_PUBLICATION = 'supabase_realtime';

export const isPlatformSchema = (name: string): boolean => SCHEMAS.has(name);

export const isPlatformExtension = (name: string): boolean => EXTENSIONS.has(name);

/** Roles that it makes, by which its services and its user's clients log in. */
export const isPlatformRole = (name: string): boolean =>
  ['anon', 'authenticated', 'authenticator', 'dashboard_user', 'pgbouncer', 'postgres', 'service_role'].includes(
    name,
  ) || name.startsWith('supabase_');

/** Whether an entry of `include` means the schema, or a table of it. */
export const includesSchema = (include: readonly string[], schema: string): boolean =>
  include.some((each) => matchesGlob(each.split('.')[0] ?? '', schema));

/** Whether an entry of `include` means the table. */
export const includesTable = (include: readonly string[], schema: string, table: string): boolean =>
  include.some((each) => matchesGlob(each.includes('.') ? each : `${each}.*`, `${schema}.${table}`));

/** Whether the database is a project's: its platform's roles own schemas in it. */
export const isSupabase = async (connection: PostgresConnection): Promise<boolean> => {
  const [row] = await connection.query(
    `select exists (select from pg_catalog.pg_namespace n join pg_catalog.pg_roles r on r.oid = n.nspowner
        where n.nspname in ('auth', 'storage') and r.rolname like 'supabase\\_%') as is`,
    [],
    'Cannot look for the platform of a database',
  );
  return row?.['is'] === true;
};

/** Whether a copy leaves the platform's own alone. `there` is whether one of its ends is a project of Supabase. */
export const leavesPlatform = (profile: SyncProfile, there: boolean): boolean =>
  profile === 'supabase' || (profile === 'auto' && there);
