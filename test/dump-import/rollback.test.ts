import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseProof, StoredObject } from '../../src/contracts/generation.js';
import type { DumpImportSettings, MysqlSettings } from '../../src/contracts/settings.js';
import { writeStagedDatabase } from '../../src/dump-import/control/staged-databases.js';
import { takeEpoch } from '../../src/dump-import/control/take-epoch.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/dump-import/publish/rollback-generation.js';
import { readGenerations } from '../../src/dump-import/read-generations.js';
import { settlePipeline } from '../../src/dump-import/settle-pipeline.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
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
  server = await startMariadb();
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
  await keeping(1);
  proxy.setHooks({});
});

/** Grants and settings for so many kept generations. */
const keeping = async (keepPrevious: number): Promise<void> => {
  const accounts = await createAccounts(server, { databases: [a, b].map((name) => ({ name, keepPrevious })) });
  mysql = targetSettings(server, accounts);
  proxied = targetSettings(proxy, accounts);
  const standard = pipelineSettings(`p${count}`, [a, b]);
  settings = { ...standard, publish: { ...standard.publish, keepPrevious } };
};

const object = (kind: StoredObject['kind'], name: string, sql: string, table?: string): StoredObject => ({
  kind,
  name,
  sql,
  session: { sqlMode: 'STRICT_TRANS_TABLES', characterSetClient: 'utf8mb4' },
  ...(table === undefined ? {} : { table }),
});

/** Objects of every kind, which tell their generation; `extra` is one that only some generations have. */
const objectsOf = (n: number, extra = false): Record<string, StoredObject[]> => ({
  [a]: [
    object('view', 'w', `CREATE VIEW \`w\` AS SELECT v + f() AS v FROM t`),
    object('view', 'across', `CREATE VIEW \`across\` AS SELECT v + ${n} AS v FROM ${b}.u`),
    object('trigger', 'tr', `CREATE TRIGGER \`tr\` BEFORE INSERT ON \`t\` FOR EACH ROW SET NEW.v = NEW.v + ${n}`, 't'),
    object('trigger', 'tr2', `CREATE TRIGGER \`tr2\` BEFORE INSERT ON \`t\` FOR EACH ROW SET NEW.v = NEW.v * ${n}`, 't'),
    object('function', 'f', `CREATE FUNCTION \`f\`() RETURNS int DETERMINISTIC RETURN ${n}`),
    object('procedure', 'p', `CREATE PROCEDURE \`p\`() SELECT 'Größe ${n}'`),
    object('event', 'e', `CREATE EVENT \`e\` ON SCHEDULE EVERY ${n} DAY STARTS '2026-01-01 00:00:00' DO SET @x = ${n}`),
    ...(extra ? [object('procedure', 'only', `CREATE PROCEDURE \`only\`() SELECT ${n}`), object('view', 'v2', 'CREATE VIEW `v2` AS SELECT 1 AS x')] : []),
  ],
  [b]: [object('view', 'u', `CREATE VIEW \`u\` AS SELECT v * ${n} AS v FROM t`)],
});

