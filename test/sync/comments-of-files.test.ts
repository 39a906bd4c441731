import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { compareDatabases } from '../../src/database-sync/compare/compare-databases.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import { newestPgDump } from '../support/postgres-programs.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { goLive, settingsOf } from './build.js';
import { createDatabase } from './schema-databases.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  await createDatabase(server, 'shop');
  await server.query(
    `create extension hstore; comment on extension hstore is 'our''s \\ own'; create extension citext; create table public.a (id int primary key, h public.hstore, c public.citext);
     create cast (public.a as text) with inout; comment on cast (public.a as text) is 'of rows';
     create publication told for table public.a; comment on publication told is 'of a'; comment on database shop is 'the shop'`,
    'shop',
  );
});
afterAll(() => server?.stop());

const FILES = {
  'of pg_dump': async (): Promise<string> => {
    const file = join(temporaryFolder('dump'), 'dump.sql');
    const place = ['-h', server.host, '-p', `${server.port}`, '-U', 'postgres'];
    await promisify(execFile)(newestPgDump(), [...place, '--create', '-f', file, 'shop']);
    return file;
  },
  'of this program': async (): Promise<string> =>
    (
      await exportDatabase(settingsOf({ server, database: 'shop' }), dumpFiles(temporaryFolder('dumps')), {
        applicationName: 'x',
      })
    ).path,
};

let made = 0;
/** Imports a file where `before` was run; what it told, and how the database differs from the source. */
const imported = async (
  path: string,
  before = 'select',
  publish: 'schemas' | 'database' = 'schemas',
  user = 'postgres',
) => {
  const database = `into_${(made += 1)}`;
  await server.query(`create database ${database} owner ${user}`);
  await server.query(before, database);
  const to = { server, database, account: { user, password: 'x' } };
  const built = await buildGeneration(() => openFileSource(path), settingsOf(to), {
    applicationName: 'comments',
    publish,
  });
  const place = { server, database: built.database };
  if (publish === 'schemas') await goLive(place, built);
  const { differences } = await compareDatabases(settingsOf({ server, database: 'shop' }), settingsOf(place));
  return {
    warnings: built.warnings,
    // A schema `public` that nobody gave away has no owner in a file of pg_dump.
    differs: differences
      .filter(({ type }) => type !== 'schema')
      .map(
        ({ type, identity, state, aspects }) =>
          `${type} ${identity}: ${state} ${aspects.map(({ what }) => what).join()}`,
      ),
  };
};

it.each(Object.entries(FILES))('a file %s brings the comments of the extensions that it makes', async (_, file) => {
  const path = await file();
  for (const publish of ['schemas', 'database'] as const)
    expect((await imported(path, 'select', publish)).differs).toEqual([]);
});

it.each(Object.entries(FILES))(
  'an extension that is there keeps its own comment, which is told of a file %s',
  async (_, file) => {
    const { warnings, differs } = await imported(await file(), 'create extension hstore; create extension citext');
    expect(differs).toEqual(['extension hstore: different comments']);
    // That of citext is the same on both sides.
    expect(warnings.filter((warning) => / of the extension /.test(warning))).toEqual([
      'The target keeps its own comment of the extension "hstore"',
    ]);
  },
);

it('a comment that only a superuser may make is told, and ends no import', async () => {
  await server.query(`create role loader login createdb password 'x'`);
  const path = join(temporaryFolder('dump'), 'dump.sql');
  writeFileSync(
    path,
    `CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;\nCOMMENT ON EXTENSION plpgsql IS 'ours';\nCREATE TABLE public.a (id integer);\n`,
  );
  for (const publish of ['schemas', 'database'] as const) {
    const { warnings } = await imported(path, 'alter schema public owner to loader', publish, 'loader');
    expect(warnings).toEqual([
      expect.stringMatching(
        publish === 'schemas'
          ? /keeps its own comment of the extension "plpgsql"/
          : /extension "plpgsql" .*must be owner/,
      ),
    ]);
  }
});

it('what a file says of the database, or of all of it, is not imported, and told', async () => {
  const path = join(temporaryFolder('dump'), 'dump.sql');
  writeFileSync(
    path,
    [
      'CREATE DATABASE shop;',
      `COMMENT ON DATABASE shop IS 'the shop';`,
      '\\connect shop',
      'CREATE TABLE public.a (id integer);',
      'GRANT CONNECT ON DATABASE shop TO postgres;',
      'GRANT ALL ON LANGUAGE plpgsql TO PUBLIC;',
      'GRANT SELECT ON TABLE pg_catalog.pg_authid TO postgres;',
      'ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO postgres;',
      '',
    ].join('\n'),
  );
  const { warnings } = await imported(path);
  expect(warnings).toEqual([
    'Of the file is not imported what belongs to the database, to all of its schemas or to the server: 1 COMMENT (line 2), 3 GRANT (the first in line 5), 1 ALTER DEFAULT PRIVILEGES (line 8)',
  ]);
});
