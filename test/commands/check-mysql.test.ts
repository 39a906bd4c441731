import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMysql } from '../../src/commands/checks/check-mysql.js';
import type { Settings } from '../../src/contracts/settings.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

let server: MariadbServer;
let settings: Settings;

beforeAll(async () => {
  server = await startTargetServer();
  const accounts = await createAccounts(server, { databases: ['live'] });
  const mysql = targetSettings(server, accounts);
  settings = { mysql, pipelines: [pipelineSettings('import', ['live'])] } as unknown as Settings;
});
afterAll(() => server.stop());

describe('the check of the accounts', () => {
  it('advises the grants that the publisher can do without, and says what is missed', async () => {
    const results = await checkMysql(settings);
    expect(results.map(({ state }) => state)).toEqual(['ok', 'ok', 'warn', 'ok']);
    const [, , warning] = results;
    expect(warning?.text).toContain('names the connections that keep a publish from its locks');
    const ofMysql = ["GRANT SELECT ON `performance\\_schema`.* TO 'stevedore_publisher'@'%';"];
    expect(warning?.fix).toEqual(["GRANT PROCESS ON *.* TO 'stevedore_publisher'@'%';", ...(onMysql ? ofMysql : [])]);
  });

  it('is content once the advice was followed', async () => {
    const [, , warning] = await checkMysql(settings);
    await server.query(warning?.fix?.join('\n') ?? '');
    expect((await checkMysql(settings)).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
  });
});
