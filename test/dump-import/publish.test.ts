import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseProof } from '../../src/contracts/dump-import/proof.js';
import type { StoredObject } from '../../src/contracts/dump-import/stored-object.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { writeStagedDatabase } from '../../src/dump-import/control/staged-databases.js';
import { takeEpoch } from '../../src/dump-import/control/take-epoch.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let mysql: MysqlSettings;
let proxied: MysqlSettings;
let settings: DumpImportSettings;
let count = 0;
let a: string;
let b: string;

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(async () => {
  count += 1;
  a = `a${count}`;
  b = `b${count}`;
  const accounts = await createAccounts(server, { databases: [a, b] });
  mysql = targetSettings(server, accounts);
  proxied = targetSettings(proxy, accounts);
  proxy.setHooks({});
  settings = pipelineSettings(`p${count}`, [a, b]);
});

const view = (name: string, body: string): StoredObject => ({
  kind: 'view',
  name,
  sql: `CREATE VIEW \`${name}\` AS ${body}`,
  session: {},
});
const trigger = (name: string, table: string): StoredObject => ({
  kind: 'trigger',
  name,
  table,
  sql: `CREATE TRIGGER \`${name}\` BEFORE INSERT ON \`${table}\` FOR EACH ROW SET NEW.v = NEW.v + 1`,
  session: {},
});

/** Fills staging as a loader would, and records it as proved. */
const stage = async (runId: string, value: number, objects: Record<string, StoredObject[]> = {}): Promise<void> => {
  for (const database of [a, b]) {
    const epoch = await takeEpoch(mysql, { pipeline: settings.name, runId, scope: database });
    const loader = await epoch.open('loader');
    await loader.execute(`DROP DATABASE IF EXISTS imp_${database}`);
    await loader.execute(`CREATE DATABASE imp_${database}`);
    await loader.execute(`CREATE TABLE imp_${database}.t (v int)`);
    await loader.execute(`INSERT INTO imp_${database}.t VALUES (${value})`);
    const proof: DatabaseProof = {
      database,
      archive: {
        filename: `${database}.zip`,
        pattern: '*',
        database,
        size: 1,
        modTime: '2026-01-01T00:00:00Z',
        checksum: 'sha256:0',
      },
      tables: [
        {
          table: 't',
          rows: 1,
          content: { kind: 'proved', sum: '1' },
          leftOut: [],
          columns: [{ name: 'v', type: 'int' }],
        },
      ],
      objects: objects[database] ?? [],
      dumpBytes: 1,
    };
    await writeStagedDatabase(
      epoch.publisher,
      { pipeline: settings.name, runId, attempt: 1, epoch: epoch.number },
      proof,
    );
    await epoch.close();
  }
};

const publish = (runId: string, through = mysql) => publishGeneration(through, { settings, runId });
const values = async (schema = '') =>
  (await Promise.all([a, b].map((database) => server.query(`SELECT v FROM ${schema}${database}.t`)))).join(' ');
const exists = async (schema: string) => (await server.query(`SHOW DATABASES LIKE '${schema}'`)) !== '';
const journal = () => server.query(`SELECT COUNT(*) FROM stevedore.journal WHERE pipeline = '${settings.name}'`);

