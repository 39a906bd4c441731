import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncSource } from '../../src/database-sync/source/sync-source.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import type { BuildRequest, Place } from './build.js';
import { build, goLive, settingsOf } from './build.js';
import { createDatabase, differenceOf, dumpDefinitions } from './schema-databases.js';

/** Of everything a little, and 40 tables. */
const TABLES = `create table public.one (id int primary key, t text); insert into public.one values (1, 'one');
  do $$ begin for i in 1..40 loop
    execute format('create table public.t%s (id int primary key references public.one, t text unique); create index on public.t%s (t, id)', i, i);
  end loop; end $$;
  create view public.seen as select t1.id, one.t from public.t1 join public.one using (id);
  create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
  create trigger tg before insert on public.t2 for each row execute function public.f();`;

let server: PostgresServer;
/** Has room for few locks. */
let narrow: PostgresServer;

beforeAll(async () => {
  [server, narrow] = await Promise.all([
    startPostgres(),
    startPostgres({ settings: ['max_locks_per_transaction=10', 'max_connections=20'] }),
  ]);
  await server.query(`create role keeper; create role poor login password 'poor'; create role stranger`);
  await createDatabase(server, 'source');
  await server.query(TABLES, 'source');
  await createDatabase(server, 'target');
  await server.query('create table public.live (a int); insert into public.live values (7)', 'target');
});
afterAll(() => Promise.all([server, narrow].map((each) => each.stop())));

const source = (): Place => ({ server, database: 'source' });
const target = (): Place => ({ server, database: 'target' });

/** Builds what cannot be built; the target is as before. */
const refused = async (request: BuildRequest): Promise<{ readonly code: string; readonly message: string }> => {
  const { server: at, database } = request.to;
  const before = await dumpDefinitions(at, database);
  const error: unknown = await build(request).then(
    () => undefined,
    (each: unknown) => each,
  );
  expect(await dumpDefinitions(at, database)).toBe(before);
  const { code, message } = error as { readonly code: string; readonly message: string };
  return { code, message };
};

describe('a target with room for few locks', () => {
  it('gets its staging in several transactions, and it is the same', async () => {
    await createDatabase(narrow, 'target');
    await narrow.query('create table public.live (a int)', 'target');
    const built = await build({ from: source(), to: { server: narrow, database: 'target' } });
    await goLive({ server: narrow, database: 'target' }, built);
    expect(differenceOf(await dumpDefinitions(server, 'source'), await dumpDefinitions(narrow, 'target'))).toEqual([]);
  });

  it('is refused where not even the publish could lock all tables, with the setting that is needed', async () => {
    await createDatabase(server, 'many');
    await server.query(
      `do $$ begin for i in 1..200 loop execute format('create table public.t%s (id int)', i); end loop; end $$`,
      'many',
    );
    await createDatabase(narrow, 'small');
    const { code, message } = await refused({
      from: { server, database: 'many' },
      to: { server: narrow, database: 'small' },
    });
    expect(code).toBe('TARGET_UNSUITABLE');
    expect(message).toMatch(/Cannot lock 200 tables .*set max_locks_per_transaction to at least 13 there/);
  });
});

