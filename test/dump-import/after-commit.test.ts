import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { importDump } from '../support/import-dump.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import type { TargetServer } from '../support/target-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

let server: TargetServer;
let proxy: MysqlProxy;
let mysql: MysqlSettings;
let proxied: MysqlSettings;
let settings: DumpImportSettings;
let db: string;
let count = 0;

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(async () => {
  db = `d${(count += 1)}`;
  const accounts = await createAccounts(server, { databases: [db] });
  mysql = targetSettings(server, accounts);
  proxied = targetSettings(proxy, accounts);
  proxy.setHooks({});
  settings = pipelineSettings(`p${count}`, [db]);
  settings = { ...settings, publish: { ...settings.publish, guards: { ...settings.publish.guards, enabled: false } } };
});

const table = (name: string, ...rows: number[]) =>
  `CREATE TABLE \`${name}\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)) ENGINE=InnoDB;\nINSERT INTO \`${name}\` VALUES ${rows.map((row) => `(${row})`).join(',')};\n`;
const importNow = (runId: string, dump: string, through = mysql) => importDump(through, { settings, runId, dump });
const rollback = (runId: string, through = mysql) => rollbackGeneration(through, { settings, runId });
const rows = () => server.query(`SELECT GROUP_CONCAT(id) FROM ${db}.a`);
const inControl = (name: string) =>
  server.query(`SELECT COUNT(*) FROM stevedore.${name} WHERE pipeline = '${settings.name}'`);
const views = () =>
  server.query(`SELECT GROUP_CONCAT(TABLE_NAME ORDER BY 1) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '${db}'`);
const refuse = (matches: RegExp) =>
  proxy.setHooks({
    onQuery: (sql) => (matches.test(sql) ? { refuse: { errno: 1105, message: 'not now' } } : 'forward'),
  });

describe('a definition that cannot be made after the commit', () => {
  const night = (row: number, name: string) => `${table('a', row)}CREATE VIEW \`${name}\` AS SELECT id FROM a;\n`;

  it('is a warning by name with its statement, and keeps neither the next run nor a rollback', async () => {
    await importNow('r1', night(1, 'v'));
    const ending = importDump(proxied, {
      settings,
      runId: 'r2',
      dump: night(2, 'w'),
      beforePublish: () => Promise.resolve(refuse(/^CREATE .*VIEW `w`/)),
    });
    const { warnings, unfinished, generation } = await ending;
    expect({ unfinished, generation }).toEqual({ unfinished: false, generation: 2 });
    expect(warnings).toEqual([
      expect.stringMatching(/Cannot create view "w".*1105.*the next run retries it.*CREATE VIEW `w` …/),
    ]);
    expect(proxy.fired.length).toBeGreaterThan(3);
    expect([await rows(), await views()]).toEqual(['2', 'NULL']);
    expect([await inControl('journal'), await inControl('unfinished')]).toEqual(['0', '1']);
    expect(
      await server.query(`SELECT statement FROM stevedore.unfinished WHERE pipeline = '${settings.name}'`),
    ).toContain('VIEW `w` AS SELECT id FROM a');
    expect(await settlePipeline(proxied, settings, 'r3')).toMatchObject({
      settlement: 'nothing',
      generation: 2,
      warnings: [expect.stringContaining('"w"')],
    });
    expect(await rollback('b1', proxied)).toMatchObject({ generation: 1, warnings: [] });
    expect([await rows(), await views()]).toEqual(['1', 'v']);
    expect(await rollback('b2')).toMatchObject({ generation: 2, warnings: [] });
    expect([await rows(), await views()]).toEqual(['2', 'w']);
    expect(await inControl('unfinished')).toBe('0');
  });

  it('is created by the next settlement, unless somebody has done it meanwhile', async () => {
    const withTwo = `${night(1, 'v')}CREATE VIEW \`x\` AS SELECT id + 1 AS id FROM a;\n`;
    const publish = async (runId: string) => {
      await importDump(proxied, {
        settings,
        runId,
        dump: withTwo,
        beforePublish: () => Promise.resolve(refuse(/^CREATE .*VIEW `[vx]`/)),
      });
      proxy.setHooks({});
    };
    await publish('r1');
    expect(await inControl('unfinished')).toBe('2');
    await server.query(`CREATE VIEW ${db}.x AS SELECT 42 AS id`);
    expect(await settlePipeline(mysql, settings, WORKER_START)).toMatchObject({ settlement: 'nothing', warnings: [] });
    expect(await server.query(`SELECT (SELECT id FROM ${db}.v), (SELECT id FROM ${db}.x)`)).toBe('1\t42');
    expect(await inControl('unfinished')).toBe('0');
  });

  it('that should have gone is dropped by a later run, but not one that somebody created again', async () => {
    await importNow('r1', `${night(1, 'v')}CREATE VIEW \`x\` AS SELECT id FROM a;\n`);
    const { warnings } = await importDump(proxied, {
      settings,
      runId: 'r2',
      dump: table('a', 2),
      beforePublish: () => Promise.resolve(refuse(/^DROP VIEW/)),
    });
    proxy.setHooks({});
    expect(warnings.map((warning) => /run by hand: (.*)$/.exec(warning)?.[1])).toEqual([
      `DROP VIEW IF EXISTS \`${db}\`.\`v\``,
      `DROP VIEW IF EXISTS \`${db}\`.\`x\``,
    ]);
    await server.query(`CREATE OR REPLACE VIEW ${db}.x AS SELECT 42 AS id`);
    expect((await importNow('r3', table('a', 3))).warnings).toEqual([]);
    expect([await rows(), await views()]).toEqual(['3', 'x']);
  });
});

