import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withConnection } from '../../src/connectors/mysql/open-connection.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { sortKeysInCache } from '../../src/dump-import/load/engine/sort-keys-in-cache.js';
import { loadDumpFile } from '../support/load-dump-file.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const MEGABYTE = 1 << 20;
let server: MariadbServer;
let mysql: MysqlSettings;

beforeAll(async () => {
  server = await startMariadb();
  mysql = targetSettings(server, await createAccounts(server, { databases: ['old'] }));
  await server.query('CREATE DATABASE imp_old');
});
afterAll(() => server.stop());

/** What the sessions of the load have for a table of these columns and keys. */
const bufferOf = async (engine: string, columns: string): Promise<number> => {
  await server.query(`CREATE OR REPLACE TABLE imp_old.t (${columns}) ENGINE=${engine}`);
  return withConnection(mysql, 'loader', { database: 'imp_old' }, async (loader) => {
    await sortKeysInCache(loader, { name: 't', engine });
    const [row] = await loader.query(`SELECT @@${engine === 'Aria' ? 'aria' : 'myisam'}_sort_buffer_size AS bytes`);
    return Number(row?.['bytes']);
  });
};

describe('the buffer in which MyISAM and Aria sort keys on MariaDB', () => {
  it.each(['MyISAM', 'Aria'])('fits the cache for short keys and for long ones of %s', async (engine) => {
    expect(await bufferOf(engine, 'a INT PRIMARY KEY, b INT, c DATE, KEY (b, c)')).toBe(4 * MEGABYTE);
    expect(await bufferOf(engine, 'a VARCHAR(100) CHARACTER SET utf8mb4, KEY (a)')).toBe(16 * MEGABYTE);
    expect(await bufferOf(engine, 'a TEXT CHARACTER SET utf8mb4, KEY (a(20))')).toBe(4 * MEGABYTE);
  });

  it('is the server’s own for FULLTEXT keys, without keys, on other engines, and where it is smaller', async () => {
    const own = Number(await server.query('SELECT @@GLOBAL.myisam_sort_buffer_size'));
    expect(own).toBeGreaterThan(100 * MEGABYTE);
    expect(await bufferOf('MyISAM', 'a TEXT, FULLTEXT KEY (a)')).toBe(own);
    expect(await bufferOf('InnoDB', 'a INT PRIMARY KEY')).toBe(own);
    await server.query(`SET GLOBAL myisam_sort_buffer_size = ${MEGABYTE}`);
    expect(await bufferOf('MyISAM', 'a INT PRIMARY KEY')).toBe(MEGABYTE);
    await server.query(`SET GLOBAL myisam_sort_buffer_size = ${own}`);
  });

  it.each(['MyISAM', 'Aria'])('makes whole keys of a %s table that fill it several times', async (engine) => {
    const rows = 250_000;
    const folder = temporaryFolder('sort');
    const values = (from: number) =>
      Array.from(
        { length: 1_000 },
        (_, at) => `(${from + at},${(7_919 * (from + at)) % 100_003},'${(from + at) % 977}')`,
      );
    const inserts = Array.from(
      { length: rows / 1_000 },
      (_, at) => `INSERT INTO \`t\` VALUES ${values(1_000 * at).join()};`,
    );
    writeFileSync(
      join(folder, 'old.sql'),
      `-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB\nCREATE TABLE \`t\` (\`a\` int NOT NULL, \`b\` int NOT NULL, \`c\` varchar(9), PRIMARY KEY (\`a\`), KEY \`b\` (\`b\`,\`c\`)) ENGINE=${engine};\n${inserts.join('\n')}\n-- Dump completed\n`,
    );
    const { proof } = await loadDumpFile(mysql, {
      settings: pipelineSettings('import', ['old']),
      ...{ runId: `run-${engine}`, database: 'old', dumpFile: join(folder, 'old.sql') },
    });
    expect(proof.tables.map((table) => table.rows)).toEqual([rows]);
    expect(await server.query('CHECK TABLE imp_old.t EXTENDED')).toContain('status\tOK');
    const counts = 'SELECT COUNT(*), COUNT(DISTINCT b, c), SUM(b) FROM imp_old.t';
    expect(await server.query(`${counts} FORCE INDEX (b)`)).toBe(
      await server.query(`${counts} IGNORE INDEX (b, PRIMARY)`),
    );
  });
});
