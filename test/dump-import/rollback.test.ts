import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readGenerations } from '../../src/dump-import/generations/read-generations.js';
import type { HandMadePipeline } from '../support/hand-made-pipeline.js';
import { handMadePipeline } from '../support/hand-made-pipeline.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let made: HandMadePipeline;

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
});

describe('grants on single routines', () => {
  it(
    onMysql ? 'are lost with the routine, which MySQL cannot replace in place' : 'outlive publishes and rollbacks',
    async () => {
      const { a, objectsOf, publish, rollback } = made;
      await publish(1, objectsOf(1));
      const app = `app_${a}`;
      await server.query(
        `CREATE USER ${app}; GRANT EXECUTE ON PROCEDURE ${a}.p TO ${app}; GRANT EXECUTE ON FUNCTION ${a}.f TO ${app}`,
      );
      const grants = await server.query(`SHOW GRANTS FOR ${app}`);
      expect(grants).toContain('GRANT EXECUTE ON PROCEDURE');
      const after = onMysql ? grants.split('\n')[0] : grants;
      for (const n of [2, 3]) {
        await publish(n, objectsOf(n));
        expect(await server.query(`SHOW GRANTS FOR ${app}`)).toBe(after);
      }
      await rollback();
      expect(await server.query(`SHOW GRANTS FOR ${app}`)).toBe(after);
      expect(
        await server.query(
          `SELECT ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '${a}' AND ROUTINE_NAME = 'f'`,
        ),
      ).toBe('RETURN 2');
    },
  );
});

describe('a rollback', () => {
  it('brings everything back as it was, and forward again', async () => {
    const { a, b, objectsOf, publish, rollback, values, leftovers, standing, fingerprint } = made;
    await publish(1, objectsOf(1, true));
    const first = await fingerprint();
    expect(first.length).toBeGreaterThan(18);
    await publish(2, objectsOf(2));
    const second = await fingerprint();
    expect(second).not.toEqual(first);
    expect(await rollback()).toEqual({
      generation: 1,
      from: 2,
      already: false,
      databases: [a, b],
      warnings: [],
      unfinished: false,
    });
    expect(await fingerprint()).toEqual(first);
    expect(await values('prev_')).toBe('2 2');
    expect(await standing()).toEqual([1, 2]);
    expect(await rollback()).toMatchObject({ generation: 2, from: 1 });
    expect(await fingerprint()).toEqual(second);
    expect(await rollback()).toMatchObject({ generation: 1 });
    expect(await fingerprint()).toEqual(first);
    expect(await leftovers()).toBe('0\t0');
  });

  it('of a run that has rolled back already changes nothing', async () => {
    const { publish, rollback, values } = made;
    await publish(1);
    await publish(2);
    await rollback(undefined, { runId: 'same' });
    expect(await rollback(undefined, { runId: 'same' })).toMatchObject({ generation: 1, from: 2, already: true });
    expect(await values()).toBe('1 1');
  });

  it('is followed by an import with its own number, which a rollback leaves again', async () => {
    const { publish, rollback, values, standing } = made;
    await publish(1);
    await publish(2);
    await rollback();
    expect(await publish(3)).toMatchObject({ generation: 3 });
    expect(await standing()).toEqual([3, 1]);
    expect(await rollback()).toMatchObject({ generation: 1, from: 3 });
    expect(await values()).toBe('1 1');
  });

  it('is refused where there is nothing to go back to, and changes nothing', async () => {
    const { b, publish, rollback, values, leftovers } = made;
    await expect(rollback()).rejects.toMatchObject({ code: 'ROLLBACK_IMPOSSIBLE' });
    await publish(1);
    await expect(rollback()).rejects.toThrow('there is nothing to go back to; no earlier generation is kept');
    await publish(2);
    await publish(3);
    await expect(rollback(1)).rejects.toThrow('generation 1 is not kept; there is 2');
    await expect(rollback(3)).rejects.toThrow('generation 3 is live already');
    await server.query(`DROP TABLE prev_${b}.of_2`);
    await expect(rollback()).rejects.toThrow(`"prev_${b}" has no table "of_2"`);
    expect(await values()).toBe('3 3');
    expect(await leftovers()).toBe('0\t0');
  });

  it('leaves alone what keep_tables names, its triggers too', async () => {
    const { a, publish, rollback, values } = made;
    made.settings = { ...made.settings, keepTables: ['own'] };
    await publish(1);
    await server.query(
      `CREATE TABLE ${a}.own (v int); CREATE TRIGGER ${a}.theirs BEFORE INSERT ON ${a}.own FOR EACH ROW SET NEW.v = 5; INSERT INTO ${a}.own VALUES (0)`,
    );
    await publish(2);
    await rollback();
    await server.query(`INSERT INTO ${a}.own VALUES (1)`);
    expect(await server.query(`SELECT GROUP_CONCAT(v) FROM ${a}.own`)).toBe('5,5');
    expect(await values()).toBe('1 1');
  });
});

