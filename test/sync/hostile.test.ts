import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { isStevedoreError } from '../../src/contracts/errors.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { HOSTILE_FILES } from './hostile-files.js';
import { settingsOf } from './odd-rows.js';
import { createDatabase } from './schema-databases.js';
import { goLive } from './build.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  await createDatabase(server, 'other');
  await createDatabase(server, 'target');
  await server.query(
    `create schema live; create table live.money (amount int); insert into live.money values (100); create sequence live.s;
     create function live.wipe(int) returns int immutable language sql as 'select 1'; create procedure live.p() language sql as 'delete from live.money';
     create function live.f() returns int language sql as 'select 1'; create table public.t (a int, b text)`,
    'target',
  );
});
afterAll(() => server.stop());

/** All of the server but staging: schemas and their objects, rows, roles, settings, databases, large objects. */
const state = async (): Promise<string> =>
  [
    await server.query(
      `select n.nspname, c.relname, c.relkind, c.relacl, c.relrowsecurity, obj_description(c.oid) from pg_class c join pg_namespace n on n.oid = relnamespace
        where nspname !~ '^(pg_toast|imp_)' order by 1, 2; select nspname, nspacl from pg_namespace where nspname !~ '^(pg_|imp_)' order by 1;
       select proname, proowner from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname !~ '^imp_' order by 1, 2;
       select * from live.money; select last_value, is_called from live.s; select tgname from pg_trigger t join pg_class c on c.oid = tgrelid where relnamespace::regnamespace::text !~ '^imp_' order by 1; select evtname from pg_event_trigger;
       select extname from pg_extension; select lanname from pg_language; select srvname from pg_foreign_server; select subname from pg_subscription; select lomowner from pg_largeobject_metadata`,
      'target',
    ),
    await server.query(
      `select rolname, rolsuper, rolconfig from pg_roles order by 1; select datname, datacl from pg_database order by 1; select setconfig from pg_db_role_setting;
       select name, setting from pg_file_settings order by 1, 2; select spcname from pg_tablespace; select roleid, member from pg_auth_members order by 1, 2`,
    ),
  ].join('\n');

const folder = () => join(temporaryFolder('hostile'), 'dump.sql');

const build = (sql: string) => {
  const path = folder();
  writeFileSync(path, sql);
  return buildGeneration(() => openFileSource(path), settingsOf(server, 'target'), { applicationName: 'hostile' });
};