describe('a source that cannot be copied', () => {
  it('because it has an object without a copy is refused by name, unless that is allowed', async () => {
    await createDatabase(server, 'strange');
    await server.query(
      `create table public.a (id int); create function public.in_c() returns trigger language c as '$libdir/autoinc', 'autoinc'`,
      'strange',
    );
    const from = { server, database: 'strange' };
    const { code, message } = await refused({ from, to: target() });
    expect(code).toBe('SOURCE_UNSUITABLE');
    expect(message).toContain('function public.in_c() (it is written in C');
    await createDatabase(server, 'strange_target');
    const built = await build({
      from,
      to: { server, database: 'strange_target' },
      allowMissing: ['function public.in_c*'],
    });
    expect(built.warnings).toContainEqual(expect.stringContaining('function public.in_c() is not copied'));
  });

  it('because row security hides rows, or a right is missing, is refused with the table', async () => {
    await createDatabase(server, 'hidden');
    await server.query(
      'create table public.secret (id int); alter table public.secret enable row level security; create policy p on public.secret using (false); create table public.closed (id int)',
      'hidden',
    );
    const from = { server, database: 'hidden', account: { user: 'poor', password: 'poor' } };
    expect(await refused({ from, to: target() })).toMatchObject({
      code: 'SOURCE_UNSUITABLE',
      message: expect.stringMatching(/Cannot read "public.closed", "public.secret": .*grant/),
    });
    await server.query('grant select on all tables in schema public to poor', 'hidden');
    expect(await refused({ from, to: target() })).toMatchObject({
      code: 'SOURCE_UNSUITABLE',
      message: expect.stringMatching(/every row of "public.secret": row security .*BYPASSRLS/),
    });
  });

  it('because a schema that was asked for is not there is refused', async () => {
    const { code, message } = await refused({ from: source(), to: target(), schemas: ['public', 'nowhere'] });
    expect(code).toBe('SOURCE_UNSUITABLE');
    expect(message).toContain('"nowhere"');
  });

  it('because nobody knows what its bytes are is refused', async () => {
    await server.query(
      `create database ascii template template0 encoding 'SQL_ASCII' locale_provider libc lc_collate 'C' lc_ctype 'C'`,
    );
    const { code, message } = await refused({ from: { server, database: 'ascii' }, to: target() });
    expect(code).toBe('TARGET_UNSUITABLE');
    expect(message).toContain('SQL_ASCII');
  });
});

describe('a target that lacks', () => {
  it('roles is refused with all of them', async () => {
    await createDatabase(server, 'owned');
    await server.query(
      'create table public.a (id int); alter table public.a owner to keeper; grant select on public.a to stranger',
      'owned',
    );
    await createDatabase(narrow, 'roles');
    const { code, message } = await refused({
      from: { server, database: 'owned' },
      to: { server: narrow, database: 'roles' },
    });
    expect(code).toBe('TARGET_UNSUITABLE');
    expect(message).toContain('no role "keeper", "stranger"');
  });

  it('the rights of its account is refused with all of them', async () => {
    const { code, message } = await refused({
      from: { server, database: 'owned' },
      to: { ...target(), account: { user: 'poor', password: 'poor' } },
    });
    expect(code).toBe('TARGET_UNSUITABLE');
    for (const part of [
      'may not create schemas',
      'cannot give objects to "keeper"',
      'does not own the schema "public"',
    ])
      expect(message).toContain(part);
  });

  it('an extension is refused with its name', async () => {
    const through = (each: SyncSource): SyncSource => ({
      ...each,
      ddl: { ...each.ddl, pre: ['CREATE EXTENSION IF NOT EXISTS "no-such" WITH SCHEMA public', ...each.ddl.pre] },
    });
    const { code, message } = await refused({ from: source(), to: target(), through });
    expect(code).toBe('TARGET_UNSUITABLE');
    expect(message).toContain('the extension "no-such" is not installed');
  });

  it('the right to move an extension of a live schema is refused, and takes it in an empty database', async () => {
    await server.query(`create role plain login password 'plain'`);
    const account = { user: 'plain', password: 'plain' };
    for (const name of ['plain_source', 'plain_target']) await server.query(`create database ${name} owner plain`);
    await server.query(
      `set role plain; create extension citext; create table public.a (id int primary key, t public.citext)`,
      'plain_source',
    );
    const from = { server, database: 'plain_source', account };
    const to = { server, database: 'plain_target', account };
    await goLive({ server, database: 'plain_target' }, await build({ from, to }));
    const { code, message } = await refused({ from, to });
    expect(code).toBe('TARGET_UNSUITABLE');
    expect(message).toContain('the account cannot move it');
  });

  it('ICU is refused', async () => {
    await createDatabase(server, 'icu');
    await server.query(
      `create collation public.numeric (provider = icu, locale = 'en-u-kn-true'); create table public.a (t text collate public.numeric)`,
      'icu',
    );
    await createDatabase(narrow, 'icu');
    // What a server that was built without ICU knows of it.
    await narrow.query(`set allow_system_table_mods = on; delete from pg_collation where collprovider = 'i'`, 'icu');
    const { code, message } = await refused({
      from: { server, database: 'icu' },
      to: { server: narrow, database: 'icu' },
    });
    expect(code).toBe('TARGET_UNSUITABLE');
    expect(message).toContain('built without ICU');
  });
});

