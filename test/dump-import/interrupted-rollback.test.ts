import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
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

describe('an interruption', () => {
  /** Every place takes MySQL, whose DDL is slower, five minutes: there every third is tried. */
  const EVERY = onMysql ? 3 : 1;
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

  it('at any statement of a rollback is settled by the next run or worker', async () => {
    const { mysql, keeping, objectsOf, publish, rollback, values, leftovers, standing, fingerprint } = made;
    await keeping(2);
    const states = new Map<number, string[]>();
    for (const n of [1, 2, 3]) {
      await publish(n, objectsOf(n, n === 1));
      states.set(n, await fingerprint());
    }
    const steps = strikeAt(-1);
    await rollback(1, { proxied: true });
    const statements = steps();
    expect(statements).toBeGreaterThan(30);
    const settled = { finished: 0, undone: 0, nothing: 0 };
    for (let place = 0; place <= statements; place += EVERY) {
      const [live = 0, , to = 0] = await standing();
      const fired = proxy.fired.length;
      strikeAt(place);
      const runId = `i${place}`;
      const outcome = await rollback(to, { runId, proxied: true }).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
      proxy.setHooks({});
      // A few less statements where fewer objects have to be dropped.
      if (proxy.fired.length === fired) break;
      const { settlement, generation = -1 } = await settlePipeline(mysql, made.settings, WORKER_START);
      settled[settlement] += 1;
      expect([live, to], `${place}: ${outcome}, ${settlement}`).toContain(generation);
      expect(await fingerprint(), `${place}: ${proxy.fired[fired]?.sql}`).toEqual(states.get(generation));
      if (settlement !== 'nothing') expect(generation).toBe(settlement === 'finished' ? to : live);
      // Before the journal only empty copies of tables can be left, in staging, which the next rollback or load
      // empties.
      if (settlement !== 'nothing') expect(await leftovers()).toBe('0\t0');
      expect(await rollback(to, { runId })).toMatchObject({ generation: to, already: generation === to });
      expect(await leftovers()).toBe('0\t0');
      expect(await values()).toBe(`${to} ${to}`);
    }
    expect(settled.finished).toBeGreaterThan(5 / EVERY);
    expect(settled.undone).toBeGreaterThan(3 / EVERY);
  });

  it('at any statement of a publish that moves kept generations is settled too', async () => {
    const {
      a,
      mysql,
      keeping,
      objectsOf,
      stage,
      publish,
      publishThroughProxy,
      values,
      exists,
      leftovers,
      standing,
      fingerprint,
    } = made;
    await keeping(2);
    for (const n of [1, 2, 3]) await publish(n, objectsOf(n));
    let print = await fingerprint();
    const settled = { finished: 0, undone: 0, nothing: 0 };
    for (let place = 0; place < 100; place += EVERY) {
      const n = place + 4;
      const before = await standing();
      const live = Number(before[0]);
      await stage(n, objectsOf(n));
      const fired = proxy.fired.length;
      strikeAt(place);
      await publishThroughProxy(n).catch(() => undefined);
      proxy.setHooks({});
      if (proxy.fired.length === fired) break;
      const { settlement, generation } = await settlePipeline(mysql, made.settings, WORKER_START);
      settled[settlement] += 1;
      const where = `${place}: ${settlement}, ${proxy.fired[fired]?.sql}`;
      if (generation !== live) expect(await standing(), where).toEqual([live + 1, live, before[1]]);
      else {
        expect(await standing(), where).toEqual(before);
        expect(await fingerprint(), where).toEqual(print);
        await publish(n, objectsOf(n));
      }
      for (const schema of ['', 'prev_', 'prev2_']) expect(await values(schema), where).toMatch(/^(\d+) \1$/);
      expect(await leftovers()).toBe('0\t0');
      expect(await exists(`prev3_${a}`)).toBe(false);
      print = await fingerprint();
    }
    expect(settled.finished).toBeGreaterThan(5 / EVERY);
    expect(settled.undone).toBeGreaterThan(3 / EVERY);
  });
});
