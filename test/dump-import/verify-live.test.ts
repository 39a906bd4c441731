import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveFinding } from '../../src/contracts/maintenance/verification.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { indexDump } from '../support/index-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { stageDatabase } from '../../src/dump-import/load/stage-database.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { verifyLive } from '../../src/dump-import/verify/verify-live.js';
import type { DemoDatabase } from '../support/dump-data.js';
import { DEMO_DATABASES, makeDumps } from '../support/dump-data.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: MariadbServer;
let proxy: MysqlProxy;
let mysql: MysqlSettings;
let proxied: MysqlSettings;
let dumps: Readonly<Record<DemoDatabase, string>>;
const demo = pipelineSettings('demo', DEMO_DATABASES);

beforeAll(async () => {
  [server, dumps] = await Promise.all([startTargetServer(), makeDumps()]);
  proxy = await startMysqlProxy(server);
  const accounts = await createAccounts(server, { databases: [...DEMO_DATABASES, 'shop', 'plain'] });
  mysql = targetSettings(server, accounts);
  proxied = targetSettings(proxy, accounts);
  await importFiles(demo, 'r1', dumps);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const importFiles = async (
  settings: DumpImportSettings,
  runId: string,
  files: Readonly<Record<string, string>>,
  afterLoad: readonly string[] = [],
) => {
  for (const [database, file] of Object.entries(files)) {
    const directory = temporaryFolder('verify');
    const dumpFile = join(directory, 'dump.sql');
    copyFileSync(file, dumpFile);
    const onProgress = () => undefined;
    const index = await indexDump(mysql, settings, { database, directory, dumpFile });
    const common = { pipeline: settings.name, runId, database, index, onProgress };
    await loadDump(mysql, { ...common, dumpFile, connections: 2, afterLoad });
    const archive = { filename: `${database}.zip`, pattern: '*', database, size: 1, modTime: AT, checksum: 'sha256:0' };
    await stageDatabase(mysql, { ...common, archive });
  }
  return publishGeneration(mysql, { settings, runId });
};
const AT = '2026-03-01T01:30:00.000Z';

const importText = (settings: DumpImportSettings, runId: string, text: string, afterLoad?: readonly string[]) => {
  const file = join(temporaryFolder('verify-text'), 'dump.sql');
  const [database = ''] = settings.databases.map(({ name }) => name);
  writeFileSync(file, `-- MySQL dump 10.13  Distrib 8.0.36\n${text}\n-- Dump completed on 2026-03-01  1:30:00\n`);
  return importFiles(settings, runId, { [database]: file }, afterLoad);
};

const verify = async (settings: DumpImportSettings, through = mysql, more: { signal?: AbortSignal } = {}) => {
  const result = await verifyLive(through, { settings, connections: 2, onProgress: () => undefined, ...more });
  if (result.kind === 'nothing') throw new Error(result.reason);
  return result.comparison;
};

/** What is found while `change` holds, and that nothing is found once it was undone. */
const found = async (settings: DumpImportSettings, change: string, undo: string): Promise<readonly LiveFinding[]> => {
  await server.query(change);
  const { findings } = await verify(settings);
  await server.query(undo);
  expect((await verify(settings)).findings).toEqual([]);
  return findings;
};

describe('18 live tables of two databases, of four engines, with every type', () => {
  it('are as their generation has them', async () => {
    const comparison = await verify(demo);
    expect(comparison.findings).toEqual([]);
    expect(comparison).toMatchObject({ generation: 1, runId: 'r1', tables: 18 });
    expect(comparison.objects).toBeGreaterThan(5);
    expect(comparison.notCompared).toEqual([]);
  });

  const firstByte = (column: string) => `INSERT(${column}, 1, 1, CHAR(ASCII(${column}) ^ 1 USING latin1))`;
  it.each([
    ['mvdsb', 'organisation', 'name', firstByte('name')],
    ['mvdsb', 'titel', 'bezeichnung', firstByte('bezeichnung')],
    ['mvdsb', 'typen', 'einfach', '-einfach'],
    ['mvdsb', 'typen', 'lang', firstByte('lang')],
    ['portal64_bdw', 'game', 'idTournament', 'idTournament ^ 1'],
    ['portal64_bdw', 'participant', 'id', 'id + 1000000'],
  ])('one byte changed by hand in %s.%s is found by table and generation', async (database, name, column, value) => {
    const row = `WHERE ${column} IS NOT NULL AND ${column} <> '' ORDER BY id DESC LIMIT 1`;
    const id = await server.query(`SELECT id FROM ${database}.${name} ${row}`);
    const before = await server.query(`SELECT ${column} FROM ${database}.${name} WHERE id = ${id}`);
    await server.query(`UPDATE ${database}.${name} SET ${column} = ${value} ${row}`);
    const comparison = await verify(demo);
    const now = column === 'id' ? Number(id) + 1_000_000 : id;
    await server.query(`UPDATE ${database}.${name} SET ${column} = '${before}' WHERE id = ${now}`);
    expect(comparison).toMatchObject({
      generation: 1,
      findings: [{ database, kind: 'table', name, change: 'content' }],
    });
    expect(comparison.findings[0]?.rowsNow).toBe(comparison.findings[0]?.rowsThen);
    expect((await verify(demo)).findings).toEqual([]);
  });

  it('a row that is gone or new, a key, a column and a missing table are each found as what they are', async () => {
    await server.query('DELETE FROM portal64_bdw.participant LIMIT 1');
    await server.query('CREATE INDEX by_hand ON mvdsb.organisation (status)');
    await server.query('ALTER TABLE mvdsb.leer ADD COLUMN by_hand INT');
    await server.query('RENAME TABLE portal64_bdw.appointment TO portal64_bdw.gone');
    const { findings } = await verify(demo);
    expect(findings).toMatchObject([
      { name: 'leer', change: 'columns', columns: ['by_hand'] },
      { name: 'organisation', change: 'definition' },
      { name: 'appointment', change: 'missing' },
      { name: 'gone', change: 'added' },
      { name: 'participant', change: 'rows' },
    ]);
    const participant = findings.at(-1);
    expect(participant?.rowsNow).toBe((participant?.rowsThen ?? 0) - 1);
    await server.query('RENAME TABLE portal64_bdw.gone TO portal64_bdw.appointment');
    await server.query('ALTER TABLE mvdsb.leer DROP COLUMN by_hand');
    await server.query('DROP INDEX by_hand ON mvdsb.organisation');
    await importFiles(demo, 'r2', dumps);
    expect(await verify(demo)).toMatchObject({ generation: 2, findings: [] });
  });

  it('behind a rollback the earlier generation is compared with its own record', async () => {
    await rollbackGeneration(mysql, { settings: demo, runId: 'b1' });
    const { findings, generation } = await verify(demo);
    expect(generation).toBe(1);
    // What was changed by hand while it was live before comes back as it was left.
    expect(findings).toMatchObject([{ database: 'portal64_bdw', name: 'participant', change: 'rows' }]);
    await rollbackGeneration(mysql, { settings: demo, runId: 'b2' });
    expect(await verify(demo)).toMatchObject({ generation: 2, findings: [] });
  });
});

const SHOP = `CREATE TABLE \`person\` (\`id\` int NOT NULL AUTO_INCREMENT, \`name\` varchar(20), \`seen\` timestamp NULL,
  \`upper\` varchar(20) GENERATED ALWAYS AS (upper(\`name\`)) VIRTUAL, PRIMARY KEY (\`id\`)) ENGINE=InnoDB;
INSERT INTO \`person\` (\`id\`, \`name\`, \`seen\`) VALUES (1,'a','2026-01-01 00:00:00'),(2,'b',NULL);
CREATE TABLE \`log\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)) ENGINE=MyISAM;
INSERT INTO \`log\` VALUES (7);
CREATE VIEW \`names\` AS SELECT \`name\` FROM \`person\`;
CREATE TRIGGER \`filled\` BEFORE INSERT ON \`person\` FOR EACH ROW SET NEW.name = 'x';
CREATE PROCEDURE \`greet\`(IN who VARCHAR(10)) SELECT who;
CREATE EVENT \`nightly\` ON SCHEDULE EVERY 1 DAY DO SET @x = 1;`;

describe('a pipeline of its own', () => {
  const shop = pipelineSettings('shop', ['shop'], { keepTables: ['kept'], excludeTables: ['log'] });

  beforeAll(async () => {
    await server.query('CREATE DATABASE shop; CREATE TABLE shop.kept (id INT); INSERT INTO shop.kept VALUES (1)');
    await importText(shop, 's1', SHOP, [
      'ALTER TABLE person ADD COLUMN note VARCHAR(10)',
      "UPDATE person SET note = 'first' WHERE id = 1",
      'ALTER TABLE person ADD INDEX by_name (name)',
    ]);
  });

  it('is as after_load left it; kept tables are named, excluded ones are of no generation', async () => {
    const comparison = await verify(shop);
    expect(comparison).toMatchObject({ tables: 1, rows: 2, objects: 4, findings: [] });
    expect(comparison.notCompared).toEqual([
      { database: 'shop', name: 'kept', reason: expect.stringContaining('keep_tables') as string },
    ]);
  });

  it('a column that after_load filled is part of what is compared', async () => {
    const undo = "UPDATE shop.person SET note = 'first' WHERE id = 1";
    expect(await found(shop, "UPDATE shop.person SET note = 'other' WHERE id = 1", undo)).toMatchObject([
      { name: 'person', change: 'content' },
    ]);
  });

  it.each([
    ['view', 'names', 'CREATE OR REPLACE VIEW shop.names AS SELECT id AS name FROM shop.person'],
    ['trigger', 'filled', "CREATE TRIGGER shop.filled BEFORE INSERT ON shop.person FOR EACH ROW SET NEW.name = 'y'"],
    ['procedure', 'greet', 'CREATE PROCEDURE shop.greet(IN who VARCHAR(11)) SELECT who'],
    ['event', 'nightly', 'CREATE EVENT shop.nightly ON SCHEDULE EVERY 2 DAY DO SET @x = 1'],
  ])('another definition of the %s is found, and its loss', async (kind, name, create) => {
    const one = { database: 'shop', kind, name };
    await server.query(`DROP ${kind} shop.${name}`);
    expect((await verify(shop)).findings).toEqual([{ ...one, change: 'missing' }]);
    await server.query(create);
    expect((await verify(shop)).findings).toEqual([{ ...one, change: 'definition' }]);
    // A routine of root's the owner may not read, and so not save either.
    await server.query(`DROP ${kind} shop.${name}`);
    await importText(shop, `s-${name}`, SHOP);
    expect((await verify(shop)).findings).toEqual([]);
  });

  it('an event that was switched on is no change, a trigger on a table of the generation is one', async () => {
    await server.query('ALTER EVENT shop.nightly ENABLE');
    await server.query('CREATE VIEW shop.of_others AS SELECT 1 AS x');
    const undo = 'DROP TRIGGER shop.by_hand; DROP VIEW shop.of_others; ALTER EVENT shop.nightly DISABLE';
    const change = 'CREATE TRIGGER shop.by_hand BEFORE UPDATE ON shop.person FOR EACH ROW SET NEW.name = OLD.name';
    expect(await found(shop, change, undo)).toEqual([
      { database: 'shop', kind: 'trigger', name: 'by_hand', change: 'added' },
    ]);
  });

  it('where nothing of ours is live there is nothing to compare', async () => {
    const plain = pipelineSettings('plain', ['plain']);
    const result = await verifyLive(mysql, { settings: plain, onProgress: () => undefined });
    expect(result).toMatchObject({ kind: 'nothing', reason: expect.stringContaining('no generation') as string });
  });

  it('a publish in the middle is let through, and what is found is of one generation', async () => {
    let published: Promise<unknown> | undefined;
    proxy.setHooks({
      onQuery: (sql) => {
        if (!sql.includes('content_sum') || published !== undefined) return 'forward';
        published = importText(shop, 's-between', SHOP.replace("'a'", "'c'"));
        return { replace: Buffer.from(sql.replace('SELECT', 'SELECT SLEEP(20),')) };
      },
    });
    const started = Date.now();
    const { findings, generation } = await verify(shop, proxied);
    proxy.setHooks({});
    await published;
    expect(Date.now() - started).toBeLessThan(15_000);
    const live = await server.query(`SELECT provenance FROM stevedore.current_shop`);
    expect(generation).toBe((JSON.parse(live) as { generation: number }).generation);
    expect(findings).toEqual([]);
  });

  it('a cancel ends the read at the server', async () => {
    const cancel = new AbortController();
    proxy.setHooks({
      onQuery: (sql) => {
        if (!sql.includes('content_sum')) return 'forward';
        setTimeout(() => cancel.abort(new Error('cancelled')), 200);
        return { replace: Buffer.from(sql.replace('SELECT', 'SELECT SLEEP(30),')) };
      },
    });
    await expect(verify(shop, proxied, { signal: cancel.signal })).rejects.toThrow('cancelled');
    proxy.setHooks({});
    await pause(300);
    expect(
      await server.query("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(30)%'"),
    ).toBe('0');
  });
});

it('reads with the rights that a publish needs, and writes nothing', async () => {
  const statements: string[] = [];
  proxy.setHooks({ onQuery: (sql) => (statements.push(sql.trimStart().split(/\s/)[0] ?? ''), 'forward') });
  await verify(demo, proxied);
  proxy.setHooks({});
  expect([...new Set(statements)].sort()).toEqual(['SELECT', 'SET', 'SHOW']);
  expect(onMysql || statements.length > 20).toBe(true);
});
