import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { importDump } from '../support/import-dump.js';
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

describe('a definition that cannot be made after the commit', () => {
  const night = (row: number, name: string) => `${tableOf('a', row)}CREATE VIEW \`${name}\` AS SELECT id FROM a;\n`;

  it('is a warning by name with its statement, and keeps neither the next run nor a rollback', async () => {
    await made.importNow('r1', night(1, 'v'));
    const ending = importDump(made.proxied, {
      settings: made.settings,
      runId: 'r2',
      dump: night(2, 'w'),
      beforePublish: () => Promise.resolve(refuseMatching(proxy, /^CREATE .*VIEW `w`/)),
    });
    const { warnings, unfinished, generation } = await ending;
    expect({ unfinished, generation }).toEqual({ unfinished: false, generation: 2 });
    expect(warnings).toEqual([
      expect.stringMatching(/Cannot create view "w".*1105.*the next run retries it.*CREATE VIEW `w` …/),
    ]);
    expect(proxy.fired.length).toBeGreaterThan(3);
    expect([await made.rows(), await made.views()]).toEqual(['2', 'NULL']);
    expect([await made.inControl('journal'), await made.inControl('unfinished')]).toEqual(['0', '1']);
    expect(
      await server.query(`SELECT statement FROM stevedore.unfinished WHERE pipeline = '${made.settings.name}'`),
    ).toContain('VIEW `w` AS SELECT id FROM a');
    expect(await settlePipeline(made.proxied, made.settings, 'r3')).toMatchObject({
      settlement: 'nothing',
      generation: 2,
      warnings: [expect.stringContaining('"w"')],
    });
    expect(await made.rollback('b1', made.proxied)).toMatchObject({ generation: 1, warnings: [] });
    expect([await made.rows(), await made.views()]).toEqual(['1', 'v']);
    expect(await made.rollback('b2')).toMatchObject({ generation: 2, warnings: [] });
    expect([await made.rows(), await made.views()]).toEqual(['2', 'w']);
    expect(await made.inControl('unfinished')).toBe('0');
  });

  it('is created by the next settlement, unless somebody has done it meanwhile', async () => {
    const withTwo = `${night(1, 'v')}CREATE VIEW \`x\` AS SELECT id + 1 AS id FROM a;\n`;
    const publish = async (runId: string) => {
      await importDump(made.proxied, {
        settings: made.settings,
        runId,
        dump: withTwo,
        beforePublish: () => Promise.resolve(refuseMatching(proxy, /^CREATE .*VIEW `[vx]`/)),
      });
      proxy.setHooks({});
    };
    await publish('r1');
    expect(await made.inControl('unfinished')).toBe('2');
    await server.query(`CREATE VIEW ${made.database}.x AS SELECT 42 AS id`);
    expect(await settlePipeline(made.mysql, made.settings, WORKER_START)).toMatchObject({
      settlement: 'nothing',
      warnings: [],
    });
    expect(await server.query(`SELECT (SELECT id FROM ${made.database}.v), (SELECT id FROM ${made.database}.x)`)).toBe(
      '1\t42',
    );
    expect(await made.inControl('unfinished')).toBe('0');
  });

  it('that should have gone is dropped by a later run, but not one that somebody created again', async () => {
    await made.importNow('r1', `${night(1, 'v')}CREATE VIEW \`x\` AS SELECT id FROM a;\n`);
    const { warnings } = await importDump(made.proxied, {
      settings: made.settings,
      runId: 'r2',
      dump: tableOf('a', 2),
      beforePublish: () => Promise.resolve(refuseMatching(proxy, /^DROP VIEW/)),
    });
    proxy.setHooks({});
    expect(warnings.map((warning) => /run by hand: (.*)$/.exec(warning)?.[1])).toEqual([
      `DROP VIEW IF EXISTS \`${made.database}\`.\`v\``,
      `DROP VIEW IF EXISTS \`${made.database}\`.\`x\``,
    ]);
    await server.query(`CREATE OR REPLACE VIEW ${made.database}.x AS SELECT 42 AS id`);
    expect((await made.importNow('r3', tableOf('a', 3))).warnings).toEqual([]);
    expect([await made.rows(), await made.views()]).toEqual(['3', 'x']);
  });
});

describe('a trigger that cannot be put back where nothing was published', () => {
  it('is reported by name, and restored by the next settlement', async () => {
    const dump = `${tableOf('a', 1)}CREATE TRIGGER \`tr\` BEFORE INSERT ON \`a\` FOR EACH ROW SET NEW.id = NEW.id + 1;\n`;
    await made.importNow('r1', dump);
    const failing = importDump(made.proxied, {
      settings: made.settings,
      runId: 'r2',
      dump: tableOf('a', 2),
      beforePublish: () => Promise.resolve(refuseMatching(proxy, /^RENAME TABLE `stevedore`|^CREATE .*TRIGGER `tr`/)),
    });
    await expect(failing).rejects.toThrow(/Cannot rename.*1105.*; Still undone: .*trigger "tr"/);
    proxy.setHooks({});
    expect(await made.rows()).toBe('1');
    expect([await made.inControl('journal'), await made.inControl('unfinished')]).toEqual(['0', '1']);
    expect(await settlePipeline(made.mysql, made.settings, 'r3')).toMatchObject({ warnings: [] });
    await server.query(`INSERT INTO ${made.database}.a VALUES (5)`);
    expect(await made.rows()).toBe('1,6');
  });
});

