import { describe, expect, it } from 'vitest';
import { indexText } from '../../../../test/support/index-text.js';

describe('an object that runs with the rights of its caller', () => {
  const shownFor = (sql: string) =>
    indexText(`DELIMITER $$\n${sql} $$\nDELIMITER ;\n`, { neighbours: ['stock'] }).then(
      () => 'accepted',
      ({ message, details }: { message: string; details: { line?: number } }) =>
        `${details.line}: ${/ and (.*);/.exec(message)?.[1]}`,
    );
  const procedure = (body: string) => `CREATE PROCEDURE p() SQL SECURITY INVOKER BEGIN ${body}; END`;

  it.each([
    ['SELECT * FROM elsewhere.t'],
    ['SELECT * FROM t elsewhere, elsewhere.t'],
    ['SELECT * FROM t a JOIN t elsewhere ON a.id = elsewhere.id, elsewhere.t'],
    ['SELECT * FROM (t elsewhere, elsewhere.t)'],
    ['SELECT elsewhere.f(1)'],
    ['SELECT elsewhere.t.c FROM t'],
    ['CALL elsewhere.p'],
    ['UPDATE t, elsewhere.t SET a = 1'],
    ['DELETE FROM elsewhere.t'],
    ['DELETE LOW_PRIORITY FROM elsewhere.t'],
    ['INSERT INTO elsewhere.t SELECT 1'],
    ['REPLACE elsewhere.t VALUES (1)'],
    ['TRUNCATE elsewhere.t'],
    ['DROP TABLE elsewhere.t'],
    ['CREATE TABLE elsewhere.t (a INT)'],
    ['ALTER TABLE elsewhere.t ADD b INT'],
    ['RENAME TABLE t TO elsewhere.t'],
    ['INSERT IGNORE elsewhere.t VALUES (1)'],
    ['DROP TABLE IF EXISTS t, elsewhere.t'],
    ['DROP INDEX i ON elsewhere.t'],
    ['SELECT NEXTVAL(elsewhere.s)'],
    ['SELECT NEXT VALUE FOR elsewhere.s'],
    ['/*!50000 DELETE FROM elsewhere.t */'],
    ['DELETE FROM mysql . user'],
  ])('may not reach another database: %s', async (body) => {
    expect(await shownFor(procedure(body))).toBe('2: names another database');
  });

  it.each([
    ['PREPARE s FROM @a', 'runs statements that it builds from text'],
    ["EXECUTE IMMEDIATE 'x'", 'runs statements that it builds from text'],
    ["SELECT LOAD_FILE('/x') INTO @a", 'reads a file of the server'],
    ["SELECT 1 INTO OUTFILE '/x'", 'writes a file of the server'],
    ['IF 1 THEN GRANT ALL ON *.* TO x; END IF', 'changes the server or its accounts'],
    ['CREATE USER x', 'changes the server or its accounts'],
    ['SET GLOBAL max_connections = 1', 'changes the server or its accounts'],
    ['SET @a = 1, GLOBAL max_connections = 1', 'changes settings of the server'],
    ['SET @@GLOBAL.max_connections = 1', 'changes settings of the server'],
    ["SET PASSWORD = 'x'", 'changes the server or its accounts'],
    ['KILL 5', 'changes the server or its accounts'],
    ['SHUTDOWN', 'changes the server or its accounts'],
    ["INSTALL SONAME 'x'", 'changes the server or its accounts'],
  ])('may not do more than the owner could: %s', async (body, what) => {
    expect(await shownFor(procedure(body))).toBe(`2: ${what}`);
  });

  it.each([
    procedure('SELECT a.x, b.y FROM t a, u AS b WHERE a.x = b.y AND a.x IN (SELECT c.x FROM stock.t c, shop.u)'),
    procedure('SELECT EXTRACT(YEAR FROM a.d), TRIM(LEADING 0 FROM a.x) FROM t a'),
    procedure('UPDATE t a JOIN u b ON a.x = b.x SET a.y = b.y, a.z = b.z'),
    procedure('SELECT COUNT(*) FROM information_schema.tables INTO @n; SET @flush = 1, @kill = 2'),
    procedure(
      'INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE t.a = REPLACE(t.a, 1, 2), t.b = INSERT(t.b, 1, 2, 3)',
    ),
    procedure('SELECT e.x, event, e.y FROM t e'),
    procedure('DECLARE EXIT HANDLER FOR SQLEXCEPTION SET @x = 1; INSERT INTO t SET a = 1'),
    'CREATE SQL SECURITY INVOKER VIEW v AS SELECT a.x AS x FROM t a LEFT JOIN u b ON a.x = b.x',
    'CREATE VIEW v AS SELECT a.x AS x FROM elsewhere.t a',
    'CREATE PROCEDURE p() BEGIN PREPARE s FROM @a; EXECUTE s; END',
    'CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.b, NEW.c = 1',
  ])('may do its work: %s', async (sql) => {
    expect(await shownFor(sql)).toBe('accepted');
  });
});
