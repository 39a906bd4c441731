import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredObject } from '../../src/contracts/dump-import/stored-object.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
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
  ({ a } = made);
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

describe('a publish whose connection breaks', () => {
  const strike = (when: 'before' | 'after') =>
    proxy.setHooks({
      onQuery: (sql) =>
        sql.startsWith('RENAME TABLE `stevedore`.`') && sql.includes('`imp_')
          ? { kill: () => undefined, when }
          : 'forward',
    });

  it('before the rename is undone: triggers, previous generation and tokens as they were', async () => {
    for (const value of [1, 2]) {
      await made.stage(value, { [a]: [TRIGGER] });
      await publish(value);
    }
    const fired = proxy.fired.length;
    strike('before');
    await made.stage(3);
    await expect(made.publishThroughProxy(3)).rejects.toMatchObject({ code: 'PUBLISH_INTERRUPTED' });
    expect(proxy.fired.length).toBe(fired + 1);
    expect(await journal()).toBe('1');
    expect(await settlePipeline(made.mysql, made.settings, 'r3')).toMatchObject({
      settlement: 'undone',
      currentRunId: 'r2',
      generation: 2,
    });
    expect(await made.values()).toBe('2 2');
    expect(await made.values('prev_')).toBe('1 1');
    expect((await made.exists(`prev2_${a}`)) && (await server.query(`SHOW TABLES FROM prev2_${a}`)) !== '').toBe(false);
    expect(
      await server.query(`SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '${a}'`),
    ).toBe('tr');
    expect(await journal()).toBe('0');
    proxy.setHooks({});
    expect(await publish(3)).toMatchObject({ generation: 3, already: false });
    expect(await made.values('prev_')).toBe('2 2');
  });

  it('after the rename is finished: objects made, displaced generation gone, and never published twice', async () => {
    await made.stage(1);
    await publish(1);
    const fired = proxy.fired.length;
    strike('after');
    await made.stage(2, { [a]: [view('w', 'SELECT v FROM t')] });
    await expect(made.publishThroughProxy(2)).rejects.toMatchObject({ code: 'PUBLISH_INTERRUPTED' });
    expect(proxy.fired[fired]).toMatchObject({ did: 'killed after', answer: 'ok' });
    proxy.setHooks({});
    expect(await made.values()).toBe('2 2');
    expect(await publish(2)).toMatchObject({ generation: 2, already: true });
    expect(await server.query(`SELECT v FROM ${a}.w`)).toBe('2');
    expect(await made.values('prev_')).toBe('1 1');
    expect(await journal()).toBe('0');
    expect(await made.exists(`imp_${a}`)).toBe(false);
  });

  it('needs no further try of its run: the next one settles it first', async () => {
    strike('after');
    await made.stage(1, { [a]: [view('w', 'SELECT v FROM t')] });
    await expect(made.publishThroughProxy(1)).rejects.toMatchObject({ code: 'PUBLISH_INTERRUPTED' });
    proxy.setHooks({});
    expect(await settlePipeline(made.mysql, made.settings, 'r2')).toMatchObject({
      settlement: 'finished',
      currentRunId: 'r1',
    });
    expect(await server.query(`SELECT v FROM ${a}.w`)).toBe('1');
    expect(await settlePipeline(made.mysql, made.settings, 'r2')).toMatchObject({ settlement: 'nothing' });
  });
});