/** Fills staging as a loader would, and records it as proved. */
const stage = async (n: number, objects: Record<string, StoredObject[]> = {}): Promise<void> => {
  const runId = `r${n}`;
  for (const database of [a, b]) {
    const epoch = await takeEpoch(mysql, { pipeline: settings.name, runId, scope: database });
    const loader = await epoch.open('loader');
    for (const sql of [
      `DROP DATABASE IF EXISTS imp_${database}`,
      `CREATE DATABASE imp_${database}`,
      `CREATE TABLE imp_${database}.parent (id int primary key)`,
      `CREATE TABLE imp_${database}.t (v int, p int, CONSTRAINT fk FOREIGN KEY (p) REFERENCES imp_${database}.parent (id))`,
      `CREATE TABLE imp_${database}.of_${n} (v int)`,
      `INSERT INTO imp_${database}.t (v) VALUES (${n})`,
    ]) {
      await loader.execute(sql);
    }
    const proof: DatabaseProof = {
      database,
      archive: { filename: `${database}_${n}.zip`, pattern: '*', database, size: n, modTime: '2026-01-01T00:00:00Z', checksum: 'sha256:0' },
      tables: ['parent', 't', `of_${n}`].map((table) => ({ table, rows: 1, content: { kind: 'proved', sum: '1' }, leftOut: [], columns: [] })),
      objects: objects[database] ?? [],
      dumpBytes: 1,
    };
    await writeStagedDatabase(epoch.publisher, { pipeline: settings.name, runId, epoch: epoch.number }, proof);
    await epoch.close();
  }
};
const publish = async (n: number, objects: Record<string, StoredObject[]> = {}) => {
  await stage(n, objects);
  return publishGeneration(mysql, { settings, runId: `r${n}` });
};

let rollbacks = 0;
const rollback = (to?: number, through = mysql, runId = `b${++rollbacks}`) =>
  rollbackGeneration(through, { settings, runId, ...(to === undefined ? {} : { to }) });
const values = async (schema = '') =>
  (await Promise.all([a, b].map((database) => server.query(`SELECT v FROM ${schema}${database}.t`)))).join(' ');
const exists = async (schema: string) => (await server.query(`SHOW DATABASES LIKE '${schema}'`)) !== '';
const leftovers = () =>
  server.query(`SELECT (SELECT COUNT(*) FROM stevedore.journal WHERE pipeline = '${settings.name}'), (SELECT COUNT(*) FROM information_schema.TABLES
    WHERE TABLE_SCHEMA = 'stevedore' AND TABLE_NAME LIKE 'spent%' OR TABLE_SCHEMA IN ('imp_${a}', 'imp_${b}'))`);
const standing = async () => {
  const { live, kept } = await readGenerations(mysql, settings);
  return [live?.generation, ...kept.map(({ generation }) => generation)];
};

/** Every SHOW CREATE of a database, its rows, and what the application may do. */
const fingerprint = async (database: string): Promise<string[]> => {
  const names = async (sql: string) => (await server.query(sql)).split('\n').filter((name) => name !== '');
  const [tables, views, triggers, routines, events] = await Promise.all([
    names(`SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${database}' AND TABLE_TYPE = 'BASE TABLE'`),
    names(`SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '${database}'`),
    names(`SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${database}' ORDER BY ACTION_ORDER`),
    names(`SELECT CONCAT(ROUTINE_TYPE, ' ', '${database}.', ROUTINE_NAME) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${database}'`),
    names(`SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${database}'`),
  ]);
  const statements = [
    ...tables.flatMap((name) => [`SHOW CREATE TABLE ${database}.${name}`, `SELECT '${name}', t.* FROM ${database}.${name} t`]),
    ...views.map((name) => `SHOW CREATE VIEW ${database}.${name}`),
    ...triggers.map((name) => `SHOW CREATE TRIGGER ${database}.${name}`),
    ...routines.map((name) => `SHOW CREATE ${name}`),
    ...events.map((name) => `SHOW CREATE EVENT ${database}.${name}`),
  ];
  const lines = (await server.query(statements.join(';\n'))).split('\n').sort();
  // When a trigger was made, and the order in which its kind is listed.
  return [...lines.map((line) => line.replace(/\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d/, '')), `triggers: ${triggers.join()}`];
};
const both = async () => [...(await fingerprint(a)), ...(await fingerprint(b))];

