import { describe, expect, it } from 'vitest';
import { indexText } from '../../../../test/support/index-text.js';

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, v TEXT);\n';
const ROW = "INSERT INTO t VALUES (1,'a');\n";

const fateOf = (sql: string): Promise<{ tables?: string[]; rows?: number; objects?: string[]; refused?: string }> =>
  indexText(sql).then(
    ({ tables, objects }) => ({
      tables: tables.map(({ name }) => name),
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      objects: objects.map(({ name }) => name),
    }),
    (error: { code?: string; details?: { line?: number } }) => ({ refused: `${error.code} ${error.details?.line}` }),
  );

describe('the forms in which export tools write what others write otherwise', () => {
  it.each([
    [
      'the own schema before every name',
      "CREATE DATABASE `shop`;\nCREATE TABLE `shop`.`t` (id INT PRIMARY KEY, v TEXT);\nINSERT INTO shop.t VALUES (1,'a');\nUSE shop;\nALTER TABLE `shop`.`t` ADD KEY k (v(9));\n",
      1,
    ],
    ['an own name that CREATE DATABASE and USE agree on', `CREATE DATABASE quelle;\nUSE quelle;\n${TABLE}${ROW}`, 1],
    [
      'the same behind DROP DATABASE',
      `DROP DATABASE IF EXISTS quelle;\nCREATE DATABASE quelle;\nUSE quelle;\n${TABLE}${ROW}`,
      1,
    ],
    [
      'an own name that CREATE DATABASE and the names of tables agree on',
      `CREATE DATABASE quelle;\nCREATE TABLE quelle.t (id INT);\nINSERT INTO quelle.t VALUES (1);\n`,
      1,
    ],
    [
      'USE of another database with comments behind',
      `${TABLE}${ROW}--\n-- Metadata\n--\nUSE \`phpmyadmin\`;\n--\n-- Metadata for table t\n--\nCOMMIT;\nSET NAMES utf8mb4;\n`,
      1,
    ],
    [
      'keys by CREATE INDEX',
      `${TABLE}CREATE INDEX k ON t (v(9));\nCREATE UNIQUE INDEX u ON shop.t (id) USING BTREE;\n${ROW}`,
      1,
    ],
    ['TRUNCATE of the table just made', `${TABLE}TRUNCATE TABLE t;\nTRUNCATE shop.t;\n${ROW}`, 1],
    [
      'INSERT with a priority',
      `${TABLE}INSERT DELAYED INTO t VALUES (1,'a');\nINSERT LOW_PRIORITY IGNORE INTO t VALUES (2,'b');\nINSERT HIGH_PRIORITY INTO t VALUES (3,'c');\nREPLACE DELAYED INTO t VALUES (4,'d');\n`,
      4,
    ],
    [
      'geometry made from text',
      "CREATE TABLE t (id INT, p POINT);\nINSERT INTO t (id, p) VALUES (1, ST_GeomFromText('POINT(1 2)', SRID(p)));\n",
      1,
    ],
  ])('%s', async (_what, sql, rows) => {
    expect(await fateOf(sql)).toEqual({ tables: ['t'], rows, objects: [] });
  });

  it.each([
    ['DROP TABLE IF EXISTS v;', 'with IF EXISTS'],
    ['DROP TABLE v;', 'without'],
    ['DROP TABLE IF EXISTS shop.v;', 'with the own schema'],
  ])('a table that stands in for a view and is dropped for it, %s (%s)', async (drop) => {
    const dump = `${TABLE}${ROW}CREATE TABLE v (id int);\nCREATE TABLE z (id int);\n${drop}\nCREATE VIEW v AS SELECT id FROM t;\n`;
    expect(await fateOf(dump)).toEqual({ tables: ['t', 'z'], rows: 1, objects: ['v'] });
    const { account } = await indexText(dump);
    expect(
      account.filter(({ fate }) => fate === 'view-stub').map(({ start, end }) => dump.slice(start, end).trim()),
    ).toEqual(['CREATE TABLE v (id int);']);
  });

  it.each([
    ['TRUNCATE of a filled table', `${TABLE}${ROW}TRUNCATE TABLE t;\n`, 'DUMP_STATEMENT_REFUSED 3'],
    ['TRUNCATE of a table elsewhere', `${TABLE}TRUNCATE TABLE other.t;\n`, 'DUMP_STATEMENT_REFUSED 2'],
    ['DROP of a filled table', `${TABLE}${ROW}DROP TABLE IF EXISTS t;\n`, 'DUMP_STATEMENT_REFUSED 3'],
    ['DROP without IF EXISTS of what the dump did not make', `${TABLE}DROP TABLE u;\n`, 'DUMP_STATEMENT_REFUSED 2'],
    ['USE of another database before a statement', `${TABLE}USE elsewhere;\n-- x\n${ROW}`, 'DUMP_STATEMENT_REFUSED 2'],
    [
      'CREATE DATABASE of another name than USE has',
      `CREATE DATABASE quelle;\nUSE andere;\n${TABLE}`,
      'DUMP_STATEMENT_REFUSED 2',
    ],
    [
      'another schema before a table that is made',
      `CREATE DATABASE quelle;\nUSE quelle;\nCREATE TABLE victim.t (id INT);\n`,
      'DUMP_STATEMENT_REFUSED 3',
    ],
    [
      'another schema behind REFERENCES',
      `${TABLE}CREATE TABLE u (a INT REFERENCES victim.t (id));\n`,
      'DUMP_STATEMENT_REFUSED 2',
    ],
    ['another schema behind ON', `${TABLE}CREATE INDEX k ON victim.t (id);\n`, 'DUMP_STATEMENT_REFUSED 2'],
    ['an own schema within another', `${TABLE}INSERT INTO victim.shop.t VALUES (1,'a');\n`, 'DUMP_STATEMENT_REFUSED 2'],
  ])('%s is refused', async (_what, sql, refused) => {
    expect(await fateOf(sql)).toEqual({ refused });
  });

  it('bodies that name the own database by its other name mean the target', async () => {
    const { objects } = await indexText(
      `CREATE DATABASE quelle;\nUSE quelle;\n${TABLE}CREATE VIEW v AS SELECT quelle.t.id FROM quelle.t WHERE quelle.t.v <> 'quelle.t';\n`,
    );
    expect(objects.map(({ sql }) => sql)).toEqual([
      "CREATE VIEW v AS SELECT `shop`.t.id FROM `shop`.t WHERE `shop`.t.v <> 'quelle.t'",
    ]);
  });
});
