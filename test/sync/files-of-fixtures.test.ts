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
  for (const name of ['labyrinth', 'observatory', 'shop', 'festival']) await createSchema(server, name);
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
  /** What a file may not have, as the pipeline that exports is told it. */
  readonly exclude: readonly string[];
  /** Names of the objects that the copy lacks, or has otherwise, for that. */
  readonly lacks: RegExp;
  /** What differs beside them, each with its reason. */
  readonly differs: readonly string[];
}

const EXCLUDED: Readonly<Record<string, Restored>> = {
  shop: { exclude: [], lacks: /^$/, differs: [] },
  festival: { exclude: [], lacks: /^$/, differs: [] },
};

describe.each(Object.entries(EXCLUDED))('a file of the database %s', (name, { exclude, lacks, differs }) => {
  it('without what only an administrator makes becomes the rest of it', async () => {
    const files = dumpFiles(temporaryFolder('dumps'));
    const exported = (more: readonly string[]) =>
      exportDatabase(settingsOf(server, name), files, { applicationName: 'x', exclude: more, allowMissing: more });
    const into = async ({ path }: { readonly path: string }) =>
      (
        await buildGeneration(() => openFileSource(path), settingsOf(server, `${name}_file`), {
          applicationName: 'fixtures',
          publish: 'database',
        })
      ).database;
    await createDatabase(server, `${name}_file`);
    if (exclude.length > 0)
      await expect(into(await exported([]))).rejects.toMatchObject({ code: 'DUMP_STATEMENT_REFUSED' });
    const there = await into(await exported(exclude));
    const different = differenceOf(await dumpDefinitions(server, name), await dumpDefinitions(server, there));
    expect(different.filter((line) => !lacks.test(line))).toEqual(differs);
    expect(differs.length).toBeLessThanOrEqual(10);
  });
});
