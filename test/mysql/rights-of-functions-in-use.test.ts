import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { importDump } from '../support/import-dump.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import type { TargetServer } from '../support/target-server.js';
import { startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

let server: TargetServer;
let proxy: MysqlProxy;

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const dump = (row: number) =>
  `CREATE TABLE \`a\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)) ENGINE=InnoDB;\nINSERT INTO \`a\` VALUES (${row});\n` +
  'DELIMITER ;;\nCREATE FUNCTION `f`() RETURNS int DETERMINISTIC RETURN 1 ;;\nDELIMITER ;\n';
const TRANSACTION_S = 10;
const SLEEPS = "SELECT COUNT(*) FROM performance_schema.processlist WHERE STATE = 'User sleep'";

it('a function that an open transaction has used keeps no new call of it waiting while the rights on it are tried', async () => {
  const mysql = targetSettings(proxy, await createAccounts(server, { databases: ['d'] }));
  const common = pipelineSettings('p', ['d']);
  const settings = { ...common, publish: { ...common.publish, guards: { ...common.publish.guards, enabled: false } } };
  await importDump(mysql, { settings, runId: 'r1', dump: dump(1) });
  const calls: Promise<unknown>[] = [];
  let waitedMs: number | undefined;
  const callAgain = async () => {
    const began = Date.now();
    await server.query('SELECT d.f()');
    waitedMs = Date.now() - began;
  };
  const beforePublish = async () => {
    calls.push(server.query(`START TRANSACTION; SELECT d.f(); SELECT SLEEP(${TRANSACTION_S}); COMMIT`));
    await eventually('the transaction', async () => ((await server.query(SLEEPS)) === '1' ? true : undefined));
    proxy.setHooks({
      onQuery: (sql) => {
        if (sql.startsWith('ALTER FUNCTION')) calls.push(callAgain());
        return 'forward';
      },
    });
  };
  expect(await importDump(mysql, { settings, runId: 'r2', dump: dump(2), beforePublish })).toMatchObject({
    generation: 2,
  });
  await Promise.all(calls);
  // With the server's own time-out, which is practically endless, it would wait as long as the transaction.
  expect(waitedMs).toBeLessThan(TRANSACTION_S * 500);
  expect(await server.query('SELECT id FROM d.a')).toBe('2');
});
