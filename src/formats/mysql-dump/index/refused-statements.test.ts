import { describe, expect, it } from 'vitest';
import { indexText, MYSQL } from '../../../../test/support/index-text.js';

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, v TEXT);\n';

const refusalOf = async (statement: string, before = TABLE): Promise<unknown> => {
  const dump = `-- a dump\n${before}\n/* here */ ${statement};\n`;
  const error: unknown = await indexText(dump).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return 'accepted';
  const { code, message, details } = error as {
    code: string;
    message: string;
    details: { line?: number; statement?: string };
  };
  // The line is the statement's, and nothing of the dump is shown but words of SQL.
  expect(details.line).toBe(dump.split('\n').findIndex((line) => line.startsWith('/* here */')) + 1);
  expect(message).not.toMatch(/secret|elsewhere/);
  expect(`${code} ${details.statement}`).toMatch(/^DUMP_STATEMENT_REFUSED [A-Za-z_ ]+$/);
  return details.statement;
};

describe('a statement that could write elsewhere is refused, with its line and without its text', () => {
  it.each([
    ["INSERT INTO elsewhere.t VALUES (1,'secret')", 'INSERT INTO'],
    ["INSERT INTO `elsewhere` . `t` VALUES (1,'secret')", 'INSERT INTO'],
    ["INSERT INTO 1e.t VALUES (1,'secret')", 'INSERT INTO'],
    ["INSERT DELAYED INTO elsewhere.t VALUES (1,'secret')", 'INSERT'],
    ["INSERT INTO shop.t VALUES (1,elsewhere.f('secret'))", 'INSERT INTO'],
    ["INSERT INTO shop.elsewhere.t VALUES (1,'secret')", 'INSERT INTO'],
    ["INSERT INTO shop /*!50000 . */ t VALUES (1,'secret')", 'INSERT INTO'],
    ['INSERT INTO t (elsewhere.t.id) VALUES (1)', 'INSERT INTO'],
    ['INSERT INTO elsewhere/**/./**/t VALUES (1,2)', 'INSERT INTO'],
    ['INSERT INTO t SELECT * FROM elsewhere.t', 'INSERT INTO'],
    ['INSERT INTO t VALUES (1,(SELECT v FROM elsewhere.t))', 'INSERT INTO'],
    ['INSERT INTO t VALUES (1,(TABLE t))', 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,elsewhere.f('x'))", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,`elsewhere`.`f`('x'))", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,1e.f('x'))", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,secret('x'))", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,`secret`('x'))", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,LOAD_FILE('/secret'))", 'INSERT INTO'],
    ['INSERT INTO t VALUES (1,SLEEP(86400))', 'INSERT INTO'],
    ['INSERT INTO t VALUES (1,@a)', 'INSERT INTO'],
    ['INSERT INTO t VALUES (1,@@GLOBAL.hostname)', 'INSERT INTO'],
    ['INSERT INTO t VALUES (1,NEXT VALUE FOR s)', 'INSERT INTO'],
    [`INSERT INTO t VALUES (1,${'ä'.repeat(32)}1.f())`, 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,'a') ON DUPLICATE KEY UPDATE v='secret'", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,'a') /*!50000 ; DELETE FROM t */", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,/*!50000 elsewhere.f('secret') */)", 'INSERT INTO'],
    ['INSERT INTO t VALUES (1,/*!50000 (SELECT 1) */)', 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,/*!50000 /*!40000 'a' */ */)", 'INSERT INTO'],
    ["INSERT INTO t /*!50000 VALUES (1,'a') */", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,'a'", 'INSERT INTO'],
    ["INSERT INTO t VALUES (1,'a') \\! id", 'INSERT INTO'],
    ["INSERT INTO nowhere VALUES (1,'a')", 'INSERT INTO'],
    ["INSERT INTO t SET v='a'", 'INSERT INTO'],
    ['REPLACE INTO elsewhere.t VALUES (1,2)', 'REPLACE INTO'],
    ['CREATE TABLE elsewhere.u (a INT)', 'CREATE TABLE'],
    ['CREATE TABLE shop.elsewhere.u (a INT)', 'CREATE TABLE'],
    ['CREATE TABLE shop.u LIKE elsewhere.t', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT REFERENCES shop.elsewhere.t (id))', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT DEFAULT (shop.f()))', 'CREATE TABLE'],
    ['CREATE INDEX k ON elsewhere.t (id)', 'CREATE INDEX'],
    ['CREATE UNIQUE INDEX k ON shop.elsewhere.t (id)', 'CREATE UNIQUE'],
    ['CREATE INDEX k ON t ((elsewhere.f(id)))', 'CREATE INDEX'],
    ['CREATE INDEX k ON t ((SLEEP(id)))', 'CREATE INDEX'],
    ['CREATE INDEX k ON nowhere (id)', 'CREATE INDEX'],
    ['CREATE TABLE u LIKE t', 'CREATE TABLE'],
    ['CREATE TABLE u (LIKE t)', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT) AS SELECT 1', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT) SELECT 1', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT REFERENCES elsewhere.t (id))', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT, FOREIGN KEY (a) REFERENCES 1e.t (id))', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT DEFAULT (elsewhere.f()))', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT DEFAULT (SLEEP(9)))', 'CREATE TABLE'],
    ["CREATE TABLE u (a BLOB AS (LOAD_FILE('/secret')))", 'CREATE TABLE'],
    ["CREATE TABLE u (a INT) ENGINE=FEDERATED CONNECTION='secret'", 'CREATE TABLE'],
    ['CREATE TABLE u (a INT) ENGINE=CONNECT', 'CREATE TABLE'],
    ['CREATE TABLE u (a INT) ENGINE=MERGE UNION=(t)', 'CREATE TABLE'],
    ["CREATE TABLE u (a INT) DATA DIRECTORY='/tmp'", 'CREATE TABLE'],
    ["CREATE TABLE u (a INT) PARTITION BY HASH (a) (PARTITION p INDEX DIRECTORY '/tmp')", 'CREATE TABLE'],
    ['CREATE TABLE t (a INT)', 'CREATE TABLE'],
    ['CREATE TEMPORARY TABLE u (a INT)', 'CREATE TEMPORARY'],
    ['CREATE VIEW elsewhere.v AS SELECT 1', 'CREATE VIEW'],
    ['CREATE TRIGGER elsewhere.x BEFORE INSERT ON t FOR EACH ROW SET @a=1', 'CREATE TRIGGER'],
    ['CREATE TRIGGER x BEFORE INSERT ON elsewhere.t FOR EACH ROW SET @a=1', 'CREATE TRIGGER'],
    ["CREATE FUNCTION f RETURNS STRING SONAME 'secret.so'", 'CREATE FUNCTION'],
    ["CREATE USER x IDENTIFIED BY 'secret'", 'CREATE USER'],
    ["CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (PASSWORD 'secret')", 'CREATE SERVER'],
    ['CREATE DATABASE elsewhere', 'CREATE DATABASE'],
    ['CREATE SEQUENCE s', 'CREATE SEQUENCE'],
    ['ALTER TABLE t ADD COLUMN x INT', 'ALTER TABLE'],
    ['ALTER TABLE t ADD KEY (v(5)), RENAME TO elsewhere.t', 'ALTER TABLE'],
    ['ALTER TABLE t MODIFY id BIGINT', 'ALTER TABLE'],
    ['ALTER TABLE t DISCARD TABLESPACE', 'ALTER TABLE'],
    ['ALTER TABLE elsewhere.t ENABLE KEYS', 'ALTER TABLE'],
    ['ALTER DATABASE elsewhere CHARACTER SET latin1', 'ALTER DATABASE'],
    ['DROP TABLE u', 'DROP TABLE'],
    ['DROP TABLE IF EXISTS elsewhere.u', 'DROP TABLE'],
    ['DROP DATABASE IF EXISTS elsewhere', 'DROP DATABASE'],
    ['DROP DATABASE IF EXISTS shop', 'DROP DATABASE'],
    ['DROP USER IF EXISTS x', 'DROP USER'],
    ["GRANT ALL ON *.* TO x IDENTIFIED BY 'secret'", 'GRANT'],
    ["SET PASSWORD = 'secret'", 'SET password'],
    ['SET GLOBAL max_connections=1', 'SET GLOBAL'],
    ['SET @@PERSIST.max_connections=1', 'SET GLOBAL'],
    ['SET sql_mode=(SELECT 1)', 'SET'],
    ['SET @a=(SELECT 1)', 'SET'],
    ['SET @a=@elsewhere', 'SET'],
    ["SET init_connect='secret'", 'SET init_connect'],
    ["LOAD DATA INFILE '/etc/passwd' INTO TABLE t", 'LOAD DATA'],
    ["SELECT 'secret' INTO OUTFILE '/tmp/x'", 'SELECT'],
    ['UPDATE t SET v=1', 'UPDATE'],
    ['DELETE FROM t WHERE a', 'DELETE'],
    ['TRUNCATE TABLE elsewhere.t', 'TRUNCATE TABLE'],
    ['TRUNCATE nowhere', 'TRUNCATE'],
    ['ANALYZE TABLE elsewhere.t UPDATE HISTOGRAM ON a', 'ANALYZE TABLE'],
    ['SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED', 'SET GLOBAL'],
    ['SET TRANSACTION READ ONLY', 'SET TRANSACTION'],
    ['SET @@GLOBAL.max_allowed_packet=1', 'SET GLOBAL'],
    ['SET sql_notes=IFNULL(@a, (SELECT 1))', 'SET'],
    ['SET sql_notes=IF(@a IS NULL, 1, @elsewhere)', 'SET'],
    ['SET default_storage_engine=MyISAM', 'SET default_storage_engine'],
    ['SET check_constraint_checks=0', 'SET check_constraint_checks'],
    ['CALL p()', 'CALL'],
    ['BEGIN NOT ATOMIC DROP TABLE t', 'BEGIN'],
    ["PREPARE s FROM 'secret'", 'PREPARE'],
    ['FLUSH PRIVILEGES', 'FLUSH'],
    ['SHUTDOWN', 'SHUTDOWN'],
    ["XA START 'secret'", 'XA'],
    ['/*M!100000 DELETE FROM t WHERE a */', 'DELETE'],
    ['secret', 'unknown statement'],
  ])('%s', async (statement, shown) => {
    expect(await refusalOf(statement)).toBe(shown);
  });

  it.each([
    ['CREATE TABLE u (a INT); DROP TABLE t', 'CREATE TABLE'],
    ["INSERT INTO t VALUES (1,'a'); DELETE FROM t", 'INSERT INTO'],
    ['ALTER TABLE t ADD KEY (id); DROP TABLE t', 'ALTER TABLE'],
    ['CREATE VIEW v AS SELECT 1; DROP TABLE t', 'CREATE VIEW'],
    ['LOCK TABLES t WRITE; DROP TABLE t', 'LOCK TABLES'],
    ['DROP TABLE IF EXISTS u; DELETE FROM t', 'DROP TABLE'],
    ['COMMIT; DELETE FROM t', 'COMMIT'],
    ['SET @a=1; DELETE FROM t', 'SET'],
  ])('also where two stand before one delimiter: %s', async (statement, shown) => {
    expect(await refusalOf(`${statement} $$`, `${TABLE}DELIMITER $$`)).toBe(shown);
  });
});

