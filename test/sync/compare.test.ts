import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runCli } from '../support/worker-process.js';
import { copyDefinitions, createDatabase, createSchema } from './schema-databases.js';

interface Answer {
  readonly equal: number;
  readonly differences: readonly {
    readonly type: string;
    readonly name: string;
    readonly state: string;
    readonly aspects: readonly { readonly what: string; readonly first: string[]; readonly second: string[] }[];
  }[];
  readonly by_name_only: readonly string[];
}

describe('stevedore compare of two databases', () => {
  let server: PostgresServer;
  let config: string;

  beforeAll(async () => {
    server = await startPostgres();
    await createSchema(server, 'labyrinth');
    await server.query(`create role poor login password 'poor'`);
    for (const name of ['same', 'changed']) {
      await createDatabase(server, name);
      await copyDefinitions({ from: server, to: server, source: 'labyrinth', target: name });
    }
    config = join(temporaryFolder('compare'), 'stevedore.yaml');
    const connections = ['labyrinth', 'same', 'changed', 'absent'].map(
      (name) => `  ${name}: { kind: postgres, url: "postgres://postgres:x@127.0.0.1:${server.port}/${name}" }\n`,
    );
    writeFileSync(
      config,
      `connections:\n${connections.join('')}  poor: { kind: postgres, url: "postgres://poor:poor@127.0.0.1:${server.port}/same" }\n  web: { kind: http, base_url: "https://example.org" }\n`,
    );
  });
  afterAll(() => server.stop());

  const compare = (...args: string[]) => runCli(['compare', ...args], { config, env: { PATH: '/nowhere' } });
  const answer = async (...args: string[]): Promise<Answer> =>
    JSON.parse((await compare(...args, '--json')).stdout) as Answer;

  it('says that a copy is equal, whatever the product keeps beside it, and exits with 0', async () => {
    await server.query(
      'create schema stevedore; create table stevedore.sync_generations (id int); create schema prev_maze; create table prev_maze.points (id int)',
      'same',
    );
    const { code, stdout } = await compare('labyrinth', 'same');
    expect(stdout).toMatch(/^labyrinth and same: \d{3} objects are equal, 0 differ\n/);
    expect(code).toBe(0);
  });

  it('needs no right on any table', async () => {
    const { code, stdout } = await compare('labyrinth', 'poor');
    expect(stdout).toMatch(/, 0 differ\n/);
    expect(code).toBe(0);
  });

  it('finds each change by its object, with what both sides say', async () => {
    await server.query(
      `alter table maze.with_key alter column price set default 3;
       alter table maze.mutual_b owner to visitors;
       comment on table maze.points is 'now with a comment';
       grant truncate on maze.wide to visitors;
       revoke select (id), update (price) on maze.with_key from "Odd ""Role""" cascade;
       create or replace view maze.ring_c as select x + 0 as x from maze.ring_b();
       drop index maze.points_down;
       create table maze.extra (a int);
       alter table maze.harvest_spring disable trigger spring_touched;
       alter sequence maze.shared increment by 4;
       alter default privileges grant select on sequences to visitors`,
      'changed',
    );
    const { differences, equal } = await answer('labyrinth', 'changed');
    expect(equal).toBeGreaterThan(200);
    const lines = differences.flatMap(({ type, name, state, aspects }) =>
      aspects.length === 0
        ? [`${type} ${name} ${state}`]
        : aspects.map(({ what, first, second }) => `${type} ${name} ${what}: ${first.length} ${second.length}`),
    );
    expect(lines).toEqual([
      'default privileges of the database definition: 0 1',
      'index maze.points_down only_in_the_first',
      'sequence maze.shared definition: 1 1',
      'table maze.extra only_in_the_second',
      'table maze.mutual_b owner: 1 1',
      'table maze.points comments: 0 1',
      'table maze.wide grants: 0 1',
      'table maze.with_key definition: 1 1',
      'trigger spring_touched on maze.harvest_spring definition: 0 1',
      'view maze.ring_c definition: 1 1',
    ]);
    expect(differences.find(({ name }) => name === 'maze.with_key')?.aspects[0]).toEqual({
      what: 'definition',
      first: ['    "price" numeric(8,2)'],
      second: ['    "price" numeric(8,2) DEFAULT 3'],
    });
  });

  it('exits with 1 where they differ, and shows both sides', async () => {
    const { code, stdout } = await compare('labyrinth', 'changed');
    expect(code).toBe(1);
    expect(stdout).toContain('table maze.mutual_b\n  owner\n  < postgres\n  > visitors\n');
    expect(stdout).toContain('index maze.points_down  only in labyrinth\n');
  });

  it('looks at the schemas that are asked for, and at nothing outside of schemas', async () => {
    const { code, stdout } = await compare('labyrinth', 'changed', '--schema', 'SELECT', 'a.b');
    expect(stdout).toMatch(/: \d+ objects are equal, 0 differ/);
    expect(code).toBe(0);
  });

  it.each([
    [['labyrinth', 'nowhere'], 'CONNECTION_UNKNOWN'],
    [['labyrinth', 'web'], 'REQUEST_INVALID'],
    [['labyrinth', 'absent'], 'POSTGRES_DATABASE_UNKNOWN'],
    [['labyrinth', 'same', '--all'], 'cannot be used'],
    [['labyrinth', '--schema', 'x'], 'cannot be used'],
  ])('exits with 2 for %j', async (args, words) => {
    const { code, stderr } = await compare(...args);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });
});
