import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { openFileSource } from '../../src/database-sync/sql-file/read/file-source.js';
import { startPostgres } from '../support/postgres-server.js';
import { contentOf, settingsOf } from './odd-rows.js';
import { createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

/** Written once by pg_dump 14.10, 16.10 and 17.10 from `schemas/festival.sql` on servers of their versions. */
const FOLDER = fileURLToPath(new URL('dumps', import.meta.url));

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({ settings: ['timezone=UTC'] });
  await createSchema(server, 'festival');
});
afterAll(() => server.stop());

describe('a file of a pg_dump of another version than the tests have', () => {
  it.each(readdirSync(FOLDER))('%s becomes the database that it was made of', async (name) => {
    const target = `into_${name.replaceAll(/\W/g, '_')}`;
    await createDatabase(server, target);
    const { database } = await buildGeneration(() => openFileSource(join(FOLDER, name)), settingsOf(server, target), {
      applicationName: 'import-versions',
      publish: 'database',
    });
    expect(await contentOf(server, database)).toBe(await contentOf(server, 'festival'));
    const [before, after] = [await dumpDefinitions(server, 'festival'), await dumpDefinitions(server, database)];
    expect(differenceOf(before, after)).toEqual([]);
  });
});