describe('a trigger that cannot be put back where nothing was published', () => {
  it('is reported by name, and restored by the next settlement', async () => {
    const dump = `${table('a', 1)}CREATE TRIGGER \`tr\` BEFORE INSERT ON \`a\` FOR EACH ROW SET NEW.id = NEW.id + 1;\n`;
    await importNow('r1', dump);
    const failing = importDump(proxied, {
      settings,
      runId: 'r2',
      dump: table('a', 2),
      beforePublish: () => Promise.resolve(refuse(/^RENAME TABLE `stevedore`|^CREATE .*TRIGGER `tr`/)),
    });
    await expect(failing).rejects.toThrow(/Cannot rename.*1105.*; Still undone: .*trigger "tr"/);
    proxy.setHooks({});
    expect(await rows()).toBe('1');
    expect([await inControl('journal'), await inControl('unfinished')]).toEqual(['0', '1']);
    expect(await settlePipeline(mysql, settings, 'r3')).toMatchObject({ warnings: [] });
    await server.query(`INSERT INTO ${db}.a VALUES (5)`);
    expect(await rows()).toBe('1,6');
  });
});

describe('a target that goes away after the commit', () => {
  it('leaves the rest to the next settlement, and the publish does not fail', async () => {
    const dump = `${table('a', 1)}CREATE VIEW \`v\` AS SELECT id FROM a;\n`;
    const strike = () =>
      proxy.setHooks({
        onQuery: (sql) => (/^CREATE .*VIEW `v`/.test(sql) ? { when: 'before', kill: () => proxy.cut() } : 'forward'),
      });
    const result = await importDump(proxied, {
      settings,
      runId: 'r1',
      dump,
      beforePublish: () => Promise.resolve(strike()),
    });
    expect(result).toMatchObject({ generation: 1, unfinished: true });
    expect(await inControl('journal')).toBe('1');
    await expect(settlePipeline(proxied, settings, 'r1')).rejects.toMatchObject({ retryable: true });
    proxy.setHooks({});
    proxy.mend();
    expect(await settlePipeline(proxied, settings, 'r1')).toMatchObject({
      settlement: 'finished',
      currentRunId: 'r1',
      warnings: [],
    });
    expect([await views(), await inControl('journal')]).toEqual(['v', '0']);
  });
});

describe('beside tables that keep_tables keeps', () => {
  const before = (sql: string) =>
    server.query(`CREATE TABLE ${db}.loc (id INT); INSERT INTO ${db}.loc VALUES (9); ${sql}`);
  beforeEach(() => {
    settings = { ...settings, keepTables: ['loc'] };
  });

  it.each([
    [
      'a trigger',
      `CREATE TRIGGER \`tr\` BEFORE INSERT ON \`a\` FOR EACH ROW SET NEW.id = NEW.id;\n`,
      /trigger "tr" live: a trigger of the table "loc"/,
    ],
    ['a view', 'CREATE VIEW `loc` AS SELECT id FROM a;\n', /view "loc" live: that table/],
  ])('%s whose name is taken there is refused before the commit, and later runs work', async (_, object, told) => {
    await importNow('r1', table('a', 1));
    await before(`CREATE TRIGGER ${db}.tr BEFORE INSERT ON ${db}.loc FOR EACH ROW SET NEW.id = NEW.id + 1`);
    await expect(importNow('r2', table('a', 2) + object)).rejects.toMatchObject({
      code: 'OBJECT_INVALID',
      message: expect.stringMatching(told) as string,
    });
    // The name may be taken after the trial only.
    await expect(publishGeneration(mysql, { settings, runId: 'r2' })).rejects.toMatchObject({ code: 'OBJECT_INVALID' });
    expect([await rows(), await inControl('journal')]).toEqual(['1', '0']);
    expect(await importNow('r3', table('a', 3))).toMatchObject({ generation: 2, warnings: [] });
    expect(await rollback('b1')).toMatchObject({ generation: 1 });
    await server.query(`INSERT INTO ${db}.loc VALUES (1)`);
    expect(await server.query(`SELECT GROUP_CONCAT(id) FROM ${db}.loc`)).toBe('9,2');
  });

  it('a view over one that exclude_tables leaves out is tried beside a stand-in of it, and created', async () => {
    settings = { ...settings, excludeTables: ['loc'] };
    await importNow('r1', table('a', 1));
    await before('');
    const dump = `${table('a', 2)}${table('loc', 5)}CREATE VIEW \`v\` AS SELECT id FROM loc;\n`;
    expect(await importNow('r2', dump)).toMatchObject({ generation: 2, warnings: [] });
    expect(await server.query(`SELECT id FROM ${db}.v`)).toBe('9');
    settings = { ...settings, keepTables: [] };
    await expect(importNow('r3', dump)).rejects.toThrow(
      /Cannot create view "v".*1146.*keep the live one with keep_tables/,
    );
    expect([await rows(), await server.query(`SELECT id FROM ${db}.v`)]).toEqual(['2', '9']);
  });
});

