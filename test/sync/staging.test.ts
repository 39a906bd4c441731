import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildOptions, BuiltGeneration } from '../../src/database-sync/built-generation.js';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';
import { startPostgres } from '../support/postgres-server.js';
import { createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

const settingsOf = (server: PostgresServer, database: string): PostgresSettings => ({
  address: { host: server.host, port: server.port },
  tls: 'off',
  account: { user: 'postgres', password: '' },
  database,
});

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const build = (
  from: string,
  to: string,
  options: Partial<BuildOptions> & { readonly schemas?: readonly string[] } = {},
): Promise<BuiltGeneration> =>
  buildGeneration(
    ({ version, signal }) =>
      openDatabaseSource(settingsOf(server, from), {
        applicationName: 'staging',
        targetVersion: version,
        ...(signal === undefined ? {} : { signal }),
        ...(options.schemas === undefined ? {} : { schemas: options.schemas }),
      }),
    settingsOf(server, to),
    { applicationName: 'staging', ...options },
  );

/** Puts what was built in the place of what is live, as bluntly as a test may. */
const goLive = async (database: string, { schemas, atPublish }: BuiltGeneration): Promise<void> => {
  const moves = schemas.map(
    ({ name, staging }) =>
      `drop schema if exists "${name.replaceAll('"', '""')}" cascade; alter schema "${staging.replaceAll('"', '""')}" rename to "${name.replaceAll('"', '""')}"`,
  );
  await server.query([...moves, ...atPublish].join('; '), database);
};

/** Of the database, not of a schema: the target keeps its own, and says so. */
const OF_THE_DATABASE =
  /Type: DEFAULT ACL; Schema: -|Type: ACL; Schema: (?:pg_catalog|-)|FUNCTION similarity\(text, text\); Type: ACL/;

describe.each(['observatory', 'labyrinth', 'shop'])('a staging of %s', (schema) => {
  it('has every definition of the source when it goes live, and the target is untouched until then', async () => {
    await createSchema(server, schema);
    await createDatabase(server, `${schema}_target`);
    const before = await dumpDefinitions(server, `${schema}_target`);
    const built = await build(schema, `${schema}_target`, { allowMissing: ['large object *'] });
    const withStaging = await dumpDefinitions(server, `${schema}_target`);
    expect(before).toBeDefined();
    expect(withStaging).toContain('imp_');
    await goLive(`${schema}_target`, built);
    const [source, target] = [await dumpDefinitions(server, schema), await dumpDefinitions(server, `${schema}_target`)];
    expect(differenceOf(source, target).filter((line) => !OF_THE_DATABASE.test(line))).toEqual([]);
  });
});
