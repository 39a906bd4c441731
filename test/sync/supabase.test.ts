import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildForRun } from '../../src/database-sync/build-for-run.js';
import type { Published } from '../../src/database-sync/publish/publish-transaction.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import type { SyncSelection } from '../../src/contracts/database-sync/selection.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { Place } from './build.js';
import { build, settingsOf } from './build.js';
import type { SupabaseProject } from './supabase-project.js';
import { asked, run, startSupabase } from './supabase-project.js';

const session = { applicationName: 'supabase-test' };

interface Copy extends SyncSelection {
  readonly from: Place;
  readonly to: Place;
  readonly allowMissing?: readonly string[];
}

/** Copies as a run does, and puts the copy live; comes with what it told. */
const copy = async ({ from, to, allowMissing = [], ...selection }: Copy): Promise<Published & { told: string }> => {
  const { epoch, built } = await buildForRun(
    ({ version, facts }) =>
      openDatabaseSource(settingsOf(from), {
        ...session,
        targetVersion: version,
        target: facts,
        profile: 'auto',
        ...selection,
      }),
    settingsOf(to),
    { runId: randomUUID(), pipeline: 'copies', source: 'there', allowMissing },
  );
  const published = await publishGeneration(settingsOf(to), { epoch });
  return { ...published, told: [...built.warnings, ...published.warnings].join('\n') };
};

const rollBack = async (to: Place) =>
  rollbackGeneration(settingsOf(to), { epoch: await takeEpoch(settingsOf(to), randomUUID(), session) });

/** What belongs to the platform: its schemas with all that stands in them, roles, event triggers, owners, grants. */
const platformOf = (place: Place): Promise<string> =>
  asked(
    place,
    `select * from (
       select 'schema', nspname::text, pg_get_userbyid(nspowner)::text, nspacl::text from pg_namespace where nspname in ('auth', 'storage', 'realtime', 'vault', 'extensions', 'graphql', 'graphql_public', 'supabase_migrations')
       union all select 'relation', oid::regclass::text, pg_get_userbyid(relowner), relacl::text from pg_class where relnamespace::regnamespace::text in ('auth', 'storage', 'realtime', 'vault')
       union all select 'routine', oid::regprocedure::text, pg_get_userbyid(proowner), proacl::text from pg_proc where pronamespace::regnamespace::text in ('auth', 'storage', 'extensions', 'graphql_public')
       union all select 'event trigger', evtname, evtfoid::regproc::text, evtenabled::text from pg_event_trigger
       union all select 'role', rolname, rolconfig::text, rolsuper::text from pg_roles
       union all select 'publication', pubname, pg_get_userbyid(pubowner), '' from pg_publication
       union all select 'extension', extname, extnamespace::regnamespace::text, pg_get_userbyid(extowner) from pg_extension
     ) x (a, b, c, d) order by 1, 2, 3, 4`,
  );

const rowsOf = (place: Place): Promise<string> =>
  asked(
    place,
    `select (select md5(string_agg(p::text, ' ' order by id)) from public.profiles p) || (select md5(string_agg(t::text, ' ' order by id)) from public.todos t)
       || (select md5(string_agg(n::text, ' ' order by id)) from app.notes n)`,
  );

const usersTo = (place: Place, last: number) =>
  run(
    place,
    `insert into auth.users (id, email) select ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 'user' || i || '@here.org' from generate_series(1, ${last}) i on conflict do nothing`,
  );