describe('grants on single routines', () => {
  it('outlive publishes and rollbacks', async () => {
    await publish(1, objectsOf(1));
    const app = `app${count}`;
    await server.query(`CREATE USER ${app}; GRANT EXECUTE ON PROCEDURE ${a}.p TO ${app}; GRANT EXECUTE ON FUNCTION ${a}.f TO ${app}`);
    const grants = await server.query(`SHOW GRANTS FOR ${app}`);
    expect(grants).toContain('GRANT EXECUTE ON PROCEDURE');
    for (const n of [2, 3]) {
      await publish(n, objectsOf(n));
      expect(await server.query(`SHOW GRANTS FOR ${app}`)).toBe(grants);
    }
    await rollback();
    expect(await server.query(`SHOW GRANTS FOR ${app}`)).toBe(grants);
    expect(await server.query(`SELECT ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${a}' AND ROUTINE_NAME = 'f'`)).toBe('RETURN 2');
  });
});

describe('a rollback', () => {
  it('brings everything back as it was, and forward again', async () => {
    await publish(1, objectsOf(1, true));
    const first = await both();
    expect(first.length).toBeGreaterThan(18);
    await publish(2, objectsOf(2));
    const second = await both();
    expect(second).not.toEqual(first);
    expect(await rollback()).toEqual({ generation: 1, from: 2, already: false, databases: [a, b] });
    expect(await both()).toEqual(first);
    expect(await values('prev_')).toBe('2 2');
    expect(await standing()).toEqual([1, 2]);
    expect(await rollback()).toMatchObject({ generation: 2, from: 1 });
    expect(await both()).toEqual(second);
    expect(await rollback()).toMatchObject({ generation: 1 });
    expect(await both()).toEqual(first);
    expect(await leftovers()).toBe('0\t0');
  });

  it('of a run that has rolled back already changes nothing', async () => {
    await publish(1);
    await publish(2);
    await rollback(undefined, mysql, 'same');
    expect(await rollback(undefined, mysql, 'same')).toMatchObject({ generation: 1, from: 2, already: true });
    expect(await values()).toBe('1 1');
  });

  it('is followed by an import with a number of its own, which a rollback leaves again', async () => {
    await publish(1);
    await publish(2);
    await rollback();
    expect(await publish(3)).toMatchObject({ generation: 3 });
    expect(await standing()).toEqual([3, 1]);
    expect(await rollback()).toMatchObject({ generation: 1, from: 3 });
    expect(await values()).toBe('1 1');
  });

  it('is refused where there is nothing to go back to, and changes nothing', async () => {
    await expect(rollback()).rejects.toMatchObject({ code: 'ROLLBACK_IMPOSSIBLE' });
    await publish(1);
    await expect(rollback()).rejects.toThrow('there is nothing to go back to; no earlier generation is kept');
    await publish(2);
    await publish(3);
    await expect(rollback(1)).rejects.toThrow('generation 1 is not kept; there is 2');
    await expect(rollback(3)).rejects.toThrow('generation 3 is live already');
    await server.query(`DROP TABLE prev_${b}.of_2`);
    await expect(rollback()).rejects.toThrow(`"prev_${b}" lacks the table "of_2"`);
    expect(await values()).toBe('3 3');
    expect(await leftovers()).toBe('0\t0');
  });

  it('leaves alone what keep_tables names, its triggers too', async () => {
    settings = { ...settings, keepTables: ['own'] };
    await publish(1);
    await server.query(`CREATE TABLE ${a}.own (v int); CREATE TRIGGER ${a}.theirs BEFORE INSERT ON ${a}.own FOR EACH ROW SET NEW.v = 5; INSERT INTO ${a}.own VALUES (0)`);
    await publish(2);
    await rollback();
    await server.query(`INSERT INTO ${a}.own VALUES (1)`);
    expect(await server.query(`SELECT GROUP_CONCAT(v) FROM ${a}.own`)).toBe('5,5');
    expect(await values()).toBe('1 1');
  });
});

