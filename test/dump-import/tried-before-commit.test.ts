import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import type { ImportedDatabase } from '../support/imported-database.js';
import { importedDatabase, refuseMatching, tableOf } from '../support/imported-database.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import type { TargetServer } from '../support/target-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';

let server: TargetServer;
let proxy: MysqlProxy;
let made: ImportedDatabase;

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(async () => {
  proxy.setHooks({});
  made = await importedDatabase(server, proxy);
});

describe('beside tables that keep_tables keeps', () => {
  const before = (sql: string) =>
    server.query(`CREATE TABLE ${made.database}.loc (id INT); INSERT INTO ${made.database}.loc VALUES (9); ${sql}`);
  beforeEach(() => {
    made.settings = { ...made.settings, keepTables: ['loc'] };
  });

  it.each([
    [
      'a trigger',
      `CREATE TRIGGER \`tr\` BEFORE INSERT ON \`a\` FOR EACH ROW SET NEW.id = NEW.id;\n`,
      /trigger "tr" live: a trigger of the table "loc"/,
    ],
    ['a view', 'CREATE VIEW `loc` AS SELECT id FROM a;\n', /view "loc" live: that table/],
  ])('%s whose name is taken there is refused before the commit, and later runs work', async (_, object, told) => {
    await made.importNow('r1', tableOf('a', 1));
    await before(
      `CREATE TRIGGER ${made.database}.tr BEFORE INSERT ON ${made.database}.loc FOR EACH ROW SET NEW.id = NEW.id + 1`,
    );
    await expect(made.importNow('r2', tableOf('a', 2) + object)).rejects.toMatchObject({
      code: 'OBJECT_INVALID',
      message: expect.stringMatching(told) as string,
    });
    // The name may be taken after the trial only.
    await expect(publishGeneration(made.mysql, { settings: made.settings, runId: 'r2' })).rejects.toMatchObject({
      code: 'OBJECT_INVALID',
    });
    expect([await made.rows(), await made.inControl('journal')]).toEqual(['1', '0']);
    expect(await made.importNow('r3', tableOf('a', 3))).toMatchObject({ generation: 2, warnings: [] });
    expect(await made.rollback('b1')).toMatchObject({ generation: 1 });
    await server.query(`INSERT INTO ${made.database}.loc VALUES (1)`);
    expect(await server.query(`SELECT GROUP_CONCAT(id) FROM ${made.database}.loc`)).toBe('9,2');
  });

  it('a view over one that exclude_tables leaves out is tried beside a stand-in of it, and created', async () => {
    made.settings = { ...made.settings, excludeTables: ['loc'] };
    await made.importNow('r1', tableOf('a', 1));
    await before('');
    const dump = `${tableOf('a', 2)}${tableOf('loc', 5)}CREATE VIEW \`v\` AS SELECT id FROM loc;\n`;
    expect(await made.importNow('r2', dump)).toMatchObject({ generation: 2, warnings: [] });
    expect(await server.query(`SELECT id FROM ${made.database}.v`)).toBe('9');
    made.settings = { ...made.settings, keepTables: [] };
    await expect(made.importNow('r3', dump)).rejects.toThrow(
      /Cannot create view "v".*1146.*keep the live one with keep_tables/,
    );
    expect([await made.rows(), await server.query(`SELECT id FROM ${made.database}.v`)]).toEqual(['2', '9']);
  });
});

