import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { checkStaged } from '../../src/dump-import/guards/check-staged.js';
import { indexDump } from '../support/index-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { stageDatabase } from '../../src/dump-import/load/stage-database.js';
import type { DatabaseServer } from '../support/database-server.js';
import { archiveOf } from '../support/archive-of.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: DatabaseServer;
let proxy: MysqlProxy;
let mysql: MysqlSettings;
const settings = pipelineSettings('import', ['shop']);
const onProgress = () => undefined;

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
  mysql = targetSettings(proxy, await createAccounts(server, { databases: ['shop'] }));
});
beforeEach(() => proxy.setHooks({}));
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const dumpOf = (rows: number, type: string) => {
  const values = Array.from({ length: rows }, (_, i) => `(${i + 1},${i * 7})`).join(',');
  const table = (name: string) =>
    `CREATE TABLE \`${name}\` (\`id\` int NOT NULL, \`v\` ${type}, PRIMARY KEY (\`id\`)) ENGINE=InnoDB;\nINSERT INTO \`${name}\` VALUES ${values};\n`;
  return `-- MySQL dump 10.13  Distrib 9.7.0\n${['a', 'b', 'c'].map(table).join('')}-- Dump completed on 2026-03-01  1:30:00\n`;
};

const prepare = async (runId: string, rows: number, type = 'int DEFAULT NULL') => {
  const directory = temporaryFolder('guards');
  const dumpFile = join(directory, 'dump.sql');
  writeFileSync(dumpFile, dumpOf(rows, type));
  const index = await indexDump(mysql, settings, { database: 'shop', directory, dumpFile });
  const common = { pipeline: settings.name, runId, database: 'shop', index, onProgress };
  const archive = archiveOf('shop');
  return {
    load: () => loadDump(mysql, { ...common, dumpFile, connections: 1, afterLoad: [] }),
    publish: async () => {
      await stageDatabase(mysql, { ...common, archive });
      await checkStaged(mysql, { settings, runId });
      return publishGeneration(mysql, { settings, runId });
    },
  };
};
const importDump = async (...request: Parameters<typeof prepare>) => {
  const { load, publish } = await prepare(...request);
  await load();
  return publish();
};
const live = () => server.query('SELECT COUNT(*), SUM(v) FROM shop.a');

it('guards see on MySQL that a table shrank, and that a column changed; what is live stays', async () => {
  expect(await importDump('r1', 200)).toMatchObject({ generation: 1 });
  const before = await live();
  await expect(importDump('r2', 150)).rejects.toMatchObject({
    code: 'GUARD_FAILED',
    message: expect.stringMatching(/"?shop\.a"?/) as string,
  });
  await expect(importDump('r3', 200, 'bigint DEFAULT NULL')).rejects.toMatchObject({ code: 'GUARD_FAILED' });
  expect(await live()).toBe(before);
  expect(await importDump('r4', 200)).toMatchObject({ generation: 2 });
});

it('a MySQL that is killed in the middle of a load costs a new load and nothing else', async () => {
  const before = await live();
  const { load, publish } = await prepare('r5', 300);
  let loads = 0;
  proxy.setHooks({
    onQuery: (sql) => {
      if (!/^LOAD DATA LOCAL /.test(sql)) return 'forward';
      loads += 1;
      return loads === 2 ? { when: 'before', kill: () => server.kill9() } : 'forward';
    },
  });
  const fired = proxy.fired.length;
  await expect(load()).rejects.toMatchObject({
    code: expect.stringMatching(/^MYSQL_(CONNECTION_LOST|UNREACHABLE)$/) as string,
    retryable: true,
  });
  expect(proxy.fired.slice(fired)).toMatchObject([{ did: 'killed before', user: 'stevedore_loader' }]);
  proxy.setHooks({});
  await server.restart();
  expect(await live()).toBe(before);
  expect(await load()).toMatchObject({ resumed: 0, rows: 900 });
  expect(await publish()).toMatchObject({ generation: 3 });
  expect(await live()).toBe(`300\t${(299 * 300 * 7) / 2}`);
});