describe('a rollback of the first import', () => {
  const original = (database: string) => `CREATE DATABASE ${database}; CREATE TABLE ${database}.t (v int); INSERT INTO ${database}.t VALUES (99);
    CREATE TABLE ${database}.own (v int); CREATE DEFINER = 'stevedore_owner' VIEW ${database}.w AS SELECT v FROM ${database}.own;
    CREATE DEFINER = 'stevedore_owner' PROCEDURE ${database}.p() SELECT 99; CREATE DEFINER = 'stevedore_owner' PROCEDURE ${database}.mine() SELECT 98;
    CREATE DEFINER = 'stevedore_owner' TRIGGER ${database}.tr BEFORE INSERT ON ${database}.t FOR EACH ROW SET NEW.v = 99;
    CREATE DEFINER = 'stevedore_owner' EVENT ${database}.e ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01 00:00:00' DO SET @x = 1;`;

  it('brings back what was there, which the next import pins again', async () => {
    await server.query(original(a) + original(b));
    const before = await both();
    await publish(1, objectsOf(1));
    const first = await both();
    expect((await readGenerations(mysql, settings)).pinned).toEqual([a, b]);
    expect(await rollback()).toMatchObject({ generation: 0, from: 1 });
    expect(await both()).toEqual(before);
    expect(await values('prev_')).toBe('1 1');
    expect(await rollback()).toMatchObject({ generation: 1, from: 0 });
    expect(await both()).toEqual(first);
    expect(await values('orig_')).toBe('99 99');
    await rollback(0);
    expect(await both()).toEqual(before);
    expect(await publish(2)).toMatchObject({ generation: 2, pinned: [a, b] });
    expect(await values('orig_')).toBe('99 99');
    expect(await standing()).toEqual([2, 1]);
    expect(await rollback(0)).toMatchObject({ generation: 0, from: 2 });
    expect(await both()).toEqual(before);
    expect(await standing()).toEqual([0, 2, 1]);
    expect(await leftovers()).toBe('0\t0');
    await publish(3);
    expect(await standing()).toEqual([3, 2, 1]);
    await publish(4);
    expect(await standing()).toEqual([4, 3]);
    expect(await exists(`prev2_${a}`)).toBe(false);
    expect(await values('orig_')).toBe('99 99');
  });

  it('is refused as a whole where one of the databases was not there', async () => {
    await server.query(`CREATE DATABASE ${a}; CREATE TABLE ${a}.t (v int)`);
    await publish(1);
    await expect(rollback()).rejects.toThrow(`there are no tables of "${b}" to go back to`);
    expect(await values()).toBe('1 1');
  });
});

describe('keep_previous', () => {
  it.each([2, 3])('%i keeps so many generations, and a rollback to an older one drops none', async (keep) => {
    await keeping(keep);
    const prints: string[][] = [];
    for (let n = 1; n <= keep + 2; n++) {
      await publish(n, objectsOf(n, n % 2 === 0));
      prints[n] = await both();
    }
    const kept = Array.from({ length: keep }, (_, index) => keep + 1 - index);
    expect(await standing()).toEqual([keep + 2, ...kept]);
    expect(await exists(`prev${keep + 1}_${a}`)).toBe(false);
    expect(await values(`prev${keep}_`)).toBe('2 2');
    await rollback(2);
    expect(await both()).toEqual(prints[2]);
    expect(await standing()).toEqual([2, keep + 2, ...kept.slice(0, -1)]);
    await rollback();
    expect(await both()).toEqual(prints[keep + 2]);
    expect(await standing()).toEqual([keep + 2, 2, ...kept.slice(0, -1)]);
    expect(await values('prev_')).toBe('2 2');
    expect(await leftovers()).toBe('0\t0');
  });

  it('made smaller lets the older ones go with the next publish', async () => {
    await keeping(3);
    for (const n of [1, 2, 3, 4]) await publish(n);
    expect(await standing()).toEqual([4, 3, 2, 1]);
    settings = { ...settings, publish: { ...settings.publish, keepPrevious: 1 } };
    await publish(5);
    expect(await standing()).toEqual([5, 4]);
    expect(await exists(`prev2_${b}`) || (await exists(`prev3_${b}`))).toBe(false);
  });
});