describe('a rollback of the first import', () => {
  const original = (
    database: string,
  ) => `CREATE DATABASE ${database}; CREATE TABLE ${database}.t (v int); INSERT INTO ${database}.t VALUES (99);
    CREATE TABLE ${database}.own (v int); CREATE DEFINER = 'stevedore_owner' VIEW ${database}.w AS SELECT v FROM ${database}.own;
    CREATE DEFINER = 'stevedore_owner' PROCEDURE ${database}.p() SELECT 99; CREATE DEFINER = 'stevedore_owner' PROCEDURE ${database}.mine() SELECT 98;
    CREATE DEFINER = 'stevedore_owner' TRIGGER ${database}.tr BEFORE INSERT ON ${database}.t FOR EACH ROW SET NEW.v = 99;
    CREATE DEFINER = 'stevedore_owner' EVENT ${database}.e ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01 00:00:00' DO SET @x = 1;`;

  it('brings back what was there, which the next import pins again', async () => {
    const { a, b, mysql, objectsOf, publish, rollback, values, exists, leftovers, standing, fingerprint } = made;
    await server.query(original(a) + original(b));
    const before = await fingerprint();
    await publish(1, objectsOf(1));
    const first = await fingerprint();
    expect((await readGenerations(mysql, made.settings)).pinned).toEqual([a, b]);
    expect(await rollback()).toMatchObject({ generation: 0, from: 1 });
    expect(await fingerprint()).toEqual(before);
    expect(await values('prev_')).toBe('1 1');
    expect(await rollback()).toMatchObject({ generation: 1, from: 0 });
    expect(await fingerprint()).toEqual(first);
    expect(await values('orig_')).toBe('99 99');
    await rollback(0);
    expect(await fingerprint()).toEqual(before);
    expect(await publish(2)).toMatchObject({ generation: 2, pinned: [a, b] });
    expect(await values('orig_')).toBe('99 99');
    expect(await standing()).toEqual([2, 1]);
    expect(await rollback(0)).toMatchObject({ generation: 0, from: 2 });
    expect(await fingerprint()).toEqual(before);
    expect(await standing()).toEqual([0, 2, 1]);
    expect(await leftovers()).toBe('0\t0');
    await publish(3);
    expect(await standing()).toEqual([3, 2]);
    expect(await exists(`prev2_${a}`)).toBe(false);
    await publish(4);
    expect(await standing()).toEqual([4, 3]);
    expect(await exists(`prev2_${a}`)).toBe(false);
    expect(await values('orig_')).toBe('99 99');
  });

  it('needs no schema that keep_previous does not name, however often imports and rollbacks follow one another', async () => {
    const { a, b, publish, rollback, values, exists, standing } = made;
    await server.query(original(a) + original(b));
    for (const [n, live] of [
      [1, 0],
      [2, 0],
      [3, 2],
      [4, 0],
    ] as const) {
      await publish(n);
      expect((await standing()).length).toBeLessThanOrEqual(2);
      // Back, forward again, and to what was there before all.
      if (live !== 0) for (const to of [live, n, live, n]) await rollback(to);
      await rollback(0);
      expect(await values()).toBe('99 99');
      await rollback();
      expect(await values()).toBe(`${n} ${n}`);
      await rollback(0);
    }
    await publish(5);
    expect(await standing()).toEqual([5, 4]);
    expect(await exists(`prev3_${a}`)).toBe(false);
  });

  it('is refused as a whole where one of the databases was not there', async () => {
    const { a, b, publish, rollback, values } = made;
    await server.query(`CREATE DATABASE ${a}; CREATE TABLE ${a}.t (v int)`);
    await publish(1);
    await expect(rollback()).rejects.toThrow(`there are no tables of "${b}" to go back to`);
    expect(await values()).toBe('1 1');
  });
});

describe('keep_previous', () => {
  it.each([2, 3])('%i keeps that many generations, and a rollback to an older one drops none', async (keep) => {
    const { a, keeping, objectsOf, publish, rollback, values, exists, leftovers, standing, fingerprint } = made;
    await keeping(keep);
    const prints: string[][] = [];
    for (let n = 1; n <= keep + 2; n++) {
      await publish(n, objectsOf(n, n % 2 === 0));
      prints[n] = await fingerprint();
    }
    const kept = Array.from({ length: keep }, (_, index) => keep + 1 - index);
    expect(await standing()).toEqual([keep + 2, ...kept]);
    expect(await exists(`prev${keep + 1}_${a}`)).toBe(false);
    expect(await values(`prev${keep}_`)).toBe('2 2');
    await rollback(2);
    expect(await fingerprint()).toEqual(prints[2]);
    expect(await standing()).toEqual([2, keep + 2, ...kept.slice(0, -1)]);
    await rollback();
    expect(await fingerprint()).toEqual(prints[keep + 2]);
    expect(await standing()).toEqual([keep + 2, 2, ...kept.slice(0, -1)]);
    expect(await values('prev_')).toBe('2 2');
    expect(await leftovers()).toBe('0\t0');
  });

  it('made smaller lets the older ones go with the next publish', async () => {
    const { b, keeping, publish, exists, standing } = made;
    await keeping(3);
    for (const n of [1, 2, 3, 4]) await publish(n);
    expect(await standing()).toEqual([4, 3, 2, 1]);
    made.settings = { ...made.settings, publish: { ...made.settings.publish, keepPrevious: 1 } };
    await publish(5);
    expect(await standing()).toEqual([5, 4]);
    expect((await exists(`prev2_${b}`)) || (await exists(`prev3_${b}`))).toBe(false);
  });
});
