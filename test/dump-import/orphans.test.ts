import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeEpoch, WHOLE_PIPELINE, WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import { NO_ORPHANS } from '../../src/dump-import/control/find-orphans.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { sweepOrphans } from '../../src/dump-import/clean-up/sweep-orphans.js';
import type { HandMadePipeline } from '../support/hand-made-pipeline.js';
import { handMadePipeline } from '../support/hand-made-pipeline.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startTargetServer } from '../support/target-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let pipeline: HandMadePipeline;
let a: string;
let b: string;

beforeAll(async () => {
  server = await startTargetServer({ generalLog: true });
  proxy = await startMysqlProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(async () => {
  pipeline = await handMadePipeline(server, proxy);
  ({ a, b } = pipeline);
});

const name = () => pipeline.settings.name;
const sweep = (runId: string, more: { foreign?: string[]; keepEpochsMs?: number } = {}) =>
  sweepOrphans(pipeline.mysql, { pipeline: name(), runId, foreign: [], ...more });
const staging = async () => (await Promise.all([a, b].map((db) => pipeline.exists(`imp_${db}`)))).map(Number).join('');
const count = (what: string) => server.query(`SELECT COUNT(*) FROM stevedore.${what} WHERE pipeline = '${name()}'`);
const epochsOf = (runId: string) =>
  server.query(`SELECT COUNT(*) FROM stevedore.epochs WHERE pipeline = '${name()}' AND run_id = '${runId}'`);

describe('the sweep of what ended runs left', () => {
  it('removes staging, records of it, tokens and connections, and nothing of what is live or kept', async () => {
    await pipeline.publish(1);
    await pipeline.publish(2);
    await pipeline.stage(3);
    // As a worker leaves it that is killed while it loads, and one that is killed before its rename.
    const epoch = await takeEpoch(pipeline.mysql, { pipeline: name(), runId: 'r3', scope: a });
    const loader = await epoch.open('loader');
    await server.query(
      `CREATE TABLE stevedore.next_${name()}_${epoch.number} (x int); CREATE TABLE stevedore.spent_live_${name()}_1 (x int)`,
    );
    await server.query(`INSERT INTO stevedore.loaded VALUES ('${name()}', '${a}', 't', 'r3', REPEAT('0', 64), 1)`);
    const before = [await pipeline.fingerprint(), await pipeline.values('prev_')];
    const swept = await sweep('r4');
    expect(swept.staging.map(({ database }) => database).sort()).toEqual([a, b]);
    expect(swept.staged).toHaveLength(2);
    expect([...swept.tokens].sort()).toEqual([`next_${name()}_${epoch.number}`, `spent_live_${name()}_1`].sort());
    expect(swept.connections).toBe(2);
    expect(await staging()).toBe('00');
    expect([await count('staged'), await count('loaded')]).toEqual(['0', '0']);
    expect(await server.query(`SHOW TABLES FROM stevedore LIKE '%\\_${name()}\\_%'`)).toBe('');
    await expect(loader.query('SELECT 1')).rejects.toMatchObject({ code: 'MYSQL_CONNECTION_LOST' });
    expect([await pipeline.fingerprint(), await pipeline.values('prev_')]).toEqual(before);
    expect(await pipeline.standing()).toEqual([2, 1]);
    expect(await sweep('r4')).toEqual(NO_ORPHANS);
    expect(await pipeline.publish(4)).toMatchObject({ generation: 3 });
  });

  it('leaves what the run that sweeps has staged', async () => {
    await pipeline.stage(1);
    expect(await sweep('r1')).toEqual(NO_ORPHANS);
    expect(await staging()).toBe('11');
    expect(await pipeline.publishThroughProxy(1)).toMatchObject({ generation: 1 });
  });

  it('writes nothing where there is nothing to remove, also on a server that has seen no run', async () => {
    await server.query('DROP DATABASE IF EXISTS stevedore');
    expect(await sweep('r1')).toEqual(NO_ORPHANS);
    expect(await pipeline.exists('stevedore')).toBe(false);
    await pipeline.publish(1);
    const from = server.generalLog().length;
    expect(await sweep('r2', { keepEpochsMs: 1e10 })).toEqual(NO_ORPHANS);
    const statements =
      server
        .generalLog()
        .slice(from)
        .match(/\bQuery\s+\w+/g) ?? [];
    expect(statements.length).toBeGreaterThan(3);
    expect(statements.filter((line) => !/\b(SELECT|SET|SHOW)$/.test(line))).toEqual([]);
  });

  it('by a run that a later one has overtaken changes nothing', async () => {
    await takeEpoch(pipeline.mysql, { pipeline: name(), runId: 'r1', scope: a }).then((epoch) => epoch.close());
    await pipeline.stage(2);
    await expect(sweep('r1')).rejects.toMatchObject({ code: 'FENCED' });
    expect(await staging()).toBe('11');
    expect(await count('staged')).toBe('2');
  });

  it('leaves everything alone while a publish is incomplete, whose staging may hold the only copy of a table', async () => {
    await pipeline.stage(1);
    proxy.setHooks({
      onQuery: (sql) =>
        sql.startsWith('RENAME') && sql.includes('`next_') ? { kill: () => undefined, when: 'before' } : 'forward',
    });
    await expect(pipeline.publishThroughProxy(1)).rejects.toMatchObject({ code: 'PUBLISH_INTERRUPTED' });
    proxy.setHooks({});
    for (const runId of ['r2', WORKER_START]) expect(await sweep(runId)).toEqual(NO_ORPHANS);
    expect(await staging()).toBe('11');
    expect(await count('journal')).toBe('1');
    expect(await settlePipeline(pipeline.mysql, pipeline.settings, 'r2')).toMatchObject({ settlement: 'undone' });
    expect((await sweep('r2')).staging).toHaveLength(2);
    expect(await staging()).toBe('00');
  });

  it('leaves staging alone that another run has written later, which may be a rollback that the server tore', async () => {
    await pipeline.stage(1);
    await takeEpoch(pipeline.mysql, { pipeline: name(), runId: 'b1', scope: WHOLE_PIPELINE }).then((epoch) =>
      epoch.close(),
    );
    expect((await sweep('r2')).staging).toEqual([]);
    expect(await staging()).toBe('11');
  });

  it('at the start of a worker takes what no open run needs', async () => {
    await pipeline.stage(1);
    expect((await sweep(WORKER_START)).staging).toHaveLength(2);
    expect(await staging()).toBe('00');
  });

  it('removes staging of a database that is no longer configured, but not of one that another pipeline has now', async () => {
    await pipeline.stage(1);
    expect((await sweep('r2', { foreign: [b] })).staging.map(({ database }) => database)).toEqual([a]);
    expect(await staging()).toBe('01');
  });

  it('does not touch a schema with the name of staging that no run of the pipeline has filled', async () => {
    await server.query(`CREATE DATABASE imp_${a}; CREATE TABLE imp_${a}.precious (x int)`);
    await takeEpoch(pipeline.mysql, { pipeline: name(), runId: 'r1', scope: WHOLE_PIPELINE }).then((epoch) =>
      epoch.close(),
    );
    expect((await sweep('r2')).staging).toEqual([]);
    expect(await staging()).toBe('10');
  });
});

describe('the pruning of epochs', () => {
  const age = (runId: string) =>
    server.query(
      `UPDATE stevedore.epochs SET taken_at = taken_at - INTERVAL 100 DAY WHERE pipeline = '${name()}' AND run_id = '${runId}'`,
    );
  const keepEpochsMs = 90 * 86_400_000;

  it('leaves the first of each run, and those that are not old', async () => {
    await pipeline.publish(1);
    await pipeline.publish(2);
    await age('r1');
    expect(Number(await epochsOf('r1'))).toBeGreaterThan(2);
    const [younger, newest] = [await epochsOf('r2'), await server.query('SELECT MAX(epoch) FROM stevedore.epochs')];
    expect((await sweep('r3', { keepEpochsMs })).epochs).toBeGreaterThan(1);
    expect(await epochsOf('r1')).toBe('1');
    expect(await epochsOf('r2')).toBe(younger);
    expect(await sweep('r3', { keepEpochsMs })).toEqual(NO_ORPHANS);
    const next = await takeEpoch(pipeline.mysql, { pipeline: name(), runId: 'r3', scope: a });
    expect(next.number).toBeGreaterThan(Number(newest));
    await next.close();
  });

  it('lets no run back in that a later one has overtaken, nor a connection of a number that is gone', async () => {
    await pipeline.stage(1);
    const zombie = await takeEpoch(pipeline.mysql, { pipeline: name(), runId: 'r1', scope: b });
    await pipeline.publish(2);
    await age('r1');
    expect((await sweep('r3', { keepEpochsMs })).epochs).toBeGreaterThan(0);
    await expect(zombie.open('loader')).rejects.toThrow();
    await expect(takeEpoch(pipeline.mysql, { pipeline: name(), runId: 'r1', scope: b })).rejects.toMatchObject({
      code: 'FENCED',
    });
  });

  it('does not happen if nothing is ever to be deleted', async () => {
    await pipeline.publish(1);
    await age('r1');
    const all = await epochsOf('r1');
    expect(await sweep('r2')).toEqual(NO_ORPHANS);
    expect(await epochsOf('r1')).toBe(all);
  });
});