/** Runs `body` with a folder that has room for 6 MB; only root can make one, nobody else is asked to. */
const withSmallDisk = async (skip: () => void, body: (folder: string) => Promise<void>): Promise<void> => {
  const folder = temporaryFolder('small-disk');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=0777', 'none', folder], { stdio: 'ignore' });
  } catch {
    skip();
    return;
  }
  try {
    execFileSync('chown', ['postgres', folder]);
    await body(folder);
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
};

describe('a target without room on its disk', () => {
  it('ends with what is missing, and is as it was', async ({ skip }) => {
    await createDatabase(server, 'large');
    await server.query(
      `create table public.large as select g as id, repeat(md5(g::text), 10) as t from generate_series(1, 60000) g`,
      'large',
    );
    await withSmallDisk(skip, async (folder) => {
      await server.query(`create tablespace small location '${folder}'`);
      await createDatabase(server, 'full_');
      await server.query('alter database full_ set default_tablespace = small');
      const to = { server, database: 'full_' };
      const { code, message } = await refused({ from: { server, database: 'large' }, to });
      expect(code).toBe('POSTGRES_DISK_FULL');
      expect(message).toContain('53100');
      await server.query('drop database full_');
      await server.query('drop tablespace small');
    });
  });
});

describe('a disk without room for a dump', () => {
  it('ends an export with what is missing, and leaves no file', async ({ skip }) => {
    await createDatabase(server, 'to_file');
    await server.query(
      `create table public.large as select g as id, md5(g::text) || md5((g * 7)::text) as t from generate_series(1, 200000) g`,
      'to_file',
    );
    await withSmallDisk(skip, async (folder) => {
      const options = { applicationName: 'bad-input', compress: false };
      const from = settingsOf({ server, database: 'to_file' });
      await expect(exportDatabase(from, dumpFiles(folder), options)).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(await dumpFiles(folder).list()).toEqual([]);
    });
  });
});

describe('an import of a file that is cancelled', () => {
  it.each(['snapshot', 'stage', 'copy', 'finish'] as const)('in the step "%s" leaves nothing', async (step) => {
    const files = dumpFiles(temporaryFolder('dumps'));
    const { path } = await exportDatabase(settingsOf(source()), files, { applicationName: 'bad-input' });
    const before = await dumpDefinitions(server, 'target');
    const ending = new AbortController();
    const opening = ({ signal }: { readonly signal?: AbortSignal }) =>
      openFileSource(path, signal === undefined ? {} : { signal });
    const built = buildGeneration(opening, settingsOf(target()), {
      applicationName: 'cancelled-import',
      signal: ending.signal,
      onProgress: (event) => {
        if (event.type === 'step' && event.step === step)
          setTimeout(() => ending.abort(new Error('cancelled by a test')), step === 'stage' ? 30 : 0);
      },
    });
    await expect(built).rejects.toThrow();
    expect(await dumpDefinitions(server, 'target')).toBe(before);
    const sessions = `select count(*) from pg_stat_activity where application_name = 'cancelled-import'`;
    await expect.poll(() => server.query(sessions)).toBe('0');
  });
});
