import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadStrategy } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { indexDump } from '../support/index-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { proveDatabase } from '../../src/dump-import/proof/prove-database.js';
import { runProgram } from '../support/child-process.js';
import { compareDatabases } from '../support/compare-databases.js';
import type { DatabaseServer } from '../support/database-server.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import { mysqlProgram } from '../support/mysql-server.js';
import { startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: DatabaseServer;
let mysql: MysqlSettings;
const settings = pipelineSettings('import', ['types_db'], { requireTrailer: false });
let runs = 0;

beforeAll(async () => {
  server = await startTargetServer({ args: ['--sql-mode=', '--default-time-zone=+05:30'] });
  mysql = targetSettings(server, await createAccounts(server, { databases: ['types_db'] }));
  await server.query('CREATE DATABASE types_db CHARACTER SET utf8mb4');
  await server.query(readFileSync(new URL('mysql-tables.sql', import.meta.url), 'utf8'), { database: 'types_db' });
});
afterAll(() => server.stop());

const dump = async (args: readonly string[]) => {
  const dumpFile = join(temporaryFolder('mysql-dump'), 'dump.sql');
  const text = [
    '--no-defaults',
    '--user=root',
    `--socket=${server.socket}`,
    `--result-file=${dumpFile}`,
    '--set-gtid-purged=OFF',
  ];
  await runProgram(mysqlProgram('mysqldump'), [...text, ...args, 'types_db']);
  return dumpFile;
};

const load = async (dumpFile: string, strategy: LoadStrategy | 'auto') => {
  const directory = temporaryFolder('mysql-work');
  const index = await indexDump(mysql, settings, {
    database: 'types_db',
    directory,
    dumpFile,
  });
  const common = { database: 'types_db', index, onProgress: () => undefined };
  const report = await loadDump(mysql, {
    ...common,
    pipeline: 'import',
    runId: `r${++runs}`,
    dumpFile,
    connections: 2,
    strategy,
    afterLoad: [],
  });
  return { index, report, proofs: await proveDatabase(mysql, common) };
};

/** Both as one database's name, so that they can be compared. */
const sameAsTheClient = async (dumpFile: string): Promise<readonly string[]> => {
  await server.query('DROP DATABASE IF EXISTS by_client; CREATE DATABASE by_client CHARACTER SET utf8mb4');
  await server.load(dumpFile, 'by_client');
  const reading = (schema: string) => ({
    query: async (sql: string) =>
      (
        await server.query(sql.replaceAll('`types_db`', `\`${schema}\``).replaceAll("'types_db'", `'${schema}'`))
      ).replaceAll(schema, 'types_db'),
  });
  return (await compareDatabases(reading('imp_types_db'), reading('by_client'), 'types_db')).differences;
};

describe('a dump of MySQL', () => {
  it.each([
    [[]],
    [['--hex-blob', '--complete-insert']],
    [['--skip-extended-insert']],
    [['--skip-opt', '--net-buffer-length=4096', '--skip-tz-utc']],
    [['--default-character-set=latin1', '--hex-blob']],
    [['--skip-comments', '--single-transaction']],
  ])('%j is loaded as the client loads it, and proved', async (args) => {
    const dumpFile = await dump(args);
    const { report, proofs } = await load(dumpFile, 'auto');
    expect(await sameAsTheClient(dumpFile)).toEqual([]);
    expect(
      proofs.filter(({ content }) => content.kind !== 'proved').map(({ table, content }) => [table, content]),
    ).toEqual([]);
    expect(
      proofs
        .find(({ table }) => table === 'types')
        ?.leftOut.map(({ column }) => column)
        .sort(),
    ).toEqual(['doc', 'thrice', 'twice']);
    expect(
      report.plan
        .filter(({ strategy }) => strategy === 'load-data')
        .map(({ table }) => table)
        .sort(),
    ).toEqual(['child', 'parent', 'parts', 'plain', 'types']);
    expect(report.plan.filter(({ deferKeys }) => deferKeys).map(({ table }) => table)).toEqual(['child']);
  });

  it('is loaded as the client loads it by its INSERT statements too', async () => {
    const dumpFile = await dump([]);
    await load(dumpFile, 'forward-inserts');
    expect(await sameAsTheClient(dumpFile)).toEqual([]);
  });

  it('that was cut in a value is refused', async () => {
    const dumpFile = await dump([]);
    const whole = readFileSync(dumpFile);
    await writeFile(dumpFile, whole.subarray(0, whole.length / 2));
    await expect(load(dumpFile, 'auto')).rejects.toMatchObject({
      code: 'DUMP_TRUNCATED',
      message: expect.stringContaining('inside a') as string,
    });
  });
});
