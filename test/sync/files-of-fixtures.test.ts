import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { build } from './build.js';
import { contentOf, settingsOf } from './odd-rows.js';
import { createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  for (const name of ['labyrinth', 'observatory', 'nasty', 'shop', 'festival']) await createSchema(server, name);
});
afterAll(() => server.stop());

describe.each(['labyrinth', 'observatory', 'shop', 'festival'])('the database %s', (name) => {
  it('is equal in a copy of the whole of it', async () => {
    await createDatabase(server, `${name}_copy`);
    const { database } = await build({
      from: { server, database: name },
      to: { server, database: `${name}_copy` },
      publish: 'database',
    });
    expect(differenceOf(await dumpDefinitions(server, name), await dumpDefinitions(server, database))).toEqual([]);
    if (name === 'shop' || name === 'festival')
      expect(await contentOf(server, database)).toBe(await contentOf(server, name));
  });
});

interface Restored {
  /** What a file may not have, and what needs it, as the pipeline that exports is told it. */
  readonly exclude: readonly string[];
  /** What the exporter is told besides: nobody can write it, with or without `exclude`. @default nothing */
  readonly allowMissing?: readonly string[];
  /** The names of all that, as pg_dump heads them. */
  readonly lacks: readonly string[];
  /** Tables among them. @default none */
  readonly tables?: readonly string[];
  /** What differs beside them, each with its reason. */
  readonly differs: readonly string[];
}

/** Grants on the server's own objects act on others: they stay as they are. */
const GRANT_ON_LANGUAGE = (role: string) =>
  `- Name: LANGUAGE plpgsql; Type: ACL; Schema: -; Owner: postgres | GRANT ALL ON LANGUAGE plpgsql TO ${role};`;
/** Default privileges of the whole database act on all schemas. */
const DEFAULTS = (kind: string, role: string, change: string) =>
  `- Name: DEFAULT PRIVILEGES FOR ${kind}; Type: DEFAULT ACL; Schema: -; Owner: ${role} | ALTER DEFAULT PRIVILEGES FOR ROLE ${role} ${change};`;

const ALL_OF_TABLES = 'SELECT,INSERT,REFERENCES,DELETE,TRIGGER,TRUNCATE,UPDATE';

