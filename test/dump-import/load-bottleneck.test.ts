import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { indexDump } from '../support/index-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';
import { makeDumps } from '../support/dump-data.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let mysql: MysqlSettings;
let dumpFile: string;
let index: DumpIndex;

beforeAll(async () => {
  server = await startMariadb();
  proxy = await startMysqlProxy(server);
  mysql = targetSettings(proxy, await createAccounts(server, { databases: ['mvdsb'] }));
  dumpFile = (await makeDumps()).mvdsb;
  const settings = pipelineSettings('import', ['mvdsb']);
  index = await indexDump(mysql, settings, {
    database: 'mvdsb',
    directory: temporaryFolder('index'),
    dumpFile,
  });
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const load = (runId: string) =>
  loadDump(mysql, {
    pipeline: 'import',
    runId,
    database: 'mvdsb',
    dumpFile,
    index,
    connections: 2,
    afterLoad: [],
    onProgress: () => undefined,
  });

const bulkOperations = async (): Promise<number> =>
  Number((await server.query("SHOW GLOBAL STATUS LIKE 'Innodb_bulk_operations'")).split('\t')[1]);

it('MariaDB builds the keys of every InnoDB table in bulk, and a short load is not worth a word', async () => {
  const before = await bulkOperations();
  const report = await load('run-1');
  const filled = index.tables.filter(
    ({ rows, engine, lines }) => rows > 0 && engine === 'InnoDB' && lines.kind === 'possible',
  );
  expect(filled.length).toBeGreaterThan(3);
  expect((await bulkOperations()) - before).toBeGreaterThanOrEqual(filled.length);
  expect(report.bottleneck).toBeUndefined();
});

it('a server that is slow to take rows is named as what held the load up', async () => {
  let held = 0;
  proxy.setHooks({
    onQuery: (sql) => {
      if (!sql.startsWith('LOAD DATA')) return 'forward';
      held += 1;
      return { hold: sleep(600) };
    },
  });
  const { bottleneck } = await load('run-2');
  expect(held).toBeGreaterThan(3);
  expect(bottleneck).toMatchObject({
    limit: 'server',
    advice: expect.stringMatching(/^\d\d % .* they waited for the server: /),
  });
});
