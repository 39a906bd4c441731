import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { build, goLive } from './build.js';
import { createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** Of the database, not of a schema: the target keeps its own, and says so. */
const OF_THE_DATABASE =
  /Type: DEFAULT ACL; Schema: -|Type: ACL; Schema: (?:pg_catalog|-)|FUNCTION similarity\(text, text\); Type: ACL/;

const differences = async (source: string, target: string): Promise<string[]> =>
  differenceOf(await dumpDefinitions(server, source), await dumpDefinitions(server, target)).filter(
    (line) => !OF_THE_DATABASE.test(line),
  );

describe.each(['observatory', 'labyrinth'])('a staging of %s', (schema) => {
  const from = () => ({ server, database: schema });
  const to = () => ({ server, database: `${schema}_target` });
  /** A cast stands in no schema: pg_dump shows that of staging's types, too. */
  const live = async () =>
    (await dumpDefinitions(server, `${schema}_target`, '-N', 'imp_*')).replace(
      /^--\n-- Name: CAST \([^\n]*imp_[\s\S]*?(?=^--\n-- Name: (?!CAST \([^\n]*imp_))/gm,
      '',
    );

  it('has every definition of the source when it goes live in an empty database', async () => {
    await createSchema(server, schema);
    await createDatabase(server, `${schema}_target`);
    const built = await build({ from: from(), to: to(), allowMissing: ['large object *'] });
    await goLive(to(), built);
    expect(await differences(schema, `${schema}_target`)).toEqual([]);
  });

  it('is made again beside a live one, which is untouched, and whose defaults give nothing away', async () => {
    await server.query(
      'alter default privileges grant all on tables to visitors, public; alter default privileges grant execute on functions to visitors with grant option; alter default privileges grant all on schemas to visitors',
      `${schema}_target`,
    );
    const before = await live();
    const built = await build({ from: from(), to: to(), allowMissing: ['large object *'] });
    expect(await live()).toBe(before);
    await goLive(to(), built);
    // The old schema was dropped: its tables have left their publications, as event triggers their functions.
    const left = await differences(schema, `${schema}_target`);
    expect(
      left.filter((line) => !/Type: (?:PUBLICATION|EVENT TRIGGER)|EVENT TRIGGER|dump complete$|\| --$/.test(line)),
    ).toEqual([]);
  });
});
