import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { isStevedoreError } from '../../src/contracts/errors.js';
import { WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { stageTables } from '../support/stage-tables.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

const TABLES = 30;
const PARTITIONED = 'ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 4';

let server: MariadbServer;
let proxy: MysqlProxy;
let direct: MysqlSettings;
let proxied: MysqlSettings;
let strict: DumpImportSettings;
let allowing: DumpImportSettings;
let runs = 0;

beforeAll(async () => {
  server = await startMariadb();
  proxy = await startMysqlProxy(server);
  const accounts = await createAccounts(server, { databases: ['shop'] });
  direct = targetSettings(server, accounts);
  proxied = targetSettings(proxy, accounts);
  strict = pipelineSettings('parts', ['shop']);
  allowing = { ...strict, publish: { ...strict.publish, allowPartitioned: true } };
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const stage = async (value: number): Promise<string> => {
  const runId = `run-${(runs += 1)}`;
  await stageTables(direct, {
    settings: allowing,
    runId,
    tables: TABLES,
    value,
    options: (n) => (n % 3 === 0 ? PARTITIONED : 'ENGINE=InnoDB'),
  });
  return runId;
};
const publish = (runId: string, settings = allowing, through = direct) =>
  publishGeneration(through, { settings, runId });
const live = async (): Promise<string> => {
  const names = Array.from({ length: TABLES }, (_, n) => `SELECT v FROM shop.t${n}`);
  return [...new Set((await server.query(names.join(';'))).split('\n'))].join(' and ');
};
const failure = (error: unknown) => {
  if (!isStevedoreError(error)) throw error;
  return error;
};

describe('partitioned tables on MariaDB', () => {
  it('are refused, with the setting that allows them', async () => {
    const runId = await stage(1);
    await expect(publish(runId, strict)).rejects.toMatchObject({
      code: 'PARTITIONED_TABLE',
      message: expect.stringContaining('publish.allow_partitioned') as string,
    });
    expect(await publish(runId)).toMatchObject({ generation: 1 });
    expect(await live()).toBe('1');
  });

  it('that the server left half renamed are reported one by one, and the reported statements repair them', async () => {
    const runId = await stage(2);
    proxy.setHooks({
      onQuery: (sql) => (sql.includes('`imp_shop`.`t0` TO') ? { when: 'before', kill: () => undefined } : 'forward'),
    });
    await expect(publish(runId, allowing, proxied)).rejects.toMatchObject({ code: 'PUBLISH_INTERRUPTED' });
    proxy.setHooks({});
    // What a torn rename leaves: one table of each kind has gone the whole way, another half of it.
    await server.query('RENAME TABLE shop.t0 TO prev_shop.t0, imp_shop.t0 TO shop.t0, shop.t3 TO prev_shop.t3');
    const torn = await settlePipeline(direct, allowing, WORKER_START).catch(failure);
    expect(torn).toMatchObject({ code: 'PUBLISH_TORN', retryable: false, details: { tables: 3, moved: false } });
    const { message } = torn as Error;
    expect(message).toContain('"imp_shop.t0" stands in "shop.t0": RENAME TABLE `shop`.`t0` TO `imp_shop`.`t0`');
    expect(message).toContain('"shop.t3" stands in "prev_shop.t3": RENAME TABLE `prev_shop`.`t3` TO `shop`.`t3`');
    await expect(publish(runId)).rejects.toMatchObject({ code: 'PUBLISH_TORN' });

    await server.query([...message.matchAll(/RENAME TABLE `\S+ TO [^;]+/g)].map(([sql]) => sql).join(';'));
    expect(await settlePipeline(direct, allowing, WORKER_START)).toMatchObject({ settlement: 'undone' });
    expect(await live()).toBe('1');
    expect(await publish(runId)).toMatchObject({ generation: 2 });
    expect(await live()).toBe('2');
  });

  it('are whole, or reported, whenever the server is killed during their rename', async () => {
    const outcomes: string[] = [];
    let value = 2;
    for (let i = 0; i < 6; i++) {
      const runId = await stage(value + 1);
      let kill: Promise<void> | undefined;
      proxy.setHooks({
        onQuery: (sql) => {
          if (sql.includes('`imp_shop`.`t0` TO')) {
            kill ??= new Promise((resolve) => setTimeout(resolve, Math.random() * 150)).then(() => server.kill9());
          }
          return 'forward';
        },
      });
      await publish(runId, allowing, proxied).catch(failure);
      proxy.setHooks({});
      await kill;
      await server.restart();
      const settled = await settlePipeline(direct, allowing, WORKER_START).catch(failure);
      if (settled instanceof Error) {
        expect(settled).toMatchObject({ code: 'PUBLISH_TORN' });
        outcomes.push('told');
        break;
      }
      const now = await live();
      expect([`${value}`, `${value + 1}`]).toContain(now);
      outcomes.push('whole');
      value = Number(now);
    }
    console.log(`partitioned tables, server killed in the rename: ${outcomes.join(', ')}`);
  });
});