describe('a statement that takes back what the dump holds', () => {
  const FILLED = `${TABLE}INSERT INTO t VALUES (1,'a');\n`;

  it.each([
    ['DROP TABLE IF EXISTS t', 'DROP TABLE'],
    ['DROP TABLE t', 'DROP TABLE'],
    ['TRUNCATE TABLE t', 'TRUNCATE TABLE'],
    ['CREATE TABLE t (a INT)', 'CREATE TABLE'],
  ])('is refused where rows stand before it: %s', async (statement, shown) => {
    expect(await refusalOf(statement, FILLED)).toBe(shown);
  });
});

it.each([
  "INSERT INTO `t` VALUES (1,'a')",
  'CREATE TABLE u (a INT)',
  'DROP TABLE IF EXISTS t',
  'CREATE VIEW v AS SELECT 1',
  'ALTER TABLE t ADD KEY (id)',
  'TRUNCATE t',
])('refuses USE of another database where a statement follows it: %s', async (statement) => {
  const dump = `${TABLE}USE elsewhere;\n-- a comment\n${statement};\n`;
  await expect(indexText(dump)).rejects.toMatchObject({ code: 'DUMP_STATEMENT_REFUSED' });
  expect(
    (await indexText(`${TABLE}USE elsewhere;\n-- a comment\nUSE shop;\nINSERT INTO t VALUES (1,'a');\n`)).tables[0]
      ?.rows,
  ).toBe(1);
});

