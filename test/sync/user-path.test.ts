import { afterAll, beforeAll, expect, it } from 'vitest';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { copyDatabaseSettings } from '../../src/database-sync/publish/copy-database-settings.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { Place } from './build.js';
import { build, goLive, settingsOf } from './build.js';
import { createDatabase, differenceOf, dumpDefinitions } from './schema-databases.js';

let server: PostgresServer;
const ACCOUNT = { user: 'keeper', password: 'kept' };
beforeAll(async () => {
  server = await startPostgres();
  await server.query(`create role keeper superuser login password 'kept'; create role "Odd ""one""" login`);
});
afterAll(() => server.stop());

const placeOf = (database: string): Place => ({ server, database, account: ACCOUNT });

it('"$user" in the search_path of a routine means the copy, and not what is live, while rows come in', async () => {
  for (const database of ['path_source', 'path_target']) await createDatabase(server, database);
  // The schema of the account's name: live it has another function of the same name.
  const definitions = (factor: number) =>
    `create schema keeper; create function keeper.factor() returns int language sql immutable as 'select ${factor}';
     create function public.calc(int) returns int language plpgsql immutable set search_path = "$user", public, "Odd, one" as $$ begin return $1 * factor(); end $$;
     create procedure public.does() language plpgsql set search_path = '$user' as $$ begin perform factor(); end $$;
     create table public.t (id int check (public.calc(id) = id * ${factor}), more int generated always as (public.calc(id)) stored);
     create index by_calc on public.t (public.calc(id)); insert into public.t select i from generate_series(1, 100) i`;
  const asKeeper = (database: string, sql: string) =>
    withConnection(settingsOf(placeOf(database)), { applicationName: 'path' }, (connection) => connection.query(sql));
  await asKeeper('path_source', definitions(2));
  await asKeeper('path_target', definitions(3));
  await goLive(placeOf('path_target'), await build({ from: placeOf('path_source'), to: placeOf('path_target') }));
  const [first, second] = [await dumpDefinitions(server, 'path_source'), await dumpDefinitions(server, 'path_target')];
  expect(differenceOf(first, second)).toEqual([]);
  expect(second).toContain(`SET search_path TO '$user', 'public', 'Odd, one'`);
  const found = await asKeeper(
    'path_target',
    `select (select sum(more) from public.t)::int as sum, (select count(*)::int from public.t where public.calc(id) = 20) as indexed`,
  );
  expect(found).toEqual([{ sum: 10_100, indexed: 1 }]);
});

it('"$user" in the settings of a database, and of a role in it, is the same of a database that takes its place', async () => {
  for (const database of ['kept_settings', 'next_settings']) await createDatabase(server, database);
  await server.query(
    `alter database kept_settings set search_path = "$user", public, "Odd, ""one""";
     alter role keeper in database kept_settings set search_path = '$user'; alter role "Odd ""one""" in database kept_settings set search_path = '';
     alter database kept_settings set datestyle = 'ISO, DMY'; alter database kept_settings set app.path = '"$user", public'`,
  );
  const warnings = await withConnection(settingsOf(placeOf('kept_settings')), { applicationName: 'path' }, (live) =>
    withConnection(settingsOf(placeOf('next_settings')), { applicationName: 'path' }, (next) =>
      copyDatabaseSettings(live, next, 'next_settings'),
    ),
  );
  expect(warnings).toEqual([]);
  const of = (database: string) =>
    server.query(
      `select s.setrole::regrole, unnest(s.setconfig) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where datname = '${database}' order by 1, 2`,
    );
  expect(await of('kept_settings')).toContain('search_path="$user", public, "Odd, ""one"""');
  expect(await of('next_settings')).toBe(await of('kept_settings'));
  expect(await server.query(`set role keeper; select current_schemas(false)`, 'next_settings')).toBe('{public}');
});
