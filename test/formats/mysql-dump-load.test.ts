import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { proveDatabase } from '../../src/dump-import/proof/prove-database.js';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import { targetSettings } from '../support/target-settings.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { dumpDatabase, indexFile } from './dump-figures.js';

let server: MariadbServer;
let mysql: MysqlSettings;
let folder: string;
let runs = 0;

const DATABASE = 'source_db';

beforeAll(async () => {
  // A server whose own settings differ from those of every dump.
  server = await startMariadb({
    args: ['--default-time-zone=+05:30', '--sql-mode=STRICT_ALL_TABLES,NO_ZERO_DATE', '--character-set-server=latin1'],
  });
  folder = temporaryFolder('dump-load');
  await server.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
  await server.query(readFileSync(new URL('sum-tables.sql', import.meta.url), 'utf8'), { database: DATABASE });
  mysql = targetSettings(server, await createAccounts(server, { databases: [DATABASE] }));
});
afterAll(async () => {
  await server.stop();
  removeTemporaryFolder(folder);
});

const load = (dumpFile: string, index: DumpIndex) =>
  loadDump(mysql, {
    pipeline: 'p',
    runId: `run-${++runs}`,
    database: DATABASE,
    dumpFile,
    index,
    connections: 3,
    charset: 'utf8mb4',
    afterLoad: [],
    onProgress: () => undefined,
  });
const prove = (index: DumpIndex) => proveDatabase(mysql, { database: DATABASE, index, onProgress: () => undefined });

const checksums = async (schema: string, index: DumpIndex): Promise<string> => {
  const names = index.tables.map(({ name }) => `\`${schema}\`.\`${name.replaceAll('`', '``')}\``);
  return (await server.query(`SET NAMES utf8mb4; CHECKSUM TABLE ${names.join(', ')}`)).replaceAll(`${schema}.`, '');
};

it.each([
  [[]],
  [['--hex-blob', '--complete-insert']],
  [['--default-character-set=utf8mb3', '--skip-tz-utc']],
  [['--skip-extended-insert']],
  [['--skip-opt', '--net-buffer-length=4096']],
])('what the loader made of a dump with %j is what the client makes of it, and is proved', async (args) => {
  const file = await dumpDatabase(server, folder, DATABASE, args);
  const index = await indexFile(file, DATABASE);
  const { rows } = await load(file, index);
  const proofs = await prove(index);
  expect(rows).toBe(proofs.reduce((sum, proof) => sum + proof.rows, 0));
  expect(proofs.filter(({ content }) => content.kind !== 'proved')).toEqual([]);
  // The client loads the same dump; system versioned tables also hold the time of the load.
  await server.query('DROP DATABASE IF EXISTS by_client; CREATE DATABASE by_client CHARACTER SET utf8mb4');
  await server.load(file, 'by_client');
  const lines = async (schema: string) =>
    (await checksums(schema, index)).split('\n').filter((line) => !/^(versioned|periods)\t/.test(line));
  expect(await lines(`imp_${DATABASE}`)).toEqual(await lines('by_client'));
});

it.each([['--default-character-set=latin1'], ['--default-character-set=utf8mb4']])(
  'names beyond ASCII are loaded from a dump with %s',
  async (charset) => {
    await server.query(
      "DROP DATABASE IF EXISTS names; CREATE DATABASE names; CREATE TABLE names.`Größe` (`Straße` VARCHAR(20) NOT NULL, n INT, KEY `Schlüssel` (`Straße`)); INSERT INTO names.`Größe` VALUES ('Öl', 1), ('Weg', 2)",
    );
    const file = await dumpDatabase(server, folder, 'names', [charset]);
    const index = await indexFile(file, DATABASE);
    expect((await load(file, index)).plan).toMatchObject([{ table: 'Größe', strategy: 'load-data' }]);
    expect(await prove(index)).toMatchObject([{ table: 'Größe', rows: 2, content: { kind: 'proved' } }]);
    const rows = 'SELECT HEX(CONVERT(`Straße` USING utf8mb4)), n FROM';
    expect(await server.query(`${rows} imp_${DATABASE}.\`Größe\``)).toBe(await server.query(`${rows} names.\`Größe\``));
  },
);

it('what was changed after the load is not proved', async () => {
  const file = await dumpDatabase(server, folder, DATABASE);
  const index = await indexFile(file, DATABASE);
  await load(file, index);
  await server.query("UPDATE texts SET l1 = 'Schafer €žŸ' WHERE id = 1", { database: `imp_${DATABASE}` });
  await expect(prove(index)).rejects.toMatchObject({ code: 'PROOF_FAILED', details: { table: 'texts' } });
  await load(file, index);
  await server.query('DELETE FROM parts WHERE a = 1', { database: `imp_${DATABASE}` });
  await expect(prove(index)).rejects.toMatchObject({ code: 'PROOF_FAILED', details: { table: 'parts' } });
});
