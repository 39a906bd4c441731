import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import { newestPgDump } from '../support/postgres-programs.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { Place } from './build.js';
import { build, goLive, settingsOf } from './build.js';
import { contentOf } from './odd-rows.js';
import { createDatabase, differenceOf, dumpDefinitions, restoreByPsql } from './schema-databases.js';

/**
 * Definitions that would stop, or change, the rows of whoever loads them after them. `keeper` owns everything, is no
 * superuser and sees rows by the policies only.
 */
const HINDRANCES = `
  create table public.secrets (id int primary key, t text); insert into public.secrets select i, 'secret ' || i from generate_series(1, 10) i;
  create table public.leaves (id int primary key, secret int references public.secrets, twice int generated always as (id * 2) stored);
  insert into public.leaves select i, i from generate_series(1, 10) i;
  create materialized view public.first_two as select id, t from public.secrets; create unique index on public.first_two (id);
  create table public.parts (id int, at date) partition by range (at);
  create table public.parts_old partition of public.parts for values from (minvalue) to ('2020-01-01'); create table public.parts_new partition of public.parts default;
  insert into public.parts select i, '2019-12-25'::date + i from generate_series(1, 20) i;
  create table public.heirs (more int) inherits (public.secrets); insert into public.heirs values (11, 'heir', 1);
  create table public.guarded (id int generated always as identity, t text not null); insert into public.guarded (t) values ('one'), ('two');
  create function public.never() returns trigger language plpgsql as $$ begin raise exception 'a trigger has run'; end $$;
  create trigger always before insert on public.guarded for each row execute function public.never(); alter table public.guarded enable always trigger always;
  create trigger as_replica after insert on public.guarded for each statement execute function public.never(); alter table public.guarded enable replica trigger as_replica;
  create trigger empties before truncate on public.guarded for each statement execute function public.never(); alter table public.guarded enable always trigger empties;
  create table public.ruled (id int, t text); insert into public.ruled values (1, 'a'), (2, 'b');
  create rule nothing as on insert to public.ruled do instead nothing; create rule kept as on delete to public.ruled do instead nothing; alter table public.ruled enable always rule nothing;
  create domain public.short as text; create table public.worded (w public.short, v int); insert into public.worded values ('long ago', -1), ('x', 1);
  alter domain public.short add constraint is_short check (length(value) < 3) not valid; comment on constraint is_short on domain public.short is 'of new ones';
  alter table public.worded add constraint is_positive check (v > 0) not valid;
  alter table public.ruled replica identity full; alter table public.worded replica identity nothing;
  alter table public.ruled set (fillfactor = 40, autovacuum_enabled = false, toast.autovacuum_enabled = false); alter table public.ruled alter t set storage external, alter t set statistics 7, alter t set (n_distinct = 3);
  alter table public.secrets enable row level security; alter table public.secrets force row level security;
  alter table public.leaves enable row level security; alter table public.leaves force row level security;
  alter table public.parts enable row level security; alter table public.parts force row level security;
  alter table public.parts_old force row level security; alter table public.heirs force row level security; alter table public.guarded enable row level security;
  create policy first on public.secrets using (id < 3); create policy none on public.leaves using (false);
  do $$ declare it text; begin
    for it in select c.oid::regclass::text from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm') loop execute 'alter table ' || it || ' owner to keeper'; end loop;
  end $$;
  alter schema public owner to keeper; alter function public.never() owner to keeper; alter domain public.short owner to keeper; refresh materialized view public.first_two`;

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  await server.query(
    `create role keeper login password 'kept' createdb nosuperuser nobypassrls; grant pg_signal_backend to keeper`,
  );
  await createDatabase(server, 'hindering');
  await server.query(HINDRANCES, 'hindering');
});
afterAll(() => server.stop());

let made = 0;
/** A database of the account that sees rows by policies only. */
const target = async (): Promise<Place> => {
  made += 1;
  const database = `kept_${made}`;
  await createDatabase(server, database);
  await server.query(`alter database ${database} owner to keeper`);
  await server.query('alter schema public owner to keeper', database);
  return { server, database, account: { user: 'keeper', password: 'kept' } };
};

const expectEqual = async (database: string): Promise<void> => {
  const [wanted, made] = [await dumpDefinitions(server, 'hindering'), await dumpDefinitions(server, database)];
  expect(differenceOf(wanted, made)).toEqual([]);
  expect(await contentOf(server, database)).toBe(await contentOf(server, 'hindering'));
};

const fromFile = async (path: string, to: Place, publish: 'schemas' | 'database' = 'schemas') => {
  const source = () => openFileSource(path, { workFolder: temporaryFolder('work') });
  return buildGeneration(source, settingsOf(to), { applicationName: 'hindered', publish });
};

const exported = async (): Promise<string> => {
  const files = dumpFiles(temporaryFolder('dumps'));
  const from = settingsOf({ server, database: 'hindering' });
  return (await exportDatabase(from, files, { applicationName: 'hindered', compress: false })).path;
};

const dumped = async (...options: readonly string[]): Promise<string> => {
  const file = join(temporaryFolder('dump'), 'dump.sql');
  const place = ['-h', server.host, '-p', `${server.port}`, '-U', 'postgres'];
  await promisify(execFile)(newestPgDump(), [...place, '-f', file, ...options, 'hindering']);
  return file;
};

describe('an owner whom row security, triggers and rules would hinder', () => {
  it('copies a database, and its definitions and rows are equal', async () => {
    const to = await target();
    await goLive(to, await build({ from: { server, database: 'hindering' }, to }));
    await expectEqual(to.database);
    expect(await server.query('select string_agg(id::text, $$,$$ order by id) from first_two', to.database)).toBe(
      '1,2',
    );
  });

  it('loads a file of this program, also into a database of its own', async () => {
    const path = await exported();
    const to = await target();
    await goLive(to, await fromFile(path, to));
    await expectEqual(to.database);
    const built = await fromFile(path, await target(), 'database');
    await expectEqual(built.database);
  });

  it.each([[[]], [['--inserts']]])('loads a file of pg_dump (%j)', async (options) => {
    const to = await target();
    await goLive(to, await fromFile(await dumped(...options), to));
    await expectEqual(to.database);
  });

  it('loads a file of this program by psql, too', async () => {
    const to = await target();
    await restoreByPsql(server, to.database, await exported());
    await expectEqual(to.database);
  });
});
