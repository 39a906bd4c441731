import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import type { PostgresVersion } from '../support/postgres-programs.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import {
  copyDefinitions,
  createDatabase,
  createSchema,
  differenceOf,
  dumpDefinitions,
  restoreByPsql,
} from './schema-databases.js';

const VERSIONS: readonly PostgresVersion[] = ['machine', 17, 18];
const SCHEMAS = ['observatory', 'labyrinth', 'shop'] as const;

/** Lines by which a copy on another version differs from what pg_dump and psql make there, each with its reason. */
const ACROSS: Readonly<Record<string, readonly string[]>> = {
  // We grant ALL where the source granted all that its version knows; pg_dump spells the privileges of its own version.
  'observatory machine 18': [
    '- Name: TABLE star; Type: ACL; Schema: sky; Owner: postgres | GRANT SELECT,INSERT,REFERENCES,DELETE,TRIGGER,TRUNCATE,UPDATE ON TABLE sky.star TO "Odd ""Role""";',
    '+ Name: TABLE star; Type: ACL; Schema: sky; Owner: postgres | GRANT ALL ON TABLE sky.star TO "Odd ""Role""";',
  ],
  // What was revoked from the owner altogether is so on the newer server, too.
  'labyrinth machine 18': [
    '- Name: TABLE self_default; Type: ACL; Schema: maze; Owner: postgres | GRANT MAINTAIN ON TABLE maze.self_default TO postgres;',
  ],
  // pg_dump 18 writes a GRANT of MAINTAIN, which 15 refuses with all privileges beside it.
  'observatory 18 machine': [
    '+ Name: TABLE plain; Type: ACL; Schema: public; Owner: postgres | GRANT SELECT,INSERT,REFERENCES,DELETE,TRIGGER,UPDATE ON TABLE public.plain TO postgres;',
  ],
};

const servers = new Map<PostgresVersion, PostgresServer>();
const server = (version: PostgresVersion): PostgresServer => {
  const found = servers.get(version);
  if (found === undefined) throw new Error(`no server ${version}`);
  return found;
};

beforeAll(async () => {
  for (const version of VERSIONS) {
    const started = await startPostgres({ version });
    servers.set(version, started);
    for (const schema of SCHEMAS) await createSchema(started, schema);
  }
  await createSchema(server(18), 'modern');
});
afterAll(() => Promise.all([...servers.values()].map((each) => each.stop())));

describe.each(SCHEMAS)('the definitions of %s', (schema) => {
  it.each(VERSIONS)('are the same in a copy on server %s, down to the order of pg_dump', async (version) => {
    const there = server(version);
    const target = `copy_of_${schema}`;
    await createDatabase(there, target);
    const { statements, unwritten } = await copyDefinitions({ from: there, to: there, source: schema, target });
    expect(statements).toBeGreaterThan(300);
    expect(unwritten).toEqual([]);
    expect(await dumpDefinitions(there, target)).toBe(await dumpDefinitions(there, schema));
  });

  it.each([
    ['machine', 18],
    [18, 'machine'],
  ] as const)('go from server %s to %s as pg_dump and psql would take them', async (older, newer) => {
    const [from, to] = [server(older), server(newer)];
    const [target, reference] = [`${schema}_across`, `${schema}_by_psql`];
    await createDatabase(to, target);
    await createDatabase(to, reference);
    const { unwritten } = await copyDefinitions({ from, to, source: schema, target });
    expect(unwritten).toEqual([]);
    const file = join(temporaryFolder('dump'), 'definitions.sql');
    writeFileSync(file, await dumpDefinitions(from, schema));
    await restoreByPsql(to, reference, file);
    const difference = differenceOf(await dumpDefinitions(to, reference), await dumpDefinitions(to, target));
    expect(difference).toEqual(ACROSS[`${schema} ${older} ${newer}`] ?? []);
  });
});

describe('what only server 18 has', () => {
  it('is the same in a copy on 18', async () => {
    await createDatabase(server(18), 'modern_copy');
    const copied = await copyDefinitions({ from: server(18), to: server(18), source: 'modern', target: 'modern_copy' });
    expect(copied.unwritten).toEqual([]);
    expect(await dumpDefinitions(server(18), 'modern_copy')).toBe(await dumpDefinitions(server(18), 'modern'));
  });

  it('is named, object by object, for an older server, which gets the rest', async () => {
    const to = server('machine');
    await createDatabase(to, 'modern_copy');
    const { unwritten } = await copyDefinitions({ from: server(18), to, source: 'modern', target: 'modern_copy' });
    expect(unwritten.map(({ type, identity, reason }) => `${type} ${identity}: ${reason}`)).toEqual([
      'collation now_.built_in: it has the collation provider "builtin", which needs PostgreSQL 17',
      'collation now_.with_rules: it has a collation with rules, which needs PostgreSQL 16',
      'publication with_generated: it has the option publish_generated_columns, which needs PostgreSQL 18',
      ...[
        'booked_room_during_fkey on now_.booked',
        'periods_pkey on now_.periods',
        'up_ref on now_.unforced',
        'x_positive on now_.unforced',
      ].map(
        (name) =>
          `table constraint ${name}: it has NOT ENFORCED, WITHOUT OVERLAPS or PERIOD, which needs PostgreSQL 18`,
      ),
      'table now_.child_named: it needs the table now_.named, which is not copied',
      'table now_.later: it has NOT NULL as NOT VALID or NO INHERIT, which needs PostgreSQL 18',
      'table now_.named: it has NOT NULL as NOT VALID or NO INHERIT, which needs PostgreSQL 18',
      'table now_.virtual_: it has a virtual generated column, which needs PostgreSQL 18',
    ]);
    const tables = await to.query(
      `select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'now_'::regnamespace and relkind in ('r', 'p')`,
      'modern_copy',
    );
    expect(tables).toBe('booked identity_part identity_parts parted parted_1 parted_2 periods unforced');
  });
});
