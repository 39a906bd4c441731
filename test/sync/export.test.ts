import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { dumpFiles } from '../../src/database-sync/dump-files.js';
import { exportDatabase } from '../../src/database-sync/sql-file/write/export-database.js';
import type { ExportOptions } from '../../src/database-sync/sql-file/write/export-database.js';
import { postgresPrograms } from '../support/postgres-programs.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { contentOf, fillOddly, settingsOf } from './odd-rows.js';
import { createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

const run = promisify(execFile);
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const exported = (database: string, options: Partial<ExportOptions> = {}) =>
  exportDatabase(settingsOf(server, database), dumpFiles(temporaryFolder('dumps')), {
    applicationName: 'export-test',
    ...options,
  });

/** What a person would do: psql, of the file as gzip's own program unpacks it. */
const loadByPsql = async (path: string, database: string): Promise<void> => {
  await createDatabase(server, database);
  const place = `-h ${server.host} -p ${server.port} -U postgres -d ${database}`;
  const read = path.endsWith('.gz') ? 'gzip -dc' : 'cat';
  await run('sh', [
    '-ec',
    `${read} '${path}' | '${postgresPrograms('machine').psql}' -XAtq -vON_ERROR_STOP=1 ${place} > /dev/null`,
  ]);
};

describe('a database that is exported', () => {
  it.each([
    ['copy', true],
    ['inserts', true],
    ['copy', false],
  ] as const)('is loaded by psql with every byte (%s, compressed %s)', async (format, compress) => {
    const database = `odd_${format}_${compress}`;
    await createDatabase(server, database);
    await fillOddly(server, database);
    const file = await exported(database, { format, compress });
    expect(file.warnings).toEqual([]);
    await loadByPsql(file.path, `${database}_again`);
    expect((await contentOf(server, `${database}_again`)) === (await contentOf(server, database))).toBe(true);
    expect(await dumpDefinitions(server, `${database}_again`)).toBe(await dumpDefinitions(server, database));
    const text = compress ? gunzipSync(readFileSync(file.path)).toString() : readFileSync(file.path, 'utf8');
    expect(/^COPY "/m.test(text)).toBe(format === 'copy');
    expect(await server.query(`select count(*) from pg_stat_activity where application_name = 'export-test'`)).toBe(
      '0',
    );
  });

  it.each(['shop', 'labyrinth'])('has the definitions of "%s" in its file', async (schema) => {
    await createSchema(server, schema);
    const { path } = await exported(schema);
    await loadByPsql(path, `${schema}_again`);
    expect(
      differenceOf(await dumpDefinitions(server, schema), await dumpDefinitions(server, `${schema}_again`)),
    ).toEqual([]);
  });

  it('has some of the tables, with what they need and what belongs to them', async () => {
    const { path, tables } = await exported('odd_copy_true', { tables: ['odd', 'public.spl*', 'many'] });
    expect(tables.map(({ name }) => name).sort()).toEqual(['many', 'odd', 'split_0', 'split_1']);
    await loadByPsql(path, 'some_tables');
    const names = `select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'i', 'S')`;
    expect(await server.query(names, 'some_tables')).toBe(
      'many many_a_idx many_id_seq many_pkey odd odd_id_seq split split_0 split_1',
    );
    expect(await server.query('select count(*) from many', 'some_tables')).toBe('30000');
    await expect(exported('odd_copy_true', { tables: ['ode'] })).rejects.toMatchObject({ code: 'TABLE_UNKNOWN' });
  });

  it('leaves no file when it is cancelled, and no session', async () => {
    const folder = temporaryFolder('dumps');
    const cancel = new AbortController();
    const options = {
      applicationName: 'cancelled',
      signal: cancel.signal,
      onProgress: () => cancel.abort(new Error('enough')),
    };
    await expect(exportDatabase(settingsOf(server, 'shop'), dumpFiles(folder), options)).rejects.toThrow('enough');
    expect(await dumpFiles(folder).list()).toEqual([]);
    await expect
      .poll(() => server.query(`select count(*) from pg_stat_activity where application_name = 'cancelled'`))
      .toBe('0');
  });
});
