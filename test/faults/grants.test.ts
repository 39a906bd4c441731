import { afterEach, describe, expect, it } from 'vitest';
import { checkMysql } from '../../src/commands/checks/check-mysql.js';
import { renderGrants, requiredGrants } from '../../src/contracts/dump-import/grants.js';
import type { Settings } from '../../src/contracts/settings.js';
import { DEMO_DATABASES } from '../support/dump-data.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { PublishSite } from '../support/publish-site.js';
import { startPublishSite } from '../support/publish-site.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

let site: PublishSite | undefined;
let server: MariadbServer | undefined;
afterEach(async () => {
  await site?.stop();
  await server?.stop();
  site = undefined;
  server = undefined;
});

describe('exactly the documented grants', () => {
  it.each([
    [
      'with the binary log',
      ['--log-bin=binlog', '--binlog-format=ROW', '--server-id=1', '--log-bin-trust-function-creators=ON'],
    ],
    ['without one', ['--skip-log-bin']],
  ])('are enough to load, prove, publish and settle %s', async (_log, serverArgs) => {
    site = await startPublishSite({ serverArgs });
    for (const [i, edition] of (['red', 'blue', 'red'] as const).entries()) {
      await site.stage(edition, `run-${i}`);
      expect(await site.publish(`run-${i}`)).toMatchObject({ generation: i + 1 });
      expect(await site.live()).toBe(edition);
    }
    expect(await site.leftovers()).toEqual([]);
    expect(await site.server.query('SELECT @@log_bin')).toBe(serverArgs.length > 1 ? '1' : '0');
  });

  it.each([
    ['with the binary log', ['--log-bin=binlog', '--server-id=1']],
    ['without one', ['--skip-log-bin']],
  ])('are each missed by `stevedore check` %s, which prints the statement that grants it', async (_log, args) => {
    server = await startTargetServer({ args });
    const accounts = await createAccounts(server, { databases: DEMO_DATABASES });
    const settings = {
      mysql: targetSettings(server, accounts),
      pipelines: [pipelineSettings('import', DEMO_DATABASES)],
    } as unknown as Settings;
    const found = async () => (await checkMysql(settings)).filter(({ state }) => state === 'fail');
    expect(await found()).toEqual([]);
    const required = requiredGrants(DEMO_DATABASES);
    expect(required.length).toBeGreaterThan(10);
    for (const grant of required) {
      for (const privilege of grant.privileges) {
        const [given = ''] = renderGrants([{ ...grant, privileges: [privilege] }], accounts);
        await server.query(given.replace(/^GRANT/, 'REVOKE').replace(/ TO (?=[^ ]+$)/, ' FROM '));
        const failed = await found();
        expect(failed, given).toHaveLength(1);
        expect(failed[0]?.what).toContain(grant.account);
        expect(failed[0]?.fix, given).toEqual([`${given};`]);
        // What it printed is what helps.
        await server.query((failed[0]?.fix ?? []).join('\n'));
        expect(await found()).toEqual([]);
      }
    }
  });
});
