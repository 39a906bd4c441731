import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredObject } from '../../src/contracts/dump-import/stored-object.js';
import { dropDisplaced } from '../../src/dump-import/publish/drop-displaced.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import type { HandMadePipeline } from '../support/hand-made-pipeline.js';
import { handMadePipeline, object } from '../support/hand-made-pipeline.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import type { TargetServer } from '../support/target-server.js';
import { startTargetServer } from '../support/target-server.js';

let server: TargetServer;
let proxy: MysqlProxy;
let made: HandMadePipeline;
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
  proxy.setHooks({});
  made = await handMadePipeline(server, proxy);
  ({ a, b } = made);
});

const view = (name: string, body: string): StoredObject => object('view', name, `CREATE VIEW \`${name}\` AS ${body}`);
const TRIGGER = object(
  'trigger',
  'tr',
  'CREATE TRIGGER `tr` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.v = NEW.v + 1',
  't',
);
/** What was staged before. */
const publish = (n: number) => publishGeneration(made.mysql, { settings: made.settings, runId: `r${n}` });
const journal = () => server.query(`SELECT COUNT(*) FROM stevedore.journal WHERE pipeline = '${made.settings.name}'`);

describe('a publish', () => {
  it('puts all databases live, keeps one generation before, and lets the one before that go', async () => {
    for (const value of [1, 2, 3]) {
      await made.stage(value);
      const result = await publish(value);
      expect(result).toMatchObject({ generation: value, already: false, pinned: [] });
    }
    expect(await made.values()).toBe('3 3');
    expect(await made.values('prev_')).toBe('2 2');
    expect(await made.exists(`prev2_${a}`)).toBe(false);
    expect(await made.exists(`imp_${a}`)).toBe(false);
    expect(await journal()).toBe('0');
  });

  it('leaves the generation that is one too many to a step of its own, told again where the first word was lost', async () => {
    const request = (n: number) => ({ settings: made.settings, runId: `r${n}`, leavesDisplaced: true });
    for (const value of [1, 2]) {
      await made.stage(value);
      expect((await publishGeneration(made.mysql, request(value))).displaced).toBeUndefined();
    }
    await made.stage(3);
    const { displaced } = await publishGeneration(made.mysql, request(3));
    expect(displaced).toMatchObject({ schemas: [`prev2_${a}`, `prev2_${b}`] });
    expect(await made.values()).toBe('3 3');
    expect(await made.values('prev2_')).toBe('1 1');
    expect(await journal()).toBe('0');
    const again = await publishGeneration(made.mysql, request(3));
    expect(again).toMatchObject({ already: true, displaced: { schemas: [`prev2_${a}`, `prev2_${b}`] } });
    const dropping = {
      settings: made.settings,
      runId: 'r3',
      displaced: again.displaced ?? { schemas: [], tokens: [] },
    };
    expect(await dropDisplaced(made.mysql, dropping)).toEqual([]);
    expect(await made.exists(`prev2_${a}`)).toBe(false);
    expect(await made.values('prev_')).toBe('2 2');
    expect((await publishGeneration(made.mysql, request(3))).displaced).toBeUndefined();
  });

  it('drops what a run before has displaced and not dropped, and lets that run drop nothing any more', async () => {
    for (const value of [1, 2, 3, 4]) {
      await made.stage(value);
      const { displaced } = await publishGeneration(made.mysql, {
        ...{ settings: made.settings, runId: `r${value}` },
        leavesDisplaced: value === 3,
      });
      if (value === 4) {
        expect(await made.exists(`prev2_${a}`)).toBe(false);
        const late = { settings: made.settings, runId: 'r3', displaced: { schemas: [`prev_${a}`], tokens: [] } };
        await expect(dropDisplaced(made.mysql, late)).rejects.toMatchObject({ code: 'FENCED' });
      } else expect(displaced === undefined).toBe(value !== 3);
    }
    expect(await made.values('prev_')).toBe('3 3');
  });

  it('of a run that has published already changes nothing', async () => {
    await made.stage(1);
    await publish(1);
    expect(await publish(1)).toMatchObject({ generation: 1, already: true });
    expect(await made.values()).toBe('1 1');
  });

  it('never drops what was there before the first import, however many follow', async () => {
    await server.query(
      `CREATE DATABASE ${a}; CREATE TABLE ${a}.t (v int); INSERT INTO ${a}.t VALUES (99); CREATE TABLE ${a}.own (v int)`,
    );
    await server.query(`CREATE TRIGGER ${a}.theirs BEFORE INSERT ON ${a}.t FOR EACH ROW SET NEW.v = 99`);
    for (let value = 1; value <= 8; value++) {
      await made.stage(value);
      expect((await publish(value)).pinned).toEqual(value === 1 ? [a] : []);
    }
    expect(await server.query(`SELECT v FROM orig_${a}.t`)).toBe('99');
    expect(
      await server.query(`SELECT objects LIKE '%theirs%' FROM stevedore.originals WHERE database_name = '${a}'`),
    ).toBe('1');
    expect(await server.query(`SHOW TABLES FROM orig_${a}`)).toBe('own\nt');
    expect(await made.exists(`orig_${b}`)).toBe(false);
  });

  it('refuses to pin over something that is pinned already, and leaves live as it is', async () => {
    await server.query(`CREATE DATABASE ${a}; CREATE TABLE ${a}.t (v int); INSERT INTO ${a}.t VALUES (98)`);
    await server.query(`CREATE DATABASE orig_${a}; CREATE TABLE orig_${a}.t (v int)`);
    await made.stage(1);
    await expect(publish(1)).rejects.toMatchObject({ code: 'ORIGINAL_ALREADY_PINNED' });
    expect(await server.query(`SELECT v FROM ${a}.t`)).toBe('98');
  });

  it('never drops tables of a previous generation that is not ours', async () => {
    await made.stage(1);
    await publish(1);
    await server.query(`CREATE DATABASE IF NOT EXISTS prev_${a}; CREATE TABLE prev_${a}.precious (v int)`);
    await made.stage(2);
    await expect(publish(2)).rejects.toMatchObject({ code: 'ORIGINAL_ALREADY_PINNED' });
    expect(await made.values()).toBe('1 1');
    expect(await server.query(`SHOW TABLES FROM prev_${a}`)).toBe('precious');
    expect(await journal()).toBe('0');
  });

  it('leaves tables alone that keep_tables names', async () => {
    made.settings = { ...made.settings, keepTables: [`${a}.own*`] };
    await server.query(`CREATE DATABASE ${a}; CREATE TABLE ${a}.own_notes (v int); CREATE TABLE ${a}.other (v int)`);
    await made.stage(1);
    await publish(1);
    expect(await server.query(`SHOW TABLES FROM ${a}`)).toBe('of_1\nown_notes\nparent\nt');
    expect(await server.query(`SHOW TABLES FROM orig_${a}`)).toBe('other');
  });

  it('replaces a table that keep_tables names where the dump brings one of its name, and leaves the triggers of kept ones', async () => {
    made.settings = { ...made.settings, keepTables: ['own', 't'] };
    await server.query(
      `CREATE DATABASE ${a}; CREATE TABLE ${a}.t (v int); INSERT INTO ${a}.t VALUES (7); CREATE TABLE ${a}.own (v int);
        CREATE TRIGGER ${a}.theirs BEFORE INSERT ON ${a}.own FOR EACH ROW SET NEW.v = 5`,
    );
    await made.stage(1);
    expect((await publish(1)).pinned).toEqual([a]);
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
    await made.stage(1, {
      [a]: [view('w', 'SELECT v + f() AS v FROM t'), TRIGGER, routine, event, view('across', `SELECT v FROM ${b}.u`)],
      [b]: [view('u', 'SELECT v * 10 AS v FROM t')],
    });
    await publish(1);
    expect(await server.query(`SELECT (SELECT v FROM ${a}.w), (SELECT v FROM ${a}.across)`)).toBe('6\t10');
    expect(
      await server.query(`SELECT STATUS, DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${a}'`),
    ).toBe('DISABLED\tstevedore_owner@%');
    await server.query(`INSERT INTO ${a}.t (v) VALUES (5)`);
    expect(await server.query(`SELECT MAX(v) FROM ${a}.t`)).toBe('6');
    await made.stage(2, { [a]: [view('w', 'SELECT v + 7 AS v FROM t')] });
    await publish(2);
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
    await made.stage(1);
    await publish(1);
    expect(await made.values()).toBe('1 1');
    expect(
      await server.query(`SELECT objects LIKE '%base%' FROM stevedore.originals WHERE database_name = '${a}'`),
    ).toBe('1');
  });

  it('gives up while somebody holds a table, restores the triggers, and readers of the other tables never waited', async () => {
    await made.stage(1, { [a]: [TRIGGER] });
    await publish(1);
    await made.stage(2);
    made.settings = { ...made.settings, publish: { ...made.settings.publish, lockTimeoutMs: 300 } };
    const holder = server.query(`START TRANSACTION; SELECT * FROM ${b}.t; SELECT SLEEP(4); COMMIT`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const started = Date.now();
    const failing = publish(2);
    failing.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await made.values()).toBe('1 1');
    // Long before the holder ends; MySQL's shortest lock time-out is a second.
    expect(Date.now() - started).toBeLessThan(3_000);
    await expect(failing).rejects.toMatchObject({ code: 'PUBLISH_LOCKED' });
    expect(
      await server.query(`SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${a}'`),
    ).toBe('tr');
    expect(await journal()).toBe('0');
    await holder;
    expect(await publish(2)).toMatchObject({ generation: 2 });
    expect(await made.values()).toBe('2 2');
  });
});
