import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { stagingSchema } from '../../src/contracts/dump-import/target-names.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { TargetServer } from '../support/target-server.js';
import { startTargetServer } from '../support/target-server.js';
import { targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { BY_CLIENT, loadByClient, loadOurWay } from './both-ways.js';
import { differences, readTables } from './read-schema.js';

/**
 * Statements whose effect on rows depends on their place. Each is loaded as the vendor's client loads it, or refused
 * with the reason.
 */

let server: TargetServer;
let mysql: MysqlSettings;

beforeAll(async () => {
  server = await startTargetServer();
  mysql = targetSettings(server, await createAccounts(server, { databases: ['shop'] }));
});
afterAll(() => server.stop());

const fileOf = (sql: string): string => {
  const file = join(temporaryFolder('order'), 'dump.sql');
  writeFileSync(file, sql);
  return file;
};
const load = (sql: string) => loadOurWay(mysql, 'shop', fileOf(sql), 'auto');

const table = (columns: string): string =>
  `CREATE TABLE t (${columns}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;\n`;
const NUMBERED = table('id int NOT NULL AUTO_INCREMENT PRIMARY KEY, n int, d int DEFAULT 7');
const KEYED = table('id int NOT NULL PRIMARY KEY, n int, u int, UNIQUE KEY (u)');

describe('as the client', () => {
  it.each([
    [
      'ALTER … AUTO_INCREMENT before rows that have no number',
      `${NUMBERED}ALTER TABLE t AUTO_INCREMENT=100;\nINSERT INTO t (n) VALUES (1),(2);\n`,
    ],
    [
      'ALTER … AUTO_INCREMENT among rows',
      `${NUMBERED}INSERT INTO t VALUES (NULL,1,1);\nALTER TABLE t AUTO_INCREMENT=50;\nINSERT INTO t VALUES (NULL,2,2),(3,3,3),(NULL,4,4);\n`,
    ],
    [
      'ALTER … AUTO_INCREMENT behind rows',
      `${NUMBERED}INSERT INTO t VALUES (1,1,1);\nALTER TABLE t AUTO_INCREMENT=50;\n`,
    ],
    [
      'NULL and 0 in an AUTO_INCREMENT',
      `SET sql_mode='';\n${NUMBERED}INSERT INTO t VALUES (5,1,1),(NULL,2,2),(0,3,3),('0',4,4);\n`,
    ],
    ['rows without their numbers', `${NUMBERED}INSERT INTO t (n) VALUES (1),(2);\nINSERT INTO t (n) VALUES (3);\n`],
    [
      '0 under NO_AUTO_VALUE_ON_ZERO',
      `SET sql_mode='NO_AUTO_VALUE_ON_ZERO';\n${NUMBERED}INSERT INTO t VALUES (0,1,1),(5,2,2);\n`,
    ],
    [
      'another SQL mode among the rows',
      `SET sql_mode='';\n${NUMBERED}INSERT INTO t VALUES (9,1,1);\nSET sql_mode='NO_AUTO_VALUE_ON_ZERO';\nINSERT INTO t VALUES (0,2,2);\nSET sql_mode='';\nINSERT INTO t VALUES (0,3,3);\n`,
    ],
    [
      'another default among the rows',
      `${NUMBERED}INSERT INTO t (id,n) VALUES (1,1);\nALTER TABLE t MODIFY d int DEFAULT 8;\nINSERT INTO t (id,n) VALUES (2,2);\n`,
    ],
    [
      'another default before the rows',
      `${NUMBERED}ALTER TABLE t MODIFY d int DEFAULT 8;\nINSERT INTO t (id,n) VALUES (2,2);\n`,
    ],
    [
      'another time zone among the rows',
      `${table('id int, at timestamp NULL')}SET time_zone='+00:00';\nINSERT INTO t VALUES (1,'2024-01-01 00:00:00');\nSET time_zone='+05:00';\nINSERT INTO t VALUES (2,'2024-01-01 00:00:00');\n`,
    ],
    [
      'another character set among the rows',
      `SET NAMES utf8mb4;\n${table('id int, n varchar(9)')}INSERT INTO t VALUES (1,'ä');\nSET NAMES latin1;\nINSERT INTO t VALUES (2,'ä');\n`,
    ],
    [
      'defaults for columns that are left out',
      `${table('id int, n int DEFAULT 3, s varchar(9) DEFAULT (CONCAT(id, 1)), g int AS (id + 1) STORED')}INSERT INTO t (id) VALUES (1),(2);\n`,
    ],
    [
      'REPLACE of rows that have a key each',
      `${KEYED}REPLACE INTO t VALUES (1,1,1),(2,2,2);\nREPLACE INTO t VALUES (3,3,3);\n`,
    ],
    [
      'INSERT IGNORE of rows that have a key each',
      `${KEYED}INSERT IGNORE INTO t VALUES (1,1,1),(2,2,2);\nINSERT IGNORE INTO t VALUES (3,3,3);\n`,
    ],
    [
      'ON DUPLICATE KEY UPDATE of rows that have a key each',
      `${KEYED}INSERT INTO t (id, n, u) VALUES (1,1,1),(2,2,2)\nON DUPLICATE KEY UPDATE \`id\` = VALUES(\`id\`), n = VALUES(n), \`u\` = VALUES(\`u\`);\n`,
    ],
    [
      'rows of a transaction that is committed',
      `${KEYED}SET autocommit=0;\nSTART TRANSACTION;\nINSERT INTO t VALUES (1,1,1);\nCOMMIT;\nINSERT INTO t VALUES (2,2,2);\nSET autocommit=1;\n`,
    ],
    [
      'rows that a definition commits',
      `START TRANSACTION;\n${KEYED}INSERT INTO t VALUES (1,1,1);\nALTER TABLE t ADD KEY (n);\n`,
    ],
  ])('%s', async (_, sql) => {
    const { proofs } = await load(sql);
    expect(await loadByClient(server, fileOf(sql))).toBeUndefined();
    expect(differences(await readTables(server, stagingSchema('shop')), await readTables(server, BY_CLIENT))).toEqual(
      [],
    );
    expect(proofs).toHaveLength(1);
  });

  it.each(['REPLACE', 'INSERT IGNORE', 'INSERT'])(
    'the rows of %s are proved, as far as they are literals',
    async (verb) => {
      const update = verb === 'INSERT' ? ' ON DUPLICATE KEY UPDATE n = VALUES(n)' : '';
      const { proofs } = await load(`${KEYED}${verb} INTO t VALUES (1,1,1),(2,2,2)${update};\n`);
      expect(proofs).toMatchObject([{ rows: 2, content: { kind: 'proved' } }]);
    },
  );

  it('what the server computes from the clock and from chance differs for each row, and is reported as left out of the proof', async () => {
    const { proofs } = await load(
      `${table('id int, at datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, r varchar(40) DEFAULT (UUID())')}INSERT INTO t (id) VALUES (1),(2),(3);\n`,
    );
    expect(proofs[0]?.leftOut).toEqual(
      ['at', 'r'].map((column) => ({ column, reason: 'the INSERT statements have no value for it' })),
    );
    expect(
      await server.query(
        'SELECT COUNT(DISTINCT r), SUM(at BETWEEN NOW() - INTERVAL 1 MINUTE AND NOW()) FROM imp_shop.t',
      ),
    ).toBe('3\t3');
  });
});

describe('refused, with the statement and its line', () => {
  it.each([
    [
      'REPLACE over an earlier row',
      `${KEYED}REPLACE INTO t VALUES (1,1,1);\nREPLACE INTO t VALUES (1,2,2);\n`,
      /table "t" \(line 3 of the dump, byte \d+\): REPLACE replaced an earlier row/,
    ],
    [
      'REPLACE by an equal row',
      `${KEYED}REPLACE INTO t VALUES (1,1,1);\nREPLACE INTO t VALUES (1,1,1);\n`,
      /table "t" \(line \d.* of the dump.*\): REPLACE replaced an earlier row/,
    ],
    [
      'REPLACE of several rows',
      `${KEYED}REPLACE INTO t VALUES (1,1,1),(2,2,2),(1,3,3);\n`,
      /line 2 .*: REPLACE replaced/,
    ],
    [
      'INSERT IGNORE of a key that is there',
      `${KEYED}INSERT IGNORE INTO t VALUES (1,1,1),(2,2,2);\nINSERT IGNORE INTO t VALUES (1,9,9);\n`,
      /line 3 .*: INSERT IGNORE left out a row/,
    ],
    [
      'INSERT IGNORE of several rows',
      `${KEYED}INSERT IGNORE INTO t VALUES (1,1,1),(2,2,1);\n`,
      /line 2 .*: INSERT IGNORE left out a row/,
    ],
    [
      'ON DUPLICATE KEY UPDATE of an earlier row',
      `${KEYED}INSERT INTO t VALUES (1,1,1) ON DUPLICATE KEY UPDATE n = VALUES(n);\nINSERT INTO t VALUES (1,2,2) ON DUPLICATE KEY UPDATE n = VALUES(n);\n`,
      /line 3 .*: ON DUPLICATE KEY UPDATE overwrote an earlier row/,
    ],
    [
      'ON DUPLICATE KEY UPDATE by an equal row',
      `${KEYED}INSERT INTO t VALUES (1,1,1) ON DUPLICATE KEY UPDATE n = VALUES(n);\nINSERT INTO t VALUES (1,1,1) ON DUPLICATE KEY UPDATE n = VALUES(n);\n`,
      /: ON DUPLICATE KEY UPDATE overwrote an earlier row/,
    ],
  ])('%s', async (_, sql, message) => {
    await expect(load(sql)).rejects.toMatchObject({
      code: 'LOAD_ROWS_LOST',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    [
      'ON DUPLICATE KEY UPDATE that reckons',
      'INSERT INTO t VALUES (1,1,1) ON DUPLICATE KEY UPDATE n = n + 1;',
      /ON DUPLICATE KEY UPDATE does more than/,
    ],
    [
      'ON DUPLICATE KEY UPDATE of another column',
      'INSERT INTO t VALUES (1,1,1) ON DUPLICATE KEY UPDATE n = VALUES(u);',
      /ON DUPLICATE KEY UPDATE does more than/,
    ],
    ['UPDATE', 'UPDATE t SET n = 1;', /"UPDATE" on line 3 is refused/],
    ['DELETE', 'DELETE FROM t;', /"DELETE" on line 3 is refused/],
    ['INSERT … SELECT', 'INSERT INTO t SELECT * FROM t;', /line 3 is refused, only rows given by VALUES are loaded/],
    ['INSERT … SET', 'INSERT INTO t SET id = 1;', /line 3 is refused, only rows given by VALUES are loaded/],
    ['CALL', 'CALL p();', /"CALL" on line 3 is refused/],
    ['LOAD DATA', "LOAD DATA INFILE 'x' INTO TABLE t;", /"LOAD DATA" on line 3 is refused/],
    ['ROLLBACK', 'ROLLBACK;', /"ROLLBACK" on line 3 is refused/],
    ['a column that is dropped', 'ALTER TABLE t DROP COLUMN n;', /"ALTER TABLE" on line 3 is refused/],
    ['rows that are converted', 'ALTER TABLE t CONVERT TO CHARACTER SET latin1;', /"ALTER TABLE" on line 3 is refused/],
    ['SET insert_id', 'SET insert_id = 5;', /"SET insert_id" on line 3 is refused/],
    ['SET timestamp', 'SET timestamp = 5;', /"SET timestamp" on line 3 is refused/],
    ['SET last_insert_id', 'SET last_insert_id = 5;', /"SET last_insert_id" on line 3 is refused/],
    ['SET rand_seed1', 'SET rand_seed1 = 5;', /"SET rand_seed1" on line 3 is refused/],
    [
      'SET auto_increment_increment',
      'SET auto_increment_increment = 5;',
      /"SET auto_increment_increment" on line 3 is refused/,
    ],
    [
      'SET auto_increment_offset',
      'SET SESSION auto_increment_offset = 5;',
      /"SET auto_increment_offset" on line 3 is refused/,
    ],
    ['a variable in a row', 'INSERT INTO t VALUES (@a,1,1);', /line 3 is refused, one of its values is a variable/],
  ])('%s', async (_, statement, message) => {
    const sql = `${KEYED}INSERT INTO t VALUES (7,7,7);\n${statement}\n`;
    await expect(load(sql)).rejects.toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    ['START TRANSACTION', 'START TRANSACTION;'],
    ['BEGIN', 'BEGIN;'],
    ['autocommit = 0', 'SET autocommit = 0;'],
  ])('rows behind %s that nothing commits: the client would lose them', async (_, begin) => {
    const sql = `${KEYED}INSERT INTO t VALUES (1,1,1);\n${begin}\nINSERT INTO t VALUES (2,2,2);\n`;
    await expect(load(sql)).rejects.toMatchObject({
      code: 'DUMP_TRUNCATED',
      message: expect.stringMatching(/its rows from line 4 on are in a transaction that it never commits/) as string,
    });
    expect(await loadByClient(server, fileOf(sql))).toBeUndefined();
    expect(await server.query(`SELECT COUNT(*) FROM ${BY_CLIENT}.t`)).toBe('1');
  });
});