describe('a publish', () => {
  it('puts all databases live, keeps one generation before, and lets the one before that go', async () => {
    for (const [runId, value] of [
      ['r1', 1],
      ['r2', 2],
      ['r3', 3],
    ] as const) {
      await stage(runId, value);
      const result = await publish(runId);
      expect(result).toMatchObject({ generation: value, already: false, pinned: [] });
    }
    expect(await values()).toBe('3 3');
    expect(await values('prev_')).toBe('2 2');
    expect(await exists(`prev2_${a}`)).toBe(false);
    expect(await exists(`imp_${a}`)).toBe(false);
    expect(await journal()).toBe('0');
  });

  it('of a run that has published already changes nothing', async () => {
    await stage('r1', 1);
    await publish('r1');
    expect(await publish('r1')).toMatchObject({ generation: 1, already: true });
    expect(await values()).toBe('1 1');
  });

  it('never drops what was there before the first import, however many follow', async () => {
    await server.query(
      `CREATE DATABASE ${a}; CREATE TABLE ${a}.t (v int); INSERT INTO ${a}.t VALUES (99); CREATE TABLE ${a}.own (v int)`,
    );
    await server.query(`CREATE TRIGGER ${a}.theirs BEFORE INSERT ON ${a}.t FOR EACH ROW SET NEW.v = 99`);
    for (let value = 1; value <= 8; value++) {
      await stage(`r${value}`, value);
      expect((await publish(`r${value}`)).pinned).toEqual(value === 1 ? [a] : []);
    }
    expect(await server.query(`SELECT v FROM orig_${a}.t`)).toBe('99');
    expect(
      await server.query(`SELECT objects LIKE '%theirs%' FROM stevedore.originals WHERE database_name = '${a}'`),
    ).toBe('1');
    expect(await server.query(`SHOW TABLES FROM orig_${a}`)).toBe('own\nt');
    expect(await exists(`orig_${b}`)).toBe(false);
  });

  it('refuses to pin over something that is pinned already, and leaves live as it is', async () => {
    await server.query(`CREATE DATABASE ${a}; CREATE TABLE ${a}.t (v int); INSERT INTO ${a}.t VALUES (98)`);
    await server.query(`CREATE DATABASE orig_${a}; CREATE TABLE orig_${a}.t (v int)`);
    await stage('r1', 1);
    await expect(publish('r1')).rejects.toMatchObject({ code: 'ORIGINAL_ALREADY_PINNED' });
    expect(await server.query(`SELECT v FROM ${a}.t`)).toBe('98');
  });

  it('never drops tables of a previous generation that is not ours', async () => {
    await stage('r1', 1);
    await publish('r1');
    await server.query(`CREATE DATABASE IF NOT EXISTS prev_${a}; CREATE TABLE prev_${a}.precious (v int)`);
    await stage('r2', 2);
    await expect(publish('r2')).rejects.toMatchObject({ code: 'ORIGINAL_ALREADY_PINNED' });
    expect(await values()).toBe('1 1');
    expect(await server.query(`SHOW TABLES FROM prev_${a}`)).toBe('precious');
    expect(await journal()).toBe('0');
  });

  it('leaves tables alone that keep_tables names', async () => {
    settings = { ...settings, keepTables: [`${a}.own*`] };
    await server.query(`CREATE DATABASE ${a}; CREATE TABLE ${a}.own_notes (v int); CREATE TABLE ${a}.other (v int)`);
    await stage('r1', 1);
    await publish('r1');
    expect(await server.query(`SHOW TABLES FROM ${a}`)).toBe('own_notes\nt');
    expect(await server.query(`SHOW TABLES FROM orig_${a}`)).toBe('other');
  });

  it('replaces a table that keep_tables names where the dump brings one of its name, and leaves the triggers of kept ones', async () => {
    settings = { ...settings, keepTables: ['own', 't'] };
    await server.query(
      `CREATE DATABASE ${a}; CREATE TABLE ${a}.t (v int); INSERT INTO ${a}.t VALUES (7); CREATE TABLE ${a}.own (v int);
        CREATE TRIGGER ${a}.theirs BEFORE INSERT ON ${a}.own FOR EACH ROW SET NEW.v = 5`,
    );
    await stage('r1', 1);
    expect((await publish('r1')).pinned).toEqual([a]);
    expect(
      await server.query(
        `SELECT v FROM ${a}.t; SELECT v FROM orig_${a}.t; INSERT INTO ${a}.own VALUES (1); SELECT v FROM ${a}.own`,
      ),
    ).toBe('1\n7\n5');
  });

  it('replaces views, triggers, routines and events, and drops those that the new generation does not have', async () => {
    const routine: StoredObject = {
      kind: 'function',
      name: 'f',
      sql: 'CREATE FUNCTION `f`() RETURNS int DETERMINISTIC RETURN 5',
      session: {},
    };
    const event: StoredObject = {
      kind: 'event',
      name: 'e',
      sql: 'CREATE EVENT `e` ON SCHEDULE EVERY 1 DAY ON COMPLETION NOT PRESERVE ENABLE DO SET @x = 1',
      session: {},
    };
    await stage('r1', 1, {
      [a]: [
        view('w', 'SELECT v + f() AS v FROM t'),
        trigger('tr', 't'),
        routine,
        event,
        view('across', `SELECT v FROM ${b}.u`),
      ],
      [b]: [view('u', 'SELECT v * 10 AS v FROM t')],
    });
    await publish('r1');
    expect(await server.query(`SELECT (SELECT v FROM ${a}.w), (SELECT v FROM ${a}.across)`)).toBe('6\t10');
    expect(
      await server.query(`SELECT STATUS, DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${a}'`),
    ).toBe('DISABLED\tstevedore_owner@%');
    await server.query(`INSERT INTO ${a}.t VALUES (5)`);
    expect(await server.query(`SELECT MAX(v) FROM ${a}.t`)).toBe('6');
    await stage('r2', 2, { [a]: [view('w', 'SELECT v + 7 AS v FROM t')] });
    await publish('r2');
    expect(await server.query(`SELECT v FROM ${a}.w`)).toBe('9');
    const left = `SELECT (SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${a}')
      + (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${a}')
      + (SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${a}')
      + (SELECT COUNT(*) FROM information_schema.VIEWS WHERE TABLE_SCHEMA IN ('${a}', '${b}'))`;
    expect(await server.query(left)).toBe('1');
  });

  it('takes a view out of the way of a table of its name', async () => {
    // MySQL protects what root defined.
    await server.query(`CREATE USER IF NOT EXISTS app; GRANT ALL ON ${a}.* TO app; CREATE DATABASE ${a}; CREATE TABLE ${a}.base (v int);
      CREATE DEFINER = app VIEW ${a}.t AS SELECT v FROM ${a}.base`);
    await stage('r1', 1);
    await publish('r1');
    expect(await values()).toBe('1 1');
    expect(
      await server.query(`SELECT objects LIKE '%base%' FROM stevedore.originals WHERE database_name = '${a}'`),
    ).toBe('1');
  });

  it('gives up while somebody holds a table, restores the triggers, and readers of the other tables never waited', async () => {
    await stage('r1', 1, { [a]: [trigger('tr', 't')] });
    await publish('r1');
    await stage('r2', 2);
    settings = { ...settings, publish: { ...settings.publish, lockTimeoutMs: 300 } };
    const holder = server.query(`START TRANSACTION; SELECT * FROM ${b}.t; SELECT SLEEP(2); COMMIT`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const started = Date.now();
    const failing = publish('r2');
    failing.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await values()).toBe('1 1');
    // MySQL's shortest lock time-out is a second.
    expect(Date.now() - started).toBeLessThan(onMysql ? 2_000 : 1_000);
    await expect(failing).rejects.toMatchObject({ code: 'PUBLISH_LOCKED' });
    expect(
      await server.query(`SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${a}'`),
    ).toBe('tr');
    expect(await journal()).toBe('0');
    await holder;
    expect(await publish('r2')).toMatchObject({ generation: 2 });
    expect(await values()).toBe('2 2');
  });
});

