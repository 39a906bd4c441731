import { describe, expect, it } from 'vitest';
import { parseObjectDefinition, renameSchemas, withEventStatus } from './object-definition.js';

const parse = (sql: string, sqlMode?: string) =>
  parseObjectDefinition(Buffer.from(sql), sqlMode === undefined ? {} : { sqlMode });

describe('an object’s definition loses its definer and nothing else', () => {
  it.each([
    ['CREATE DEFINER=`a`@`%` VIEW `v` AS SELECT 1', 'CREATE VIEW `v` AS SELECT 1', 'a@%'],
    [
      "CREATE DEFINER='a b'@'10.0.0.1' SQL SECURITY INVOKER VIEW v AS SELECT 1",
      'CREATE SQL SECURITY INVOKER VIEW v AS SELECT 1',
      'a b@10.0.0.1',
    ],
    ['CREATE DEFINER=root@my-host.example VIEW v AS SELECT 1', 'CREATE VIEW v AS SELECT 1', 'root@my-host.example'],
    ['CREATE DEFINER = CURRENT_USER() PROCEDURE p() SELECT 1', 'CREATE PROCEDURE p() SELECT 1', 'CURRENT_USER'],
    ['CREATE DEFINER=role FUNCTION f() RETURNS INT RETURN 1', 'CREATE FUNCTION f() RETURNS INT RETURN 1', 'role'],
    [
      'CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`b` VIEW v AS SELECT 1',
      'CREATE OR REPLACE ALGORITHM=MERGE VIEW v AS SELECT 1',
      'a@b',
    ],
    ["CREATE VIEW v AS SELECT 'DEFINER=`a`@`b`'", "CREATE VIEW v AS SELECT 'DEFINER=`a`@`b`'", undefined],
  ])('%s', (sql, expected, definer) => {
    const object = parse(sql);
    expect(object?.sql.replace(/ +/g, ' ')).toBe(expected.replace(/ +/g, ' '));
    expect(object?.definer).toBe(definer);
  });

  it.each(['CREATE TABLE t (a INT)', 'CREATE USER x', 'DROP VIEW v', 'SELECT 1'])('%s is none', (sql) => {
    expect(parse(sql)).toBeUndefined();
  });

  it.each(["CREATE VIEW v AS SELECT 'x", 'CREATE TRIGGER t SET @a=1', 'CREATE VIEW v AS SELECT 1; DROP TABLE t'])(
    '%s cannot be read',
    (sql) => {
      expect(() => parse(sql)).toThrow(expect.objectContaining({ code: 'OBJECT_INVALID' }));
    },
  );

  it('reads quotes as the definition’s own mode says', () => {
    expect(parse('CREATE VIEW "v" AS SELECT 1', 'ANSI_QUOTES')).toMatchObject({ kind: 'view', name: 'v' });
    expect(parse("CREATE VIEW v AS SELECT '\\'", 'NO_BACKSLASH_ESCAPES')).toMatchObject({ name: 'v' });
  });
});

describe('names of schemas are rewritten', () => {
  const rename = (sql: string, mode?: string) =>
    renameSchemas(
      sql,
      new Map([
        ['shop', 'imp_shop'],
        ['grün', 'imp_grün'],
      ]),
      mode,
    );
  it.each([
    ['SELECT * FROM shop.t JOIN `shop`.`u`', 'SELECT * FROM `imp_shop`.t JOIN `imp_shop`.`u`'],
    ['SELECT shop.t.a, shop.f(1) FROM shop . t', 'SELECT `imp_shop`.t.a, `imp_shop`.f(1) FROM `imp_shop` . t'],
    [
      "SELECT 'shop.t', `a`.`shop`, x.shop.y /* shop.t */ -- shop.t\n",
      "SELECT 'shop.t', `a`.`shop`, x.shop.y /* shop.t */ -- shop.t\n",
    ],
    ['SELECT shop.a FROM t AS shop', 'SELECT shop.a FROM t AS shop'],
    ['SELECT shop.a FROM shop.shop', 'SELECT shop.a FROM `imp_shop`.shop'],
    ['SELECT 1 FROM shops.t', 'SELECT 1 FROM shops.t'],
    ['/*!50001 SELECT a FROM shop.t */', '/*!50001 SELECT a FROM `imp_shop`.t */'],
  ])('%s', (sql, expected) => {
    expect(rename(sql)).toBe(expected);
  });

  it('also in non-ASCII names, whose bytes are one character each', () => {
    const bytes = (text: string) => Buffer.from(text).toString('latin1');
    expect(rename(bytes('SELECT 1 FROM grün.t'))).toBe(bytes('SELECT 1 FROM `imp_grün`.t'));
  });

  it('and under ANSI_QUOTES in double quotes', () => {
    expect(rename('SELECT "x" FROM "shop"."t"', 'ANSI_QUOTES')).toBe('SELECT "x" FROM `imp_shop`."t"');
    expect(rename('SELECT "shop.t"')).toBe('SELECT "shop.t"');
  });
});

describe('an event’s status', () => {
  it.each([
    [
      'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1',
      'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1',
    ],
    [
      'CREATE EVENT e ON SCHEDULE EVERY 1 DAY ENABLE DO SELECT 1',
      'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1',
    ],
    [
      'CREATE EVENT e ON SCHEDULE AT f(enable) DISABLE ON SLAVE DO SELECT 1',
      'CREATE EVENT e ON SCHEDULE AT f(enable) DISABLE DO SELECT 1',
    ],
    [
      "CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'enable' DO SELECT 1",
      "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE COMMENT 'enable' DO SELECT 1",
    ],
    [
      'CREATE EVENT `enable` ON SCHEDULE EVERY 1 DAY DO BEGIN SET @enable=1; END',
      'CREATE EVENT `enable` ON SCHEDULE EVERY 1 DAY DISABLE DO BEGIN SET @enable=1; END',
    ],
  ])('%s', (sql, expected) => {
    expect(withEventStatus(sql, 'disabled')).toBe(expected);
    expect(withEventStatus(withEventStatus(sql, 'enabled'), 'disabled')).toBe(expected);
  });

  it('refuses a statement that is not a CREATE EVENT', () => {
    expect(() => withEventStatus('CREATE VIEW v AS SELECT 1', 'enabled')).toThrow(
      expect.objectContaining({ code: 'OBJECT_INVALID' }),
    );
  });
});