describe('triggers of a table of which one cannot be dropped', () => {
  it.each([1, 2, 3])('stand as they stood, and in their order, if it is the one in place %i', async (refused) => {
    const trigger = (name: string) =>
      `CREATE TRIGGER \`${name}\` BEFORE INSERT ON \`a\` FOR EACH ROW SET NEW.id = NEW.id + 1;\n`;
    const dump = `${tableOf('a', 1)}${['t1', 't2', 't3'].map(trigger).join('')}`;
    await made.importNow('r1', dump);
    const failing = importDump(made.proxied, {
      settings: made.settings,
      runId: 'r2',
      dump: tableOf('a', 2),
      beforePublish: () => Promise.resolve(refuseMatching(proxy, new RegExp(`^DROP TRIGGER.*\`t${refused}\``))),
    });
    await expect(failing).rejects.toThrow(/^Cannot drop trigger "t\d": the server answered 1105 [A-Z_]+$/);
    expect(proxy.fired.length).toBeGreaterThan(0);
    proxy.setHooks({});
    const order = `SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${made.database}' ORDER BY ACTION_ORDER`;
    expect(await server.query(order)).toBe('t1\nt2\nt3');
    expect([await made.inControl('journal'), await made.inControl('unfinished')]).toEqual(['0', '0']);
    expect((await made.importNow('r3', dump)).warnings).toEqual([]);
    expect(await server.query(order)).toBe('t1\nt2\nt3');
  });
});

describe('a target that goes away after the commit', () => {
  it('leaves the rest to the next settlement, and the publish does not fail', async () => {
    const dump = `${tableOf('a', 1)}CREATE VIEW \`v\` AS SELECT id FROM a;\n`;
    const strike = () =>
      proxy.setHooks({
        onQuery: (sql) => (/^CREATE .*VIEW `v`/.test(sql) ? { when: 'before', kill: () => proxy.cut() } : 'forward'),
      });
    const result = await importDump(made.proxied, {
      settings: made.settings,
      runId: 'r1',
      dump,
      beforePublish: () => Promise.resolve(strike()),
    });
    expect(result).toMatchObject({ generation: 1, unfinished: true });
    expect(await made.inControl('journal')).toBe('1');
    await expect(settlePipeline(made.proxied, made.settings, 'r1')).rejects.toMatchObject({ retryable: true });
    proxy.setHooks({});
    proxy.mend();
    expect(await settlePipeline(made.proxied, made.settings, 'r1')).toMatchObject({
      settlement: 'finished',
      currentRunId: 'r1',
      warnings: [],
    });
    expect([await made.views(), await made.inControl('journal')]).toEqual(['v', '0']);
  });
});

describe.skipIf(onMysql)('a file that MariaDB leaves in the folder of a schema', () => {
  const leave = (schema: string) => writeFileSync(join(server.dataDir, schema, 't.TRG-'), 'TYPE=TRIGGERS\n');
  const dump = (n: number) =>
    `CREATE DATABASE \`shop\` /*!40100 DEFAULT CHARACTER SET latin1 */;\nUSE \`shop\`;\n${tableOf('a', n)}`;

  it('blocks neither imports nor rollbacks, and is not reported', async () => {
    const left = async (schema: string) => {
      await server.query(`CREATE DATABASE IF NOT EXISTS ${schema}`);
      leave(schema);
      await expect(server.query(`DROP DATABASE ${schema}`)).rejects.toThrow('1010');
    };
    await left(`imp_${made.database}`);
    const beforePublish = async () =>
      expect(
        await server.query(
          `SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'imp_${made.database}'`,
        ),
      ).toBe('latin1');
    expect(
      await importDump(made.mysql, { settings: made.settings, runId: 'r1', dump: dump(1), beforePublish }),
    ).toMatchObject({
      generation: 1,
      warnings: [],
    });
    expect(await made.importNow('r2', dump(2))).toMatchObject({ generation: 2, warnings: [] });
    leave(`prev_${made.database}`);
    expect(await made.importNow('r3', dump(3))).toMatchObject({ generation: 3, warnings: [] });
    expect(await made.rollback('b1')).toMatchObject({ generation: 2, warnings: [] });
    expect(await made.importNow('r4', dump(4))).toMatchObject({ generation: 4, warnings: [] });
    expect(await made.rows()).toBe('4');
    expect(await made.inControl('unfinished')).toBe('0');
  });
});
