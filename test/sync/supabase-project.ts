import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import type { PostgresServer } from '../support/postgres-server.js';
import type { PostgresVersion } from '../support/postgres-programs.js';
import { startPostgres } from '../support/postgres-server.js';
import type { Place } from './build.js';
import { settingsOf } from './build.js';

/** A server as a project of Supabase is: its database `postgres`, in which `postgres` is no superuser. */
export interface SupabaseProject {
  readonly server: PostgresServer;
  /** As its user reaches it. */
  readonly place: Place;
  /** As its superuser `supabase_admin` does. */
  readonly admin: Place;
  readonly stop: () => Promise<void>;
}

/** Runs statements, which come with what they answered last. */
export const asked = async (place: Place, sql: string): Promise<string> =>
  withConnection(settingsOf(place), { applicationName: 'supabase-test' }, async (connection) => {
    const rows = await connection.query(sql);
    return rows.map((row) => Object.values(row).map(String).join(' ')).join('\n');
  });

export const run = async (place: Place, sql: string): Promise<void> => {
  await withConnection(settingsOf(place), { applicationName: 'supabase-test' }, (connection) =>
    connection.execute(sql),
  );
};

const fileOf = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`schemas/${name}.sql`, import.meta.url)), 'utf8');

/** Starts a project; with `app`, what its user has made in it. */
export const startSupabase = async ({
  version = 'machine',
  app = false,
}: {
  readonly version?: PostgresVersion;
  readonly app?: boolean;
} = {}): Promise<SupabaseProject> => {
  const server = await startPostgres({ version, settings: ['shared_preload_libraries=pg_stat_statements'] });
  // The first superuser of a server stays one: it gets the platform's name.
  await server.query(`create role setting_up superuser login password 'x'`);
  const at = (user: string): Place => ({ server, database: 'postgres', account: { user, password: 'x' } });
  await run(
    at('setting_up'),
    `alter role postgres rename to supabase_admin; alter role supabase_admin password 'x';
     create role postgres nosuperuser createdb createrole login replication bypassrls password 'x';
     alter database postgres owner to postgres`,
  );
  const [admin, place] = [at('supabase_admin'), at('postgres')];
  await run(admin, `drop role setting_up`);
  await run(admin, fileOf('supabase'));
  if (app) await run(place, fileOf('supabase-app'));
  return { server, place, admin, stop: () => server.stop() };
};