describe('a hostile file', () => {
  it('is refused with its line, or does no harm: all else of the server stays as it was', async () => {
    const before = await state();
    const wrong: string[] = [];
    for (const { name, sql, line } of HOSTILE_FILES) {
      const error: unknown = await build(sql).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (line === undefined ? error !== undefined && !isStevedoreError(error) : !isStevedoreError(error))
        wrong.push(`${name}: ${String(error)}`);
      else if (
        line !== undefined &&
        isStevedoreError(error) &&
        (!/^DUMP_/.test(error.code) || error.details['line'] !== line)
      )
        wrong.push(`${name}: line ${line}, but ${error.message}`);
      // Compared after each that reached the server.
      if (line === undefined && (await state()) !== before) wrong.push(`${name}: the server has changed`);
    }
    expect(wrong).toEqual([]);
    expect(HOSTILE_FILES.length).toBeGreaterThan(100);
    expect(await state()).toBe(before);
    expect(existsSync('/tmp/stevedore-owned')).toBe(false);
  });

  it('may call what stands in the schema "extensions", but nothing VOLATILE', async () => {
    await createDatabase(server, 'project');
    await server.query(
      `create schema extensions; create table public.hits (a int);
       create function extensions.plain(text) returns text immutable language sql as 'select lower($1)';
       create function extensions.hit(text) returns text volatile language sql as 'insert into public.hits values (1); select $1'`,
      'project',
    );
    const into = (call: string) => {
      const path = folder();
      writeFileSync(
        path,
        `CREATE TABLE public.t (a text, b text);\nCOPY public.t (a, b) FROM stdin;\nA\tB\n\\.\nCREATE INDEX i ON public.t (${call}(a));\n`,
      );
      const at = settingsOf(server, 'project');
      return buildGeneration(() => openFileSource(path), at, { applicationName: 'hostile' });
    };
    await expect(into('extensions.hit')).rejects.toThrow(/the function "hit" of an extension would run/);
    await into('extensions.plain');
    expect(await server.query('select count(*) from public.hits', 'project')).toBe('0');
  });

  it('is refused where a function of an extension that is VOLATILE would run', async () => {
    const before = await state();
    const call =
      'CREATE TABLE public.x (a real CHECK (public.set_limit(a) > 0));\nCOPY public.x (a) FROM stdin;\n0.5\n\\.\n';
    await expect(build(`CREATE EXTENSION pg_trgm WITH SCHEMA public;\n${call}`)).rejects.toThrow(
      /the function "set_limit" of an extension would run/,
    );
    expect(await state()).toBe(before);
  });

  it('is not alone: no copy of some schemas ties a table of staging to a live one', async () => {
    await createDatabase(server, 'tied');
    await server.query(
      `create schema part; create table public.t (a int) partition by range (a); create table part.t1 partition of public.t default; insert into public.t values (1)`,
      'tied',
    );
    await createDatabase(server, 'tied_too');
    await server.query('create table public.t (a int) partition by range (a)', 'tied_too');
    const options = { applicationName: 'hostile', schemas: ['part'] };
    const copied = buildGeneration(
      ({ version }) => openDatabaseSource(settingsOf(server, 'tied'), { ...options, targetVersion: version }),
      settingsOf(server, 'tied_too'),
      options,
    );
    await expect(copied).rejects.toThrow(/the table "part.t1" would be a part of "public.t"/);
    expect(await server.query('select * from public.t', 'tied_too')).toBe('');
  });

  it('may have what runs with the rights of whoever asks, or of an owner without power over the server', async () => {
    await createDatabase(server, 'shared');
    await server.query(
      `create schema live; create table live.money (amount int); insert into live.money values (100);
       create role weak login password 'weak'; create role reader login password 'reader'; alter database shared owner to weak; alter schema public owner to weak`,
      'shared',
    );
    const into = async (user: string, sql: string) => {
      const path = folder();
      writeFileSync(path, sql);
      const at = { ...settingsOf(server, 'shared'), account: { user, password: 'weak' } };
      const built = await buildGeneration(() => openFileSource(path), at, { applicationName: 'hostile' });
      await goLive({ server, database: 'shared' }, built);
    };
    const asReader = (sql: string) =>
      withConnection(
        { ...settingsOf(server, 'shared'), account: { user: 'reader', password: 'reader' } },
        { applicationName: 'hostile' },
        (connection) => connection.query(sql),
      );
    const shared =
      'CREATE TABLE public.t (a integer);\nALTER TABLE public.t ENABLE ROW LEVEL SECURITY;\nGRANT ALL ON public.t TO PUBLIC;\n' +
      'CREATE VIEW public.w AS SELECT count(*) AS n FROM pg_catalog.pg_stat_activity, pg_settings, information_schema.tables;\nGRANT SELECT ON public.w TO PUBLIC;\n' +
      "CREATE FUNCTION public.adds() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $_$BEGIN INSERT INTO t VALUES (1); PERFORM pg_notify('x', 'y'); END$_$;\n";
    await into(
      'postgres',
      `${shared}CREATE VIEW public.v WITH (security_invoker='true') AS TABLE live.money;\nGRANT SELECT ON public.v TO PUBLIC;\nCREATE POLICY p ON public.t USING (EXISTS (SELECT FROM live.money));\n`,
    );
    for (const name of ['v', 't'])
      await expect(asReader(`select * from public.${name}`), name).rejects.toThrow(
        /permission denied for (?:schema live|table money)/,
      );
    await asReader('select public.adds()');
    expect(await server.query('select count(*) from public.t', 'shared')).toBe('1');
    await server.query('drop schema public cascade; create schema public authorization weak', 'shared');
    const text = `CREATE FUNCTION public.runs() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $_$BEGIN EXECUTE 'DELETE FROM live.money'; END$_$;\n`;
    await into('weak', shared + text);
    await expect(asReader('select public.runs()')).rejects.toThrow(/permission denied for (?:schema live|table money)/);
    expect(await server.query('select * from live.money', 'shared')).toBe('100');
  });

  it('is refused where its definitions are not UTF-8, whatever it says', async () => {
    const path = folder();
    writeFileSync(path, Buffer.from(`CREATE TYPE public.e AS ENUM ('caf\xe9');\n`, 'latin1'));
    await expect(openFileSource(path)).rejects.toMatchObject({ code: 'DUMP_SYNTAX', details: { line: 1 } });
  });

  it('is refused where something was written behind its index, plain or compressed', async () => {
    await createDatabase(server, 'small');
    await server.query('create table t (a int, b int default 7); insert into t values (1, 2)', 'small');
    for (const compress of [true, false]) {
      const files = dumpFiles(temporaryFolder('dumps'));
      const { path } = await exportDatabase(settingsOf(server, 'small'), files, {
        applicationName: 'hostile',
        compress,
      });
      await expect(openFileSource(path).then((source) => source.close())).resolves.toBeUndefined();
      const whole = readFileSync(path);
      const grant = Buffer.from('\nGRANT SELECT ON public.t TO reader;\n');
      for (const more of compress ? [gzipSync(grant), grant] : [grant]) {
        writeFileSync(path, Buffer.concat([whole, more]));
        await expect(openFileSource(path)).rejects.toMatchObject({ code: 'ARCHIVE_CORRUPT' });
      }
      if (compress) continue;
      // An index that leaves out a column would have the server run its default.
      const [text = '', , last = ''] = whole.toString().split(/(?<=\n)(-- Stevedore index at)/);
      const at = text.indexOf('\n-- Stevedore index\n');
      const index = text.slice(at).replace('"columns":["a","b"]', '"columns":["a"]');
      const sum = crc32(index).toString(16).padStart(8, '0');
      expect(index).not.toBe(text.slice(at));
      const forged = `${text.slice(0, at)}${index}-- Stevedore index at${last.replace(/sum \w+/, `sum ${sum}`)}`;
      writeFileSync(path, forged);
      await expect(openFileSource(path)).rejects.toThrow(/leave out columns/);
    }
  });
});
