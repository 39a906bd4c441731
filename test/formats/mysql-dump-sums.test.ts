import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { dumpDatabase, indexFigures, indexFile, serverFigures } from './dump-figures.js';

let server: MariadbServer;
let folder: string;
let schemas = 0;

const SOURCE = 'source_db';
const TABLES = readFileSync(new URL('sum-tables.sql', import.meta.url), 'utf8');

beforeAll(async () => {
  server = await startMariadb();
  folder = temporaryFolder('dump-sums');
  await server.query(`CREATE DATABASE ${SOURCE} CHARACTER SET utf8mb4`);
  await server.query(TABLES, { database: SOURCE });
});
afterAll(async () => {
  await server.stop();
  removeTemporaryFolder(folder);
});

/** Loads a dump like the client, into a separate schema. */
const load = async (file: string): Promise<string> => {
  const schema = `target_${++schemas}`;
  await server.query(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`);
  await server.load(file, schema);
  return schema;
};

const loadText = async (text: string): Promise<{ readonly index: DumpIndex; readonly schema: string }> => {
  const file = join(folder, `text-${++schemas}.sql`);
  writeFileSync(file, text);
  return { index: await indexFile(file, SOURCE, { requireTrailer: false }), schema: await load(file) };
};

describe('the index of a mariadb-dump has the figures of the loaded tables', () => {
  it.each([
    [[]],
    [['--hex-blob']],
    [['--default-character-set=latin1']],
    [['--default-character-set=latin1', '--hex-blob']],
    [['--default-character-set=utf8mb3', '--complete-insert']],
    [['--complete-insert', '--skip-extended-insert']],
    [['--skip-tz-utc', '--order-by-primary']],
    [['--skip-opt', '--net-buffer-length=4096']],
    [['--insert-ignore', '--no-autocommit']],
    [['--replace', '--net-buffer-length=4096']],
  ])('%j', async (args) => {
    const file = await dumpDatabase(server, folder, SOURCE, args);
    const index = await indexFile(file, SOURCE);
    expect(indexFigures(index)).toEqual(await serverFigures(server, await load(file), index));
    expect(index.tables).toHaveLength(15);
    for (const { name, content, leftOut } of index.tables) {
      expect([name, content.kind]).toEqual([name, 'proved']);
      expect(leftOut).toEqual(LEFT_OUT[name] ?? []);
    }
  });

  const LEFT_OUT: Readonly<Record<string, unknown>> = {
    computed: ['v', 's'].map((column) => ({ column, reason: 'generated' })),
    periods: ['rs', 're'].map((column) => ({ column, reason: 'generated' })),
  };
});

it('finds what a dump in the character set "binary" does to the tables that it is loaded into', async () => {
  const file = await dumpDatabase(server, folder, SOURCE, ['--default-character-set=binary']);
  const index = await indexFile(file, SOURCE);
  const before = indexFigures(index);
  const after = await serverFigures(server, await load(file), index);
  const damaged = Object.keys(before).filter((table) => before[table]?.sum !== after[table]?.sum);
  // The server takes the texts of UUID and INET6 for their bytes, and the letters of a latin1 ENUM for those of
  // utf8mb4.
  expect(damaged).toEqual(['choices', 'special']);
});

describe('a change in the loaded tables changes the figures', () => {
  let index: DumpIndex;
  let schema: string;
  beforeAll(async () => {
    const file = await dumpDatabase(server, folder, SOURCE);
    [index, schema] = [await indexFile(file, SOURCE), await load(file)];
  });

  it.each([
    ['whole', 'a sign', 't5 = -t5 WHERE id = -5'],
    ['whole', '0 for NULL', 't1 = 0 WHERE id = 1 OR t1 IS NULL'],
    ['whole', 'the last digit', 't6 = t6 - 1 WHERE id = 0'],
    ['fractions', 'a digit of a DECIMAL', 'd38 = d38 + 0.00000000000000000000000000000000000001 WHERE id = 4'],
    ['fractions', 'the last digit of a DOUBLE', 'dn = 0.3 WHERE id = 4'],
    ['fractions', 'a digit of a FLOAT', 'f = 16777300 WHERE id = 1'],
    ['times', 'a microsecond', "dt6 = '2024-02-29 12:00:00.000002' WHERE id = 1"],
    ['times', 'an hour', 'ts = ts + INTERVAL 1 HOUR WHERE id = 1'],
    ['times', 'a real date for a zero one', "d = '1970-01-01' WHERE id = 2"],
    ['texts', 'a letter’s case', "lb = 'a' WHERE id = 1"],
    ['texts', 'an accent', "l1 = 'Schafer €žŸ' WHERE id = 1"],
    ['texts', 'a blank at the end', "v = 'x ' WHERE id = 4"],
    ['texts', 'a letter for a question mark', "v = 'Zug ♟️ ?' WHERE id = 1"],
    ['texts', 'the text NULL for NULL', "cp = 'NULL' WHERE id = 3"],
    ['texts', 'NULL for nothing', 'c = NULL WHERE id = 2'],
    ['texts', 'a tab moved to the next field', "v = '', t = CONCAT(v, '\\t', t) WHERE id = 1"],
    ['texts', 'a byte of a long text', "lt = INSERT(lt, 9000, 1, 'x') WHERE id = 1"],
    ['bytes', 'one bit of a BLOB', 'bl = INSERT(bl, 128, 1, CHAR(0xff)) WHERE id = 1'],
    ['bytes', 'a zero byte at the end', "tb = '' WHERE id = 1"],
    ['bytes', 'a bit', "b9 = b'100000000' WHERE id = 1"],
    ['choices', 'another member', "e = 'B' WHERE id = 1"],
    ['choices', 'a member less', "s = 'a' WHERE id = 1"],
    ['special', 'a blank in JSON', 'j = \'{"a": 1.50, "b": "ä\\\\n\\\\"", "A": [1, null]}\' WHERE id = 1'],
    ['special', 'an address', "i6 = '::2' WHERE id = 5"],
    ['special', 'a place', 'p = POINT(1, 2) WHERE id = 1'],
    ['computed', 'a value beside generated ones', 'c = 2 WHERE a = 1'],
    ['hidden', 'an invisible column', 'h = 0 WHERE a = 1'],
  ])('%s: %s', async (table, _, change) => {
    const { [table]: expected } = indexFigures(index);
    await server.query(`SET NAMES utf8mb4, time_zone = '+00:00', sql_mode = ''; UPDATE ${table} SET ${change}`, {
      database: schema,
    });
    const { [table]: changed } = await serverFigures(server, schema, index, table);
    // Back to what the dump holds, for the next case.
    const columns = index.tables
      .find(({ name }) => name === table)
      ?.summed.map(({ name }) => name)
      .join(', ');
    await server.query(
      `SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; DELETE FROM ${table};
        INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${SOURCE}.${table}`,
      { database: schema },
    );
    expect((await serverFigures(server, schema, index, table))[table]).toEqual(expected);
    expect(changed?.rows).toBe(expected?.rows);
    expect(changed?.sum).not.toBe(expected?.sum);
  });

  it('finds a row that is gone, and one that is there in place of another', async () => {
    const figures = async () => (await serverFigures(server, schema, index, 'parts'))['parts'];
    const { parts: before } = indexFigures(index);
    await server.query('DELETE FROM parts WHERE a = 5', { database: schema });
    expect(await figures()).toMatchObject({ rows: 19 });
    await server.query('INSERT INTO parts SELECT * FROM parts WHERE a = 6', { database: schema });
    const after = await figures();
    expect(after?.rows).toBe(before?.rows);
    expect(after?.sum).not.toBe(before?.sum);
  });
});

describe('rows written by hand', () => {
  it('are proved where they are written as the server writes them', async () => {
    const { index, schema } = await loadText(
      'CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n VARCHAR(9), d DECIMAL(8,2), a DATE, r DOUBLE);\n' +
        "INSERT INTO t (id, n, d, a, r) VALUES (1, 12, '9.50', '2024-01-02', 1.5), ('2', NULL, 0.00, NULL, 0), (3, 'x' , -1.25 ,\"2024-01-02\", -7);\n" +
        'INSERT INTO t (id, n, d, a, r) VALUES (4, /* no */ 5, 1.00, -- none\n NULL, 2);\n',
    );
    expect(index.tables[0]?.content.kind).toBe('proved');
    expect(indexFigures(index)).toEqual(await serverFigures(server, schema, index));
  });

  it.each([
    ['DECIMAL(8,2)', '9.5'],
    ['DECIMAL(8,2)', "'009.50'"],
    ['INT', '007'],
    ['INT', '+7'],
    ['INT', "'7 '"],
    ['INT', 'TRUE'],
    ['INT', '-0'],
    ['INT(5) ZEROFILL', '42'],
    ['DOUBLE', '1.0'],
    ['DOUBLE', '.5'],
    ['DOUBLE', '1e3'],
    ['DOUBLE', '-0'],
    ['FLOAT', '1.2345678'],
    ['FLOAT(9,2)', '987654.32'],
    ['DATE', "'2024-1-2'"],
    ['DATE', '20240102'],
    ['DATETIME', "'2024-01-02'"],
    ['DATETIME(3)', "'2024-01-02 03:04:05'"],
    ['TIME', "'1:02:03'"],
    ['YEAR', '24'],
    ['CHAR(5)', "'x '"],
    ['BINARY(4)', "'x'"],
    ['VARCHAR(5)', '1e2'],
    ['VARCHAR(5)', '0x41'],
    ['VARCHAR(5)', "_latin1'\\xe4'"],
    ['VARCHAR(5)', "'a' 'b'"],
    ["ENUM('a','B')", "'b'"],
    ["ENUM('a','B')", '1'],
    ["SET('a','b')", "'b,a'"],
    ['BIT(4)', '5'],
    ['UUID', "'6CCD780C-BABA-1026-9564-5B8C656024DB'"],
    ['INET6', "'0:0:0:0:0:0:0:1'"],
    ['INT NOT NULL AUTO_INCREMENT PRIMARY KEY', 'NULL'],
    ['INT NOT NULL AUTO_INCREMENT PRIMARY KEY', '0'],
    ['INT DEFAULT 3', 'DEFAULT'],
    ['DATETIME', 'NOW()'],
  ])('are counted only where they are not: %s with %s', async (type, value) => {
    const { index, schema } = await loadText(`CREATE TABLE t (v ${type});\nINSERT INTO t VALUES (${value});\n`);
    expect(index.tables[0]?.content).toMatchObject({ kind: 'counted' });
    expect(indexFigures(index)).toEqual(await serverFigures(server, schema, index));
  });

  it('are found damaged where the server cuts what it stores', async () => {
    const { index, schema } = await loadText(
      "SET sql_mode = '';\nCREATE TABLE t (e ENUM('a'), v VARCHAR(2), i TINYINT);\nINSERT INTO t VALUES ('a', 'ab', 127), ('z', 'abc', 128);\n",
    );
    expect(indexFigures(index)['t']?.sum).toBeDefined();
    expect(indexFigures(index)).not.toEqual(await serverFigures(server, schema, index));
  });
});