it('refuses a second database', async () => {
  const dump = '-- Host: x    Database: a\nCREATE DATABASE `a`;\nUSE `a`;\nCREATE DATABASE `shop`;\n';
  await expect(indexText(dump)).rejects.toMatchObject({ code: 'DUMP_STATEMENT_REFUSED', details: { line: 4 } });
});

it.each(['gbk', 'sjis', 'utf16', 'big5'])(
  'refuses the character set %s, whose letters may hold a quote or a backslash',
  async (charset) => {
    await expect(indexText(`SET NAMES ${charset};\n`)).rejects.toMatchObject({ code: 'DUMP_CHARSET_UNSUPPORTED' });
    await expect(indexText(`SET character_set_client = ${charset};\n`)).rejects.toMatchObject({
      code: 'DUMP_CHARSET_UNSUPPORTED',
    });
  },
);

it('takes the own name before an object for staging, and leaves it out', async () => {
  const { objects } = await indexText(
    '-- Host: x    Database: old\nDELIMITER $$\n/*!50003 CREATE*/ /*!50003 TRIGGER `shop`.`x` BEFORE INSERT ON `old`.`t` FOR EACH ROW SET @a=1 */$$\n' +
      'CREATE VIEW old.v AS SELECT 1 AS a$$\nCREATE PROCEDURE shop . p() SELECT 1$$\n',
  );
  expect(objects.map(({ sql, table, line }) => [sql.replace(/ +/g, ' ').trim(), table, line])).toEqual([
    ['CREATE TRIGGER `x` BEFORE INSERT ON `t` FOR EACH ROW SET @a=1', 't', 3],
    ['CREATE VIEW v AS SELECT 1 AS a', undefined, 4],
    ['CREATE PROCEDURE p() SELECT 1', undefined, 5],
  ]);
});

describe('an executable comment is code only for the servers that run it', () => {
  it.each([
    ['/*!50000 DELETE FROM t WHERE a */', 'DELETE', 'DELETE'],
    ['/*! DELETE FROM t WHERE a */', 'DELETE', 'DELETE'],
    ['/*!80000 DELETE FROM t WHERE a */', undefined, 'DELETE'],
    ['/*!90000 DELETE FROM t WHERE a */', undefined, undefined],
    ['/*!100100 DELETE FROM t WHERE a */', 'DELETE', undefined],
    ['/*!110000 DELETE FROM t WHERE a */', undefined, undefined],
    ['/*M! DELETE FROM t WHERE a */', 'DELETE', undefined],
    ['/*M!100100 DELETE FROM t WHERE a */', 'DELETE', undefined],
  ])('%s', async (statement, onMariadb, onMysql) => {
    const shown = (error: { details?: { statement?: string } }) => error.details?.statement;
    const read = (server?: typeof MYSQL) =>
      indexText(`${statement};`, server ? { server } : {}).then(() => undefined, shown);
    expect([await read(), await read(MYSQL)]).toEqual([onMariadb, onMysql]);
  });
});