describe('a publish whose connection breaks', () => {
  const strike = (when: 'before' | 'after') =>
    proxy.setHooks({
      onQuery: (sql) =>
        sql.startsWith('RENAME TABLE `stevedore`.`') && sql.includes('`imp_')
          ? { kill: () => undefined, when }
          : 'forward',
    });

  it('before the rename is undone: triggers, previous generation and tokens as they were', async () => {
    for (const [runId, value] of [
      ['r1', 1],
      ['r2', 2],
    ] as const) {
      await stage(runId, value, { [a]: [trigger('tr', 't')] });
      await publish(runId);
    }
    const fired = proxy.fired.length;
    strike('before');
    await stage('r3', 3);
    await expect(publish('r3', proxied)).rejects.toMatchObject({ code: 'PUBLISH_INTERRUPTED' });
    expect(proxy.fired.length).toBe(fired + 1);
    expect(await journal()).toBe('1');
    expect(await settlePipeline(mysql, settings, 'r3')).toMatchObject({
      settlement: 'undone',
      currentRunId: 'r2',
      generation: 2,
    });
    expect(await values()).toBe('2 2');
    expect(await values('prev_')).toBe('1 1');
    expect((await exists(`prev2_${a}`)) && (await server.query(`SHOW TABLES FROM prev2_${a}`)) !== '').toBe(false);
    expect(
      await server.query(`SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${a}'`),
    ).toBe('tr');
    expect(await journal()).toBe('0');
    proxy.setHooks({});
    expect(await publish('r3')).toMatchObject({ generation: 3, already: false });
    expect(await values('prev_')).toBe('2 2');
  });

  it('after the rename is finished: objects made, displaced generation gone, and never published twice', async () => {
    await stage('r1', 1);
    await publish('r1');
    const fired = proxy.fired.length;
    strike('after');
    await stage('r2', 2, { [a]: [view('w', 'SELECT v FROM t')] });
    await expect(publish('r2', proxied)).rejects.toMatchObject({ code: 'PUBLISH_INTERRUPTED' });
    expect(proxy.fired[fired]).toMatchObject({ did: 'killed after', answer: 'ok' });
    proxy.setHooks({});
    expect(await values()).toBe('2 2');
    expect(await publish('r2')).toMatchObject({ generation: 2, already: true });
    expect(await server.query(`SELECT v FROM ${a}.w`)).toBe('2');
    expect(await values('prev_')).toBe('1 1');
    expect(await journal()).toBe('0');
    expect(await exists(`imp_${a}`)).toBe(false);
  });

  it('needs no further try of its run: the next one settles it first', async () => {
    strike('after');
    await stage('r1', 1, { [a]: [view('w', 'SELECT v FROM t')] });
    await expect(publish('r1', proxied)).rejects.toMatchObject({ code: 'PUBLISH_INTERRUPTED' });
    proxy.setHooks({});
    expect(await settlePipeline(mysql, settings, 'r2')).toMatchObject({ settlement: 'finished', currentRunId: 'r1' });
    expect(await server.query(`SELECT v FROM ${a}.w`)).toBe('1');
    expect(await settlePipeline(mysql, settings, 'r2')).toMatchObject({ settlement: 'nothing' });
  });
});
