import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { build, goLive } from './build.js';
import { copyDefinitions, createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

let older: PostgresServer;
let newer: PostgresServer;
beforeAll(async () => {
  [older, newer] = await Promise.all([startPostgres(), startPostgres({ version: 18 })]);
  for (const server of [older, newer]) await createSchema(server, 'labyrinth');
});
afterAll(() => Promise.all([older.stop(), newer.stop()]));

/** Of the database, not of a schema: the target keeps its own. */
const OF_THE_DATABASE = /Type: DEFAULT ACL; Schema: -|Type: ACL; Schema: (?:pg_catalog|-)|LARGE OBJECT/;

describe.each([
  ['an older server to a newer one', () => [older, newer] as const],
  ['a newer server to an older one', () => [newer, older] as const],
])('a staging from %s', (_what, servers) => {
  it('is what its statements make in an empty database', async () => {
    const schema = 'labyrinth';
    const [from, to] = servers();
    const [target, reference] = [`${schema}_across`, `${schema}_reference`];
    await createDatabase(to, target);
    await createDatabase(to, reference);
    await copyDefinitions({ from, to, source: schema, target: reference, reconcile: true });
    const built = await build({
      from: { server: from, database: schema },
      to: { server: to, database: target },
      allowMissing: ['large object *'],
    });
    await goLive({ server: to, database: target }, built);
    const difference = differenceOf(await dumpDefinitions(to, reference), await dumpDefinitions(to, target));
    expect(difference.filter((line) => !OF_THE_DATABASE.test(line))).toEqual([]);
  });
});
