import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startTargetServer } from '../support/target-server.js';
import { stageTables } from '../support/stage-tables.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

let server: MariadbServer;
let mysql: MysqlSettings;
let settings: DumpImportSettings;

beforeAll(async () => {
  server = await startTargetServer();
  mysql = targetSettings(server, await createAccounts(server, { databases: ['shop', 'stock'] }));
  settings = pipelineSettings('import', ['shop', 'stock']);
  // A start is known to the second.
  await sleep(1_100);
});
afterAll(() => server.stop());

const stage = (runId: string, value: number) => stageTables(mysql, { settings, runId, tables: 4, value });
const publish = (runId: string) => publishGeneration(mysql, { settings, runId });
const live = () => server.query('SELECT v FROM shop.t0 UNION SELECT v FROM stock.t3');

it('staging that was proved just before the server was killed is not published, but what is loaded again is', async () => {
  await stage('first', 1);
  await publish('first');
  await stage('second', 2);
  await server.kill9();
  await server.restart();
  await expect(publish('second')).rejects.toMatchObject({ code: 'STAGING_LOST', retryable: true });
  expect(await live()).toBe('1');
  await stage('second', 2);
  expect(await publish('second')).toMatchObject({ generation: 2, already: false });
  expect(await live()).toBe('2');
});
