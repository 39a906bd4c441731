import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/settings.js';
import { checkStaged } from '../../src/dump-import/check-staged.js';
import { indexDump } from '../../src/dump-import/index-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { stageDatabase } from '../../src/dump-import/stage-database.js';
import { compareDatabases } from '../support/compare-databases.js';
import type { DemoDatabase } from '../support/dump-data.js';
import { DEMO_DATABASES, makeDumps } from '../support/dump-data.js';
import { changeOneByte, dropOneRow } from '../support/dump-mutations.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startTargetServer } from '../support/target-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: MariadbServer;
let reference: MariadbServer;
let proxy: MysqlProxy;
let direct: MysqlSettings;
let proxied: MysqlSettings;
let dumps: Readonly<Record<DemoDatabase, string>>;
const settings = pipelineSettings('import', DEMO_DATABASES);

beforeAll(async () => {
  [server, reference, dumps] = await Promise.all([startTargetServer(), startTargetServer(), makeDumps()]);
  proxy = await startMysqlProxy(server);
  const accounts = await createAccounts(server, { databases: DEMO_DATABASES });
  direct = targetSettings(server, accounts);
  proxied = targetSettings(proxy, accounts);
  await reference.query('CREATE DATABASE mvdsb');
  await reference.load(dumps.mvdsb, 'mvdsb');
  await reference.load(dumps.portal64_bdw);
});
afterAll(async () => {
  await proxy.stop();
  await Promise.all([server.stop(), reference.stop()]);
});
beforeEach(() => proxy.setHooks({}));

const stage = async (mysql: MysqlSettings, database: DemoDatabase, runId: string) => {
  const directory = temporaryFolder('work');
  const dumpFile = join(directory, 'dump.sql');
  copyFileSync(dumps[database], dumpFile);
  const quiet = () => undefined;
  const index = await indexDump(direct, settings, { database, directory, dumpFile, onProgress: quiet });
  const common = { pipeline: settings.name, runId, database, index, onProgress: quiet };
  await loadDump(mysql, { ...common, dumpFile, connections: 2, afterLoad: [] });
  const archive = {
    filename: `${database}.zip`,
    pattern: '*.zip',
    database,
    size: 1,
    modTime: '2026-03-01T01:30:00.000Z',
    checksum: 'sha256:0',
  };
  const proof = await stageDatabase(mysql, { ...common, archive });
  return { index, proof };
};

describe('dumps of InnoDB and MyISAM tables, blobs, two character sets, triggers, views, routines and events', () => {
  it('are loaded, proved and published exactly as `mariadb < dump.sql` would have made them', async () => {
    for (const database of DEMO_DATABASES) {
      const { proof } = await stage(direct, database, 'run-1');
      expect(proof.tables.filter(({ content }) => content.kind !== 'proved')).toEqual([]);
    }
    await checkStaged(direct, { settings, runId: 'run-1' });
    await publishGeneration(direct, { settings, runId: 'run-1' });
    for (const database of DEMO_DATABASES) {
      const { differences, tables, rows } = await compareDatabases(server, reference, database);
      expect(differences).toEqual([]);
      expect(tables).toBeGreaterThan(3);
      expect(rows).toBeGreaterThan(100);
    }
  });
});

describe('a network that is not to be trusted', () => {
  const strike = (change: (sql: string) => string | undefined) => {
    let struck = false;
    proxy.setHooks({
      onQuery: (sql, { user }) => {
        const changed = struck || user !== 'stevedore_loader' ? undefined : change(sql);
        if (changed === undefined) return 'forward';
        struck = true;
        return { replace: Buffer.from(changed, 'latin1') };
      },
    });
  };

  it.each([
    ['drops one row of an INSERT', dropOneRow, /rows, the dump has/],
    ['changes one byte of a value', changeOneByte, /differ from the dump/],
  ])('makes the proof fail when it %s', async (_what, change, finding) => {
    const before = proxy.fired.length;
    strike(change);
    await expect(stage(proxied, 'mvdsb', 'run-2')).rejects.toMatchObject({
      code: 'PROOF_FAILED',
      message: expect.stringMatching(finding) as string,
    });
    expect(proxy.fired.slice(before)).toMatchObject([{ did: 'replaced', user: 'stevedore_loader' }]);
    const settled = await publishGeneration(direct, { settings, runId: 'run-2' }).catch((error: unknown) => error);
    expect(settled).toMatchObject({ name: 'StevedoreError' });
    expect((await compareDatabases(server, reference, 'mvdsb')).differences).toEqual([]);
  });
});