describe('an interruption', () => {
  const WRITES = /^\s*(RENAME|DROP|CREATE|INSERT|DELETE|UPDATE|REPLACE)/i;
  /** Ends the connection after the n-th statement that writes; place 0 ends it before the rename that commits. */
  const strikeAt = (place: number) => {
    let seen = 0;
    proxy.setHooks({
      onQuery: (sql) => {
        if (!WRITES.test(sql)) return 'forward';
        seen += 1;
        const commit = sql.startsWith('RENAME') && sql.includes('`next_');
        if (place === 0) return commit ? { kill: () => undefined, when: 'before' } : 'forward';
        return seen === place ? { kill: () => undefined, when: 'after' } : 'forward';
      },
    });
    return () => seen;
  };

  it('at any statement of a rollback is settled by whoever comes next', async () => {
    await keeping(2);
    const states = new Map<number, string[]>();
    for (const n of [1, 2, 3]) {
      await publish(n, objectsOf(n, n === 1));
      states.set(n, await both());
    }
    const steps = strikeAt(-1);
    await rollback(1, proxied);
    const statements = steps();
    expect(statements).toBeGreaterThan(30);
    const settled = { finished: 0, undone: 0, nothing: 0 };
    for (let place = 0; place <= statements; place++) {
      const [live = 0, , to = 0] = await standing();
      const fired = proxy.fired.length;
      strikeAt(place);
      const runId = `i${place}`;
      const outcome = await rollback(to, proxied, runId).then(() => 'done', (error: { code: string }) => error.code);
      proxy.setHooks({});
      // A few less statements where fewer objects have to be dropped.
      if (proxy.fired.length === fired) break;
      const { settlement, generation = -1 } = await settlePipeline(mysql, settings, 'next');
      settled[settlement] += 1;
      expect([live, to], `${place}: ${outcome}, ${settlement}`).toContain(generation);
      expect(await both(), `${place}: ${proxy.fired[fired]?.sql}`).toEqual(states.get(generation));
      if (settlement !== 'nothing') expect(generation).toBe(settlement === 'finished' ? to : live);
      expect(await leftovers()).toBe('0\t0');
      expect(await rollback(to, mysql, runId)).toMatchObject({ generation: to, already: generation === to });
      expect(await values()).toBe(`${to} ${to}`);
    }
    expect(settled.finished).toBeGreaterThan(5);
    expect(settled.undone).toBeGreaterThan(3);
  });

  it('at any statement of a publish that moves kept generations is settled too', async () => {
    await keeping(2);
    for (const n of [1, 2, 3]) await publish(n, objectsOf(n));
    let print = await both();
    const settled = { finished: 0, undone: 0, nothing: 0 };
    for (let place = 0; place < 100; place++) {
      const n = place + 4;
      const before = await standing();
      const live = Number(before[0]);
      await stage(n, objectsOf(n));
      const fired = proxy.fired.length;
      strikeAt(place);
      await publishGeneration(proxied, { settings, runId: `r${n}` }).catch(() => undefined);
      proxy.setHooks({});
      if (proxy.fired.length === fired) break;
      const { settlement, generation } = await settlePipeline(mysql, settings, 'next');
      settled[settlement] += 1;
      const where = `${place}: ${settlement}, ${proxy.fired[fired]?.sql}`;
      if (generation !== live) expect(await standing(), where).toEqual([live + 1, live, before[1]]);
      else {
        expect(await standing(), where).toEqual(before);
        expect(await both(), where).toEqual(print);
        await publish(n, objectsOf(n));
      }
      for (const schema of ['', 'prev_', 'prev2_']) expect(await values(schema), where).toMatch(/^(\d+) \1$/);
      expect(await leftovers()).toBe('0\t0');
      expect(await exists(`prev3_${a}`)).toBe(false);
      print = await both();
    }
    expect(settled.finished).toBeGreaterThan(5);
    expect(settled.undone).toBeGreaterThan(3);
  });
});