describe('what will be dropped or created after the commit is tried before it', () => {
  const objects = (n: number) =>
    `${tableOf('a', n)}CREATE VIEW \`v${n}\` AS SELECT id FROM a;\nCREATE TRIGGER \`tr${n}\` BEFORE INSERT ON \`a\` FOR EACH ROW SET NEW.id = NEW.id + ${n};\n`;

  it.each([
    ['CREATE VIEW', /the owner may not create a view there/],
    ['TRIGGER', /may not create a trigger there|the server answered (?:1142|1227)/],
    ['DROP', /the owner may not drop a view there/],
  ])('an owner without %s in live fails a run and a rollback, and live is as it was', async (privilege, told) => {
    await made.importNow('r1', objects(1));
    await made.importNow('r2', objects(2));
    await server.query(`REVOKE ${privilege} ON ${made.database}.* FROM ${made.mysql.owner.user}`);
    const refused = { code: 'MYSQL_PERMISSION_DENIED', message: expect.stringMatching(told) as string };
    await expect(made.importNow('r3', objects(3))).rejects.toMatchObject(refused);
    await expect(made.rollback('b1')).rejects.toMatchObject(refused);
    expect([
      await made.rows(),
      await made.views(),
      await made.inControl('journal'),
      await made.inControl('unfinished'),
    ]).toEqual(['2', 'v2', '0', '0']);
    await server.query(`GRANT ${privilege} ON ${made.database}.* TO ${made.mysql.owner.user}`);
    expect(await made.rollback('b2')).toMatchObject({ generation: 1, warnings: [] });
    expect([await made.rows(), await made.views()]).toEqual(['1', 'v1']);
  });

  it('definitions of a rollback too: one that the server refuses leaves live as it is, with nothing in staging', async () => {
    await made.importNow('r1', objects(1));
    await made.importNow('r2', objects(2));
    refuseMatching(proxy, /^CREATE .*VIEW `v1`/);
    await expect(made.rollback('b1', made.proxied)).rejects.toMatchObject({
      code: 'OBJECT_INVALID',
      message: expect.stringContaining('"v1"') as string,
    });
    expect(proxy.fired.length).toBeGreaterThan(0);
    proxy.setHooks({});
    expect([await made.rows(), await made.views(), await made.inControl('journal')]).toEqual(['2', 'v2', '0']);
    expect(await server.query(`SHOW DATABASES LIKE 'imp\\_${made.database}'`)).toBe('');
    expect(await made.rollback('b2')).toMatchObject({ generation: 1, warnings: [] });
    await server.query(`INSERT INTO ${made.database}.a VALUES (4)`);
    expect(await made.rows()).toBe('1,5');
  });

  it.runIf(onMysql)(
    'a routine of an administrator, which MySQL protects, fails the first import, and live is as it was',
    async () => {
      await server.query(
        `CREATE DATABASE IF NOT EXISTS ${made.database}; CREATE TABLE ${made.database}.a (id INT); INSERT INTO ${made.database}.a VALUES (7); CREATE PROCEDURE ${made.database}.p() SELECT 7;
        GRANT SHOW_ROUTINE ON *.* TO ${made.mysql.owner.user}`,
      );
      const dump = `${tableOf('a', 1)}DELIMITER ;;\nCREATE PROCEDURE \`p\`() SELECT 1 ;;\nDELIMITER ;\n`;
      await expect(made.importNow('r1', dump)).rejects.toMatchObject({
        code: 'MYSQL_PERMISSION_DENIED',
        message: expect.stringMatching(
          /Cannot replace procedure "p" of "\w+": MySQL protects what an administrator defined; drop it/,
        ) as string,
      });
      expect([await made.rows(), await made.inControl('journal')]).toEqual(['7', '0']);
      await server.query(`DROP PROCEDURE ${made.database}.p`);
      expect(await made.importNow('r2', dump)).toMatchObject({ generation: 1, warnings: [] });
    },
  );

  it('a view of before that had lost its table comes back as a warning, and keeps nobody from the rollback', async () => {
    await server.query(
      `CREATE DATABASE IF NOT EXISTS ${made.database}; CREATE TABLE ${made.database}.a (id INT); INSERT INTO ${made.database}.a VALUES (7); CREATE TABLE ${made.database}.gone (id INT);
        CREATE DEFINER = ${made.mysql.owner.user} VIEW ${made.database}.v1 AS SELECT id FROM ${made.database}.gone; DROP TABLE ${made.database}.gone`,
    );
    await made.importNow('r1', objects(1));
    expect(await made.rollback('b1')).toMatchObject({
      generation: 0,
      warnings: [expect.stringMatching(/view "v1".*1146/)],
    });
    expect([await made.rows(), await made.inControl('journal')]).toEqual(['7', '0']);
  });

  it('beside views and routines of others that stay in live', async () => {
    await made.importNow('r1', tableOf('a', 1));
    await server.query(
      `CREATE VIEW ${made.database}.theirs AS SELECT 3 AS id; CREATE FUNCTION ${made.database}.two() RETURNS INT DETERMINISTIC RETURN 2;
        CREATE VIEW ${made.database}.broken AS SELECT id FROM ${made.database}.a; CREATE VIEW ${made.database}.lost AS SELECT id FROM ${made.database}.broken; DROP VIEW ${made.database}.broken;
        GRANT ALL ON ${made.database}.* TO ${made.mysql.owner.user}`,
    );
    const dump = `${tableOf('a', 5)}CREATE VIEW \`v\` AS SELECT id * \`two\`() AS id FROM theirs;\n`;
    expect(await made.importNow('r2', dump)).toMatchObject({ generation: 2, warnings: [] });
    expect(await server.query(`SELECT id FROM ${made.database}.v`)).toBe('6');
    expect(await made.importNow('r3', tableOf('a', 6))).toMatchObject({ generation: 3, warnings: [] });
    expect(await made.rollback('b1')).toMatchObject({ generation: 2, warnings: [] });
    expect(await server.query(`SELECT id FROM ${made.database}.v`)).toBe('6');
  });
});

const PACKAGE = `SET sql_mode = 'PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ORACLE,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,NO_AUTO_CREATE_USER,SIMULTANEOUS_ASSIGNMENT';
DELIMITER ;;
CREATE DEFINER="admin"@"localhost" PACKAGE "pk" AS FUNCTION q(a INT) RETURN INT; END
;;
DELIMITER ;
`;
const PROCEDURE = `SET sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION';
DELIMITER ;;
CREATE DEFINER=\`admin\`@\`localhost\` PROCEDURE \`p1\`()
SELECT 1
;;
DELIMITER ;
`;

describe.skipIf(onMysql)('a package of MariaDB', () => {
  const routines = () =>
    server.query(
      `SELECT GROUP_CONCAT(ROUTINE_NAME ORDER BY 1) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${made.database}'`,
    );

  it.each([
    ['before', PACKAGE + PROCEDURE],
    ['behind', PROCEDURE + PACKAGE],
  ])('is made and goes again %s a routine of another SQL mode', async (_, objects) => {
    expect(await made.importNow('r1', tableOf('a', 1) + objects)).toMatchObject({ generation: 1, warnings: [] });
    expect(await routines()).toBe('p1,pk');
    expect(await made.importNow('r2', tableOf('a', 2))).toMatchObject({ generation: 2, warnings: [] });
    expect([await made.rows(), await routines()]).toEqual(['2', 'NULL']);
    expect(await made.rollback('b1')).toMatchObject({ generation: 1, warnings: [] });
    expect([await made.rows(), await routines()]).toEqual(['1', 'p1,pk']);
  });
});