describe('what will be dropped or created after the commit is tried before it', () => {
  const objects = (n: number) =>
    `${table('a', n)}CREATE VIEW \`v${n}\` AS SELECT id FROM a;\nCREATE TRIGGER \`tr${n}\` BEFORE INSERT ON \`a\` FOR EACH ROW SET NEW.id = NEW.id + ${n};\n`;

  it.each([
    ['CREATE VIEW', /the owner may not create a view there/],
    ['TRIGGER', /may not create a trigger there|the server answered (?:1142|1227)/],
    ['DROP', /the owner may not drop a view there/],
  ])('an owner without %s in live fails a run and a rollback, and live is as it was', async (privilege, told) => {
    await importNow('r1', objects(1));
    await importNow('r2', objects(2));
    await server.query(`REVOKE ${privilege} ON ${db}.* FROM ${mysql.owner.user}`);
    const refused = { code: 'MYSQL_PERMISSION_DENIED', message: expect.stringMatching(told) as string };
    await expect(importNow('r3', objects(3))).rejects.toMatchObject(refused);
    await expect(rollback('b1')).rejects.toMatchObject(refused);
    expect([await rows(), await views(), await inControl('journal'), await inControl('unfinished')]).toEqual([
      '2',
      'v2',
      '0',
      '0',
    ]);
    await server.query(`GRANT ${privilege} ON ${db}.* TO ${mysql.owner.user}`);
    expect(await rollback('b2')).toMatchObject({ generation: 1, warnings: [] });
    expect([await rows(), await views()]).toEqual(['1', 'v1']);
  });

  it('definitions of a rollback too: one that the server refuses leaves live as it is, with nothing in staging', async () => {
    await importNow('r1', objects(1));
    await importNow('r2', objects(2));
    refuse(/^CREATE .*VIEW `v1`/);
    await expect(rollback('b1', proxied)).rejects.toMatchObject({
      code: 'OBJECT_INVALID',
      message: expect.stringContaining('"v1"') as string,
    });
    expect(proxy.fired.length).toBeGreaterThan(0);
    proxy.setHooks({});
    expect([await rows(), await views(), await inControl('journal')]).toEqual(['2', 'v2', '0']);
    expect(await server.query(`SHOW DATABASES LIKE 'imp\\_${db}'`)).toBe('');
    expect(await rollback('b2')).toMatchObject({ generation: 1, warnings: [] });
    await server.query(`INSERT INTO ${db}.a VALUES (4)`);
    expect(await rows()).toBe('1,5');
  });

  it.runIf(onMysql)(
    'a routine of an administrator, which MySQL protects, fails the first import, and live is as it was',
    async () => {
      await server.query(
        `CREATE DATABASE IF NOT EXISTS ${db}; CREATE TABLE ${db}.a (id INT); INSERT INTO ${db}.a VALUES (7); CREATE PROCEDURE ${db}.p() SELECT 7;
        GRANT SHOW_ROUTINE ON *.* TO ${mysql.owner.user}`,
      );
      const dump = `${table('a', 1)}DELIMITER ;;\nCREATE PROCEDURE \`p\`() SELECT 1 ;;\nDELIMITER ;\n`;
      await expect(importNow('r1', dump)).rejects.toMatchObject({
        code: 'MYSQL_PERMISSION_DENIED',
        message: expect.stringMatching(
          /Cannot replace procedure "p" of "\w+": MySQL protects what an administrator defined; drop it/,
        ) as string,
      });
      expect([await rows(), await inControl('journal')]).toEqual(['7', '0']);
      await server.query(`DROP PROCEDURE ${db}.p`);
      expect(await importNow('r2', dump)).toMatchObject({ generation: 1, warnings: [] });
    },
  );

  it('a view of before that had lost its table comes back as a warning, and keeps nobody from the rollback', async () => {
    await server.query(
      `CREATE DATABASE IF NOT EXISTS ${db}; CREATE TABLE ${db}.a (id INT); INSERT INTO ${db}.a VALUES (7); CREATE TABLE ${db}.gone (id INT);
        CREATE DEFINER = ${mysql.owner.user} VIEW ${db}.v1 AS SELECT id FROM ${db}.gone; DROP TABLE ${db}.gone`,
    );
    await importNow('r1', objects(1));
    expect(await rollback('b1')).toMatchObject({ generation: 0, warnings: [expect.stringMatching(/view "v1".*1146/)] });
    expect([await rows(), await inControl('journal')]).toEqual(['7', '0']);
  });

  it('beside views and routines of others that stay in live', async () => {
    await importNow('r1', table('a', 1));
    await server.query(
      `CREATE VIEW ${db}.theirs AS SELECT 3 AS id; CREATE FUNCTION ${db}.two() RETURNS INT DETERMINISTIC RETURN 2;
        CREATE VIEW ${db}.broken AS SELECT id FROM ${db}.a; CREATE VIEW ${db}.lost AS SELECT id FROM ${db}.broken; DROP VIEW ${db}.broken;
        GRANT ALL ON ${db}.* TO ${mysql.owner.user}`,
    );
    const dump = `${table('a', 5)}CREATE VIEW \`v\` AS SELECT id * \`two\`() AS id FROM theirs;\n`;
    expect(await importNow('r2', dump)).toMatchObject({ generation: 2, warnings: [] });
    expect(await server.query(`SELECT id FROM ${db}.v`)).toBe('6');
    expect(await importNow('r3', table('a', 6))).toMatchObject({ generation: 3, warnings: [] });
    expect(await rollback('b1')).toMatchObject({ generation: 2, warnings: [] });
    expect(await server.query(`SELECT id FROM ${db}.v`)).toBe('6');
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

describe.skipIf(onMysql)('a file that MariaDB leaves in the folder of a schema', () => {
  const leave = (schema: string) => writeFileSync(join(server.dataDir, schema, 't.TRG-'), 'TYPE=TRIGGERS\n');
  const dump = (n: number) =>
    `CREATE DATABASE \`shop\` /*!40100 DEFAULT CHARACTER SET latin1 */;\nUSE \`shop\`;\n${table('a', n)}`;

  it('blocks neither imports nor rollbacks, and is not reported', async () => {
    const left = async (schema: string) => {
      await server.query(`CREATE DATABASE IF NOT EXISTS ${schema}`);
      leave(schema);
      await expect(server.query(`DROP DATABASE ${schema}`)).rejects.toThrow('1010');
    };
    await left(`imp_${db}`);
    const beforePublish = async () =>
      expect(
        await server.query(
          `SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'imp_${db}'`,
        ),
      ).toBe('latin1');
    expect(await importDump(mysql, { settings, runId: 'r1', dump: dump(1), beforePublish })).toMatchObject({
      generation: 1,
      warnings: [],
    });
    expect(await importNow('r2', dump(2))).toMatchObject({ generation: 2, warnings: [] });
    leave(`prev_${db}`);
    expect(await importNow('r3', dump(3))).toMatchObject({ generation: 3, warnings: [] });
    expect(await rollback('b1')).toMatchObject({ generation: 2, warnings: [] });
    expect(await importNow('r4', dump(4))).toMatchObject({ generation: 4, warnings: [] });
    expect(await rows()).toBe('4');
    expect(await inControl('unfinished')).toBe('0');
  });
});

describe.skipIf(onMysql)('a package of MariaDB', () => {
  const routines = () =>
    server.query(
      `SELECT GROUP_CONCAT(ROUTINE_NAME ORDER BY 1) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${db}'`,
    );

  it.each([
    ['before', PACKAGE + PROCEDURE],
    ['behind', PROCEDURE + PACKAGE],
  ])('is made and goes again %s a routine of another SQL mode', async (_, objects) => {
    expect(await importNow('r1', table('a', 1) + objects)).toMatchObject({ generation: 1, warnings: [] });
    expect(await routines()).toBe('p1,pk');
    expect(await importNow('r2', table('a', 2))).toMatchObject({ generation: 2, warnings: [] });
    expect([await rows(), await routines()]).toEqual(['2', 'NULL']);
    expect(await rollback('b1')).toMatchObject({ generation: 1, warnings: [] });
    expect([await rows(), await routines()]).toEqual(['1', 'p1,pk']);
  });
});