const EXCLUDED: Readonly<Record<string, Restored>> = {
  shop: { exclude: [], lacks: [], differs: [] },
  festival: { exclude: [], lacks: [], differs: [] },
  observatory: {
    exclude: [
      ...['server *', 'foreign table *', 'event trigger *', 'extension postgres_fdw', 'publication everything'],
    ],
    lacks: ['far_away', 'far_star', 'watch_tables', 'postgres_fdw', 'everything'],
    differs: [
      GRANT_ON_LANGUAGE('visitors'),
      '- Name: FUNCTION pg_sleep(double precision); Type: ACL; Schema: pg_catalog; Owner: postgres | REVOKE ALL ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;',
      DEFAULTS('FUNCTIONS', 'night_shift', 'REVOKE ALL ON FUNCTIONS FROM PUBLIC'),
      DEFAULTS('SCHEMAS', 'night_shift', 'GRANT USAGE ON SCHEMAS TO visitors WITH GRANT OPTION'),
    ],
  },
  labyrinth: {
    exclude: [
      ...[
        'server *',
        'foreign table *',
        'foreign-data wrapper *',
        'event trigger *',
        'trigger on_far on maze.far_part',
      ],
      ...['text search template *', 'text search parser *', 'text search dictionary maze."Own dict"'],
      ...['text search configuration maze.own_config', 'table maze.texts', '* on maze.texts'],
      // VOLATILE functions that would run while the file is imported, and what needs them.
      ...['function "SELECT"."select"(*', 'function maze.count_self()', 'table maze.self_default'],
      ...['view maze.combined', 'policy "all" on maze.with_key', 'policy "read, only" on maze.with_key'],
      'rule keyed_insert on maze.keyed',
      ...['function maze.cheapest()', 'view maze.over_*', 'materialized view maze.*frozen'],
      ...['index maze.big_frozen_name_n_idx', 'function maze.from_frozen()', 'view maze.of_frozen'],
      ...['table maze.default_from_function', 'publication by_parts'],
    ],
    lacks: [
      ...['nowhere', 'far_child', 'far_part', 'hollow', 'Seen, dropped', 'rewritten', 'own_template', 'own_parser'],
      ...['Own dict', 'own_config', 'texts', 'select', 'count_self', 'self_default', 'combined', 'cheapest'],
      ...['over_function', 'over_over', 'frozen', 'big_frozen', 'big_frozen_name_n_idx', 'from_frozen', 'of_frozen'],
      ...['default_from_function', 'by_parts', 'all', 'read, only', 'keyed_insert'],
    ],
    tables: ['maze.texts', 'maze.self_default', 'maze.default_from_function', 'maze.big_frozen', 'maze.frozen'],
    differs: [
      '- Name: TABLE pg_authid; Type: ACL; Schema: pg_catalog; Owner: postgres | GRANT SELECT ON TABLE pg_catalog.pg_authid TO night_shift;',
      '- Name: TABLE pg_stat_database; Type: ACL; Schema: pg_catalog; Owner: postgres | REVOKE SELECT ON TABLE pg_catalog.pg_stat_database FROM PUBLIC;',
      DEFAULTS('TYPES', 'postgres', 'REVOKE ALL ON TYPES FROM PUBLIC'),
      DEFAULTS('TABLES', 'postgres', `REVOKE ${ALL_OF_TABLES} ON TABLES FROM postgres`),
      DEFAULTS('TABLES', 'postgres', `GRANT ${ALL_OF_TABLES} ON TABLES TO visitors`),
    ],
  },
  nasty: {
    exclude: [
      ...['server *', 'foreign table *', 'event trigger *', 'extension postgres_fdw', 'text search template *'],
      'table app.am2',
    ],
    // They need a file of the server, or hold a password.
    allowMissing: ['user mapping *', 'access method *', 'language *'],
    lacks: ['srv', 'ft', 'et1', 'postgres_fdw', 'ttm', 'am2', 'USER MAPPING app_ro', 'heap2', 'plx'],
    tables: ['app.am2'],
    differs: [
      GRANT_ON_LANGUAGE('app_ro'),
      DEFAULTS('FUNCTIONS', 'app_owner', 'REVOKE ALL ON FUNCTIONS FROM PUBLIC'),
      // The server says `old.c IS DISTINCT FROM new.c` of two citext without the operator; pg_dump's copy has the same.
      "- Name: t_all t1; Type: TRIGGER; Schema: app; Owner: postgres | CREATE TRIGGER t1 BEFORE UPDATE OF c, vc ON app.t_all FOR EACH ROW WHEN ((old.c IS DISTINCT FROM new.c)) EXECUTE FUNCTION app.trg('a''b', 'c');",
      "+ Name: t_all t1; Type: TRIGGER; Schema: app; Owner: postgres | CREATE TRIGGER t1 BEFORE UPDATE OF c, vc ON app.t_all FOR EACH ROW WHEN (((old.c)::text IS DISTINCT FROM (new.c)::text)) EXECUTE FUNCTION app.trg('a''b', 'c');",
    ],
  },
};

/** Titles, comments, and settings that stand before whatever comes first. */
const NOISE = /^[-+] (Name: .*) \| (?:\1|--.*|SET default_\w+ = .*;)$/;
const isOf =
  (names: readonly string[]) =>
  (line: string): boolean =>
    names.some((name) => new RegExp(`^[-+] Name: (?:[^;]* )?"?${name}"?(?:[ .(][^;]*)?; Type: `).test(line));

describe.each(Object.entries(EXCLUDED))('a file of the database %s', (name, restored) => {
  it('without what only an administrator makes becomes the rest of it', async () => {
    const { exclude, allowMissing = [], lacks, tables = [], differs } = restored;
    const files = dumpFiles(temporaryFolder('dumps'));
    const exported = (more: readonly string[]) =>
      exportDatabase(settingsOf(server, name), files, {
        applicationName: 'x',
        exclude: more,
        allowMissing: [...allowMissing, ...more],
      });
    const into = async ({ path }: { readonly path: string }) =>
      (
        await buildGeneration(() => openFileSource(path), settingsOf(server, `${name}_file`), {
          applicationName: 'fixtures',
          publish: 'database',
        })
      ).database;
    await createDatabase(server, `${name}_file`);
    for (const less of exclude.length === 0 ? [] : [[], exclude.slice(1)])
      await expect(exported(less).then(into)).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:DUMP_STATEMENT_REFUSED|SOURCE_UNSUITABLE)$/) as string,
      });
    const there = await into(await exported(exclude));
    const different = differenceOf(await dumpDefinitions(server, name), await dumpDefinitions(server, there));
    const rest = different.filter((line) => !NOISE.test(line));
    expect(rest.filter((line) => !isOf(lacks)(line)).sort()).toEqual([...differs].sort());
    expect(differs.length).toBeLessThanOrEqual(10);
    // Whatever was left out is really lacking.
    for (const each of lacks) expect(different.some((line) => line.startsWith('- ') && isOf([each])(line))).toBe(true);
    expect(await contentOf(server, there, tables)).toBe(await contentOf(server, name, tables));
  });
});
