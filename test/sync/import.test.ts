import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import type { PostgresVersion } from '../support/postgres-programs.js';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import type { DumpFile } from '../../src/database-sync/sql-file/read/dump-file.js';
import { openDumpFile } from '../../src/database-sync/sql-file/read/dump-file.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import type { ExportOptions } from '../../src/database-sync/sql-file/write/export-database.js';
import { newestPgDump, postgresPrograms } from '../support/postgres-programs.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { contentOf, fillOddly, settingsOf } from './odd-rows.js';
import { createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

const run = promisify(execFile);
const servers = new Map<PostgresVersion, PostgresServer>();
const server = (version: PostgresVersion = 'machine'): PostgresServer => {
  const found = servers.get(version);
  if (found === undefined) throw new Error(`no server ${version}`);
  return found;
};
beforeAll(async () => {
  servers.set('machine', await startPostgres());
  servers.set(18, await startPostgres({ version: 18 }));
  await createDatabase(server(), 'odd');
  await fillOddly(server(), 'odd');
});
afterAll(() => Promise.all([...servers.values()].map((each) => each.stop())));

const exported = async (database: string, options: Partial<ExportOptions> = {}): Promise<string> =>
  (
    await exportDatabase(settingsOf(server(), database), dumpFiles(temporaryFolder('dumps')), {
      applicationName: 'import-test',
      ...options,
    })
  ).path;

/** By the real pg_dump: the newest, or the machine's. */
const dumped = async (
  database: string,
  which: 'newest' | 'machine',
  options: readonly string[] = [],
  version: PostgresVersion = 'machine',
) => {
  const program = which === 'newest' ? newestPgDump() : postgresPrograms('machine').psql.replace(/psql$/, 'pg_dump');
  const file = join(temporaryFolder('dump'), 'dump.sql');
  const { host, port } = server(version);
  await run(program, ['-h', host, '-p', `${port}`, '-U', 'postgres', '-f', file, ...options, database]);
  return file;
};

const closed = async (opening: Promise<DumpFile>): Promise<DumpFile> => {
  const file = await opening;
  await file.close();
  return file;
};

let made = 0;
/** Builds a generation of a file in a database of its own; its name. */
const imported = async (path: string, version: PostgresVersion = 'machine'): Promise<string> => {
  made += 1;
  const name = `into_${made}`;
  await createDatabase(server(version), name);
  const options = { applicationName: 'import-test', publish: 'database' } as const;
  const built = await buildGeneration(
    ({ signal }) =>
      openFileSource(path, { workFolder: temporaryFolder('work'), ...(signal === undefined ? {} : { signal }) }),
    settingsOf(server(version), name),
    options,
  );
  return built.database;
};

describe('a file of this program', () => {
  it.each([
    ['copy', true],
    ['copy', false],
    ['inserts', true],
  ] as const)('becomes the database that it was made of (%s, compressed %s)', async (format, compress) => {
    const there = await imported(await exported('odd', { format, compress }));
    expect((await contentOf(server(), there)) === (await contentOf(server(), 'odd'))).toBe(true);
    expect(await dumpDefinitions(server(), there)).toBe(await dumpDefinitions(server(), 'odd'));
  });

  it('has large objects of any size in parts of a bounded one, which hold all of them', async () => {
    await createDatabase(server(), 'pictures');
    await server().query(
      `select lo_from_bytea(g, convert_to(repeat(md5(g::text), 200000 * (g % 4)), 'UTF8')) from generate_series(70001, 70004) g`,
      'pictures',
    );
    // Compressed, a part has four times as much.
    const path = await exported('pictures', { compress: false });
    const { index } = await closed(openDumpFile(path));
    const sizes = index?.parts.map(({ textBytes }) => textBytes) ?? [];
    expect([sizes.length > 4, Math.max(...sizes) < 18 * 1024 * 1024, index?.format]).toEqual([true, true, 2]);
    const sums = 'select m.oid, md5(lo_get(m.oid)) from pg_largeobject_metadata m order by 1';
    expect(await server().query(sums, await imported(path))).toBe(await server().query(sums, 'pictures'));
  });

  it('is read as gzip left it, and packed again by another program', async () => {
    const path = await exported('odd');
    const folder = temporaryFolder('again');
    const text = gunzipSync(readFileSync(path));
    writeFileSync(join(folder, 'plain.sql'), text);
    writeFileSync(join(folder, 'packed.sql.gz'), gzipSync(text));
    for (const name of ['plain.sql', 'packed.sql.gz']) {
      const there = await imported(join(folder, name));
      expect((await contentOf(server(), there)) === (await contentOf(server(), 'odd'))).toBe(true);
    }
  });

  it('goes to a newer server', async () => {
    for (const each of servers.values()) await createSchema(each, 'shop');
    const there = await imported(await exported('shop'), 18);
    // A NOT NULL has a name of its own from PostgreSQL 18 on: no older server has one to give.
    const definitions = async (database: string) =>
      (await dumpDefinitions(server(18), database)).replace(/ CONSTRAINT \w+_not_null NOT NULL/g, ' NOT NULL');
    expect(differenceOf(await definitions('shop'), await definitions(there))).toEqual([]);
  });

  it('is refused where it has some tables only: it would take the place of all', async () => {
    const [table = ''] = (
      await server().query(
        'select relname from pg_class where relkind = $$r$$ and relnamespace = $$public$$::regnamespace order by 1',
        'odd',
      )
    ).split('\n');
    await expect(imported(await exported('odd', { tables: [table] }))).rejects.toThrow(
      /it has some tables of its database only/,
    );
  });

  it('is refused when it was cut or a byte was changed, wherever', async () => {
    const path = await exported('odd');
    const whole = readFileSync(path);
    const broken = join(temporaryFolder('broken'), 'broken.sql.gz');
    const source = async (bytes: Buffer) => {
      writeFileSync(broken, bytes);
      return imported(broken);
    };
    for (const part of [0.3, 0.9, 0.999]) {
      const bytes = whole.subarray(0, Math.floor(whole.length * part));
      await expect(source(bytes), `cut at ${part}`).rejects.toMatchObject({ code: 'DUMP_TRUNCATED' });
    }
    for (let at = 40; at < whole.length; at += Math.floor(whole.length / 8)) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      await expect(source(bytes), `changed at ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:ARCHIVE_CORRUPT|DUMP_TRUNCATED)$/) as string,
      });
    }
  });
});

describe.each(['machine', 'newest'] as const)('a file of the pg_dump of version %s whose end is missing', (which) => {
  it('is refused, wherever it was cut, and what is live is as it was', async () => {
    const target = `cut_${which}`;
    await createDatabase(server(), target);
    await server().query('create table public.live (id int); insert into public.live values (7)', target);
    const state = async () => [await dumpDefinitions(server(), target), await contentOf(server(), target)];
    const before = await state();
    const whole = readFileSync(await dumped('odd', which));
    const broken = join(temporaryFolder('broken'), 'broken.sql');
    for (const part of [0.001, 0.3, 0.9, 0.9999]) {
      writeFileSync(broken, whole.subarray(0, Math.floor(whole.length * part)));
      const built = buildGeneration(
        () => openFileSource(broken, { workFolder: temporaryFolder('work') }),
        settingsOf(server(), target),
        { applicationName: 'import-test' },
      );
      await expect(built, `cut at ${part}`).rejects.toMatchObject({
        code: expect.stringMatching(/^DUMP_(?:TRUNCATED|SYNTAX)$/) as string,
      });
    }
    expect(await state()).toEqual(before);
  });
});

describe('a file of pg_dump', () => {
  it.each([
    ['machine', []],
    ['newest', []],
    ['newest', ['--inserts']],
    ['machine', ['--column-inserts', '--rows-per-insert=100']],
    ['newest', ['--create', '--clean', '--if-exists']],
    ['newest', ['--load-via-partition-root', '--no-owner']],
  ] as const)('of version %s with %j becomes the database that it was made of', async (which, options) => {
    const path = await dumped('odd', which, options);
    const there = await imported(path);
    // A double without a sign is what pg_dump itself makes of -0 in an INSERT.
    expect((await contentOf(server(), there)) === (await contentOf(server(), 'odd'))).toBe(true);
    expect(await dumpDefinitions(server(), there)).toBe(await dumpDefinitions(server(), 'odd'));
  });

  it('of a server in another time zone, packed in two members, is proved', async () => {
    await createDatabase(server(), 'zoned');
    await server().query(
      `create table t (a timestamptz, b timestamptz[]); insert into t values ('2024-07-01 12:00', null), ('infinity', null), ('0044-03-15 12:00:00+00 BC', null), ('1890-01-01 00:00:00.123456+00', null);
       alter database zoned set timezone = 'Europe/Berlin'`,
      'zoned',
    );
    const text = readFileSync(await dumped('zoned', 'newest'));
    expect(text.toString()).toContain('2024-07-01 14:00:00+02');
    const packed = join(temporaryFolder('packed'), 'dump.sql.gz');
    writeFileSync(packed, Buffer.concat([gzipSync(text.subarray(0, 900)), gzipSync(text.subarray(900))]));
    const there = await imported(packed);
    expect(await server().query('table t', there)).toBe(await server().query(`set timezone = 'GMT'; table t`, there));
    expect(await server().query(`select extract(epoch from a) from t order by 1`, there)).toBe(
      await server().query(`select extract(epoch from a) from t order by 1`, 'zoned'),
    );
  });

  it('of one schema after another, whose definitions stand behind rows, becomes all of them', async () => {
    await createDatabase(server(), 'halves');
    await server().query(
      `create schema one; create schema two; create table one.t (id int primary key); insert into one.t values (1); create view one.v as select id from one.t;
       create type two.kind as enum ('a'); create function two.f(int) returns int language sql immutable as 'select $1'; create table two.u (k two.kind, i int check (two.f(i) > 0)); insert into two.u values ('a', 1);
       create view two.w as select two.f(i) from two.u; create function two.late() returns int language sql begin atomic select count(*)::int from one.t; end`,
      'halves',
    );
    const [one, two] = await Promise.all([
      dumped('halves', 'newest', ['-n', 'one']),
      dumped('halves', 'newest', ['-n', 'two']),
    ]);
    const both = join(temporaryFolder('both'), 'both.sql');
    writeFileSync(both, `${readFileSync(one, 'utf8')}${readFileSync(two, 'utf8')}`);
    const there = await imported(both);
    expect(await contentOf(server(), there)).toBe(await contentOf(server(), 'halves'));
    expect(await dumpDefinitions(server(), there)).toBe(await dumpDefinitions(server(), 'halves'));
  });

  it('whose privileges were given on by another than the owner becomes it, with whoever gave them', async () => {
    await createDatabase(server(), 'given');
    await server().query(
      `create role giver; create role taker; create role "the ""other"""; create table t (id int); create function f() returns int language sql return 1;
       grant select, update (id) on t to giver with grant option; grant execute on function f() to "the ""other""" with grant option;
       set role giver; grant select, update (id) on t to taker; set role "the ""other"""; grant execute on function f() to taker`,
      'given',
    );
    const given = `select relacl::text from pg_class where relname = 't' union all select attacl::text from pg_attribute where attrelid = 't'::regclass and attacl is not null
      union all select proacl::text from pg_proc where proname = 'f'`;
    const files = await Promise.all([dumped('given', 'newest'), dumped('given', 'machine')]);
    for (const file of files) expect(readFileSync(file, 'utf8')).toMatch(/^SET SESSION AUTHORIZATION giver;$/m);
    for (const file of [...files, await exported('given')]) {
      const there = await imported(file);
      expect(await server().query(given, there)).toBe(await server().query(given, 'given'));
      expect(await server().query(given, there)).toContain('taker=r/giver');
    }
  });

  it('whose objects are made as their owners is refused, with the option that made it so', async () => {
    const path = await dumped('odd', 'newest', ['--use-set-session-authorization']);
    await expect(openFileSource(path)).rejects.toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      message: expect.stringContaining('--use-set-session-authorization') as string,
    });
  });

  it.each([
    ['-Fc', 'custom format'],
    ['-Ft', 'tar format'],
  ])('in another format (%s) is refused with the command that makes a plain one', async (format, name) => {
    const path = await dumped('odd', 'machine', [format]);
    await expect(openFileSource(path)).rejects.toMatchObject({
      code: 'DUMP_SYNTAX',
      message: expect.stringMatching(new RegExp(`${name}.*pg_restore --file`)) as string,
    });
  });
});
