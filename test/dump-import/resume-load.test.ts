import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { indexDump } from '../support/index-dump.js';
import type { LoadRequest } from '../../src/dump-import/load/load-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { stageDatabase } from '../../src/dump-import/load/stage-database.js';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';
import { archiveOf } from '../support/archive-of.js';
import { makeDumps } from '../support/dump-data.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startTargetServer } from '../support/target-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let mysql: MysqlSettings;
let dumpFile: string;
let index: DumpIndex;
let runs = 0;
const settings = pipelineSettings('import', ['mvdsb']);

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
  mysql = targetSettings(proxy, await createAccounts(server, { databases: ['mvdsb'] }));
  dumpFile = (await makeDumps()).mvdsb;
  index = await indexDump(mysql, settings, {
    database: 'mvdsb',
    directory: join(temporaryFolder('index')),
    dumpFile,
  });
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(() => {
  proxy.setHooks({});
  runs += 1;
});

const load = (change: Partial<LoadRequest> = {}) =>
  loadDump(mysql, {
    ...{
      pipeline: 'import',
      runId: `run-${runs}`,
      database: 'mvdsb',
      dumpFile,
      index,
      connections: 1,
      afterLoad: [],
      onProgress: () => undefined,
    },
    ...change,
  });
const prove = (attempt = 1) => {
  const archive = archiveOf('mvdsb');
  return stageDatabase(mysql, {
    pipeline: 'import',
    runId: `run-${runs}`,
    attempt,
    archive,
    index,
    onProgress: () => undefined,
  });
};

/** Cuts every connection after the n-th table was filled; reports what was loaded before and after. */
const watchLoads = (cutAfter = Infinity) => {
  const loaded: string[] = [];
  proxy.setHooks({
    onQuery: (sql) => {
      const table = /^LOAD DATA LOCAL .* INTO TABLE `(\w+)`/.exec(sql)?.[1];
      if (table === undefined) return 'forward';
      if (loaded.length >= cutAfter) return { when: 'before', kill: () => proxy.cut() };
      loaded.push(table);
      return 'forward';
    },
  });
  return loaded;
};

it('an interrupted load continues after the tables that it had finished', async () => {
  const before = watchLoads(3);
  await expect(load()).rejects.toMatchObject({ code: 'MYSQL_CONNECTION_LOST' });
  proxy.mend();
  const after = watchLoads();
  const report = await load();
  expect(before).toHaveLength(3);
  expect(report).toMatchObject({ resumed: before.length, rows: index.tables.reduce((sum, { rows }) => sum + rows, 0) });
  expect(after.filter((table) => before.includes(table))).toEqual([]);
  expect((await prove()).tables).toHaveLength(index.tables.length);
});

it.each<[string, Partial<LoadRequest>]>([
  ['another run', { runId: 'another' }],
  ['another dump', { index: { ...({} as DumpIndex) } }],
])('begins anew for %s', async (_what, change) => {
  const withOtherRows = {
    ...index,
    tables: index.tables.map((table) => ({ ...table, dataBytes: table.dataBytes + 1 })),
  };
  const before = watchLoads(2);
  await expect(load()).rejects.toMatchObject({ code: 'MYSQL_CONNECTION_LOST' });
  proxy.mend();
  const after = watchLoads();
  const report = await load('index' in change ? { index: withOtherRows } : change);
  expect(report.resumed).toBe(0);
  expect(after).toEqual(expect.arrayContaining(before));
});

it('starts over if the server was restarted, and if statements of after_load may have changed a table', async () => {
  watchLoads(2);
  await expect(load()).rejects.toMatchObject({ code: 'MYSQL_CONNECTION_LOST' });
  await server.restart();
  proxy.mend();
  proxy.setHooks({});
  expect((await load()).resumed).toBe(0);

  await expect(
    load({ afterLoad: ['ALTER TABLE person ADD COLUMN extra INT', 'ALTER TABLE nowhere ADD COLUMN x INT'] }),
  ).rejects.toMatchObject({
    code: 'MYSQL_STATEMENT_FAILED',
  });
  expect((await load()).resumed).toBe(0);
});

it('a step that comes after its database was proved changes nothing, unless it is of a later attempt', async () => {
  await load();
  await prove();
  await expect(load()).rejects.toMatchObject({ code: 'FENCED' });
  const report = await load({ attempt: 2 });
  expect(report.rows).toBeGreaterThan(0);
  await prove(2);
  await expect(load({ attempt: 1 })).rejects.toMatchObject({ code: 'FENCED' });
});