describe.each(['machine', 17] as const)('on PostgreSQL %s', (version) => {
  let project: SupabaseProject;
  let other: SupabaseProject;
  let local: PostgresServer;
  beforeAll(async () => {
    [project, other, local] = await Promise.all([
      startSupabase({ version, app: true }),
      startSupabase({ version }),
      startPostgres({ version }),
    ]);
  });
  afterAll(() => Promise.all([project.stop(), other.stop(), local.stop()]));
  const localPlace = async (name: string): Promise<Place> => {
    await local.query(`create database ${name}`);
    return { server: local, database: name };
  };

  describe.runIf(version === 'machine')('a project into a plain server', () => {
    it('is refused by the names of what needs the platform, and leaves nothing', async () => {
      const to = await localPlace('bare');
      const error: unknown = await copy({ from: project.place, to }).catch((each: unknown) => each);
      expect(error).toMatchObject({ code: 'SOURCE_UNSUITABLE' });
      for (const name of [
        /table constraint profiles_id_fkey on public\.profiles \(it needs the table (?:constraint \w+ on )?auth\.users/,
        /default value for public\.todos\.user_id \(it needs the function auth\.uid\(\)/,
      ])
        expect(String(error)).toMatch(name);
      expect(String(error)).not.toContain('storage');
      expect(await asked(to, `select count(*) from pg_namespace where nspname ~ '^(imp_|app$)'`)).toBe('0');
    });

    it('goes without them where they may be missing; roles that are not there get nothing', async () => {
      const to = await localPlace('without');
      const { told } = await copy({
        from: project.place,
        to,
        allowMissing: ['table constraint profiles_id_fkey *', 'default value *'],
      });
      expect(await rowsOf(to)).toBe(await rowsOf(project.place));
      expect(told).toContain('Grants to "anon", "authenticated", "service_role" are left out');
      expect(told).toContain('The policy "Service" of public.todos is left out: the target has no role "service_role"');
      expect(
        await asked(
          to,
          `select string_agg(nspname, ' ' order by nspname) from pg_namespace where nspname !~ '^(pg_|prev_)'`,
        ),
      ).toBe('app extensions information_schema public stevedore');
      // A policy for a role that is missing would otherwise hold for everybody.
      expect(
        await asked(to, `select string_agg(polname, ' ') from pg_policy where polrelid = 'public.todos'::regclass`),
      ).toBe('null');
      expect(await asked(to, `select public.hashed('x') like '$2%'`)).toBe('true');
    });

    it('takes tables of the platform along where it is asked to', async () => {
      const to = await localPlace('along');
      const { told } = await copy({ from: project.place, to, include: ['auth.users', 'auth.identities'] });
      expect(await rowsOf(to)).toBe(await rowsOf(project.place));
      expect(
        await asked(
          to,
          `select string_agg(relname, ' ' order by relname) from pg_class where relkind = 'r' and relnamespace = 'auth'::regnamespace`,
        ),
      ).toBe('identities users');
      expect(await asked(to, 'select count(*) from auth.users')).toBe('20');
      expect(told).toContain('Objects of "supabase_admin", "supabase_auth_admin" belong to "postgres" at the target');
      // The user's own trigger came with the table.
      await run(to, `insert into auth.users (id, raw_user_meta_data) values (gen_random_uuid(), '{"name": "New"}')`);
      expect(await asked(to, `select count(*) from public.profiles where name = 'New'`)).toBe('1');
    });

    it('goes by a file that has what it refers to, and is fitted to the roles that are there', async () => {
      const to = await localPlace('by_file');
      const folder = temporaryFolder('dumps');
      const wanted = { ...session, profile: 'auto', include: ['auth'] } as const;
      const { name } = await exportDatabase(settingsOf(project.place), dumpFiles(folder), wanted);
      const { epoch, built } = await buildForRun(
        ({ facts }) => openFileSource(join(folder, name), { target: facts, missingRoles: 'omit' }),
        settingsOf(to),
        { runId: randomUUID(), pipeline: 'copies', source: name },
      );
      await publishGeneration(settingsOf(to), { epoch });
      expect(built.schemas.map((each) => each.name).sort()).toEqual(['app', 'auth', 'public']);
      expect(await rowsOf(to)).toBe(await rowsOf(project.place));
      expect(built.warnings.join()).toContain('"supabase_auth_admin"');
    });

    it('has its roles made where it is asked to', async () => {
      const to = await localPlace('roles');
      await copy({ from: project.place, to, include: ['auth'], missingRoles: 'create' });
      expect(
        await asked(
          to,
          `select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname in ('anon', 'authenticated', 'service_role') and not rolcanlogin`,
        ),
      ).toBe('anon authenticated service_role');
      expect(
        await asked(
          to,
          `select string_agg(polname, ', ' order by polname) from pg_policy where polrelid = 'public.todos'::regclass`,
        ),
      ).toBe('Own todos, Service');
      expect(
        await asked(
          to,
          `select has_table_privilege('anon', 'public.todos', 'SELECT') || ' ' || has_table_privilege('anon', 'app.notes', 'SELECT')`,
        ),
      ).toBe('true false');
    });
  });

  describe('into a project, as its user who is no superuser', () => {
    it('goes from another project: the platform stays as it is, and triggers, policies and members follow', async () => {
      const before = await platformOf(other.admin);
      await expect(copy({ from: project.place, to: other.place })).rejects.toMatchObject({
        code: 'POSTGRES_ROW_REFUSED',
      });
      await usersTo(other.place, 20);
      const { told } = await copy({ from: project.place, to: other.place });
      expect(await rowsOf(other.place)).toBe(await rowsOf(project.place));
      expect(await platformOf(other.admin)).toBe(before);
      expect(told).toContain('Default privileges of "supabase_admin" are left out');
      expect(told).toContain(
        'A default privilege of the platform is not kept: alter default privileges for role "supabase_admin"',
      );
      expect(await asked(other.place, 'select count(*) from auth.users')).toBe('20');
      expect(
        await asked(
          other.place,
          `select string_agg(schemaname || '.' || tablename, ' ') from pg_publication_tables where pubname = 'supabase_realtime'`,
        ),
      ).toBe('public.todos');
      await run(
        other.place,
        `insert into auth.users (id, raw_user_meta_data) values (gen_random_uuid(), '{"name": "New"}')`,
      );
      expect(await asked(other.place, `select count(*) from public.profiles where name = 'New'`)).toBe('1');
      expect(
        await asked(
          other.place,
          `select has_table_privilege('anon', 'public.todos', 'SELECT') || ' ' || has_table_privilege('anon', 'app.notes', 'SELECT')`,
        ),
      ).toBe('true false');
      await run(other.place, 'create table public.later (a int); drop table if exists public.later_too');
      expect(await asked(other.place, `select has_table_privilege('anon', 'public.later', 'SELECT')`)).toBe('true');
    });

    it('goes again, and back', async () => {
      await run(project.place, `insert into public.todos (user_id, what) select id, 'more' from public.profiles`);
      await run(
        other.place,
        `delete from auth.users where raw_user_meta_data ->> 'name' = 'New'; drop table public.later`,
      );
      const rows = await rowsOf(other.place);
      const before = await platformOf(other.admin);
      await copy({ from: project.place, to: other.place });
      expect(await rowsOf(other.place)).toBe(await rowsOf(project.place));
      await run(
        other.place,
        `insert into auth.users (id, raw_user_meta_data) values ('00000000-0000-0000-0000-00000000beef', '{"name": "Again"}')`,
      );
      expect(await asked(other.place, `select count(*) from public.profiles where name = 'Again'`)).toBe('1');
      await run(other.place, `delete from auth.users where id = '00000000-0000-0000-0000-00000000beef'`);
      await rollBack(other.place);
      expect(await rowsOf(other.place)).toBe(rows);
      expect(await platformOf(other.admin)).toBe(before);
    });

    it('is refused before a row is copied where the account may not say again what refers to the schemas', async () => {
      await run(other.admin, 'create policy hides on storage.objects using (public.may_see(bucket_id))');
      const error: unknown = await copy({ from: project.place, to: other.place }).catch((each: unknown) => each);
      await run(other.admin, 'drop policy hides on storage.objects');
      expect(error).toMatchObject({ code: 'TARGET_UNSUITABLE' });
      expect(String(error)).toMatch(
        /alter policy "hides" on "storage"\."objects".*must be owner of (?:table|relation) objects/,
      );
      expect(await asked(other.place, `select count(*) from pg_namespace where nspname ~ '^imp_'`)).toBe('0');
    });

    it('goes from a plain server whose roles it lacks, and its services go on reaching the schemas', async () => {
      await local.query(`create role shop_owner`);
      const from = await localPlace('plain_source');
      await local.query(
        `create table public.goods (id int primary key, name text); insert into public.goods select i, 'good ' || i from generate_series(1, 50) i;
         alter table public.goods owner to shop_owner; create role shop_reader; grant select on public.goods to shop_reader`,
        'plain_source',
      );
      await run(other.place, 'drop schema app cascade');
      await expect(copy({ from, to: other.place, schemas: ['public'] })).rejects.toMatchObject({
        code: 'TARGET_UNSUITABLE',
        message: expect.stringContaining('function public.handle_new_user() does not exist') as string,
      });
      await run(other.admin, 'drop trigger on_auth_user_created on auth.users');
      const before = await platformOf(other.admin);
      const { told } = await copy({ from, to: other.place, schemas: ['public'] });
      expect(await platformOf(other.admin)).toBe(before);
      expect(told).toContain('Objects of "shop_owner" belong to "postgres" at the target');
      expect(told).toContain('Grants to "shop_reader" are left out');
      expect(await asked(other.place, 'select count(*) from public.goods')).toBe('50');
      for (const role of ['anon', 'authenticated', 'service_role'])
        expect(
          await asked(
            other.place,
            `select has_schema_privilege('${role}', 'public', 'USAGE') || ' ' || has_table_privilege('${role}', 'public.goods', 'SELECT')`,
          ),
        ).toBe('true true');
      await run(other.place, 'create table public.later (a int)');
      expect(await asked(other.place, `select has_table_privilege('anon', 'public.later', 'SELECT')`)).toBe('true');
    });

    it('is refused for a schema that the platform owns', async () => {
      const error: unknown = await copy({ from: project.place, to: other.place, include: ['auth.users'] }).catch(
        (each: unknown) => each,
      );
      expect(error).toMatchObject({ code: 'TARGET_UNSUITABLE' });
      expect(String(error)).toContain('Cannot replace "auth"');
    });
  });

  it.runIf(version === 'machine')('with the profile "plain" it is a database like any other', async () => {
    const to = await localPlace('whole');
    await expect(build({ from: project.place, to, profile: 'plain' })).rejects.toMatchObject({
      code: 'TARGET_UNSUITABLE',
    });
  });
});
