/**
 * Each way in which a dump comes back to a table that was loaded while the dump was still being read; the vendor's
 * client loads the same one.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stagingSchema } from '../../src/contracts/dump-import/target-names.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { readDumpIndex } from '../../src/dump-import/fetch/index-dump.js';
import type { LoadReport } from '../../src/dump-import/load/load-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { stageDump } from '../../src/dump-import/load/stage-dump.js';
import { proveDatabase } from '../../src/dump-import/proof/prove-database.js';
import { BY_CLIENT, loadByClient } from '../equality/both-ways.js';
import { differences, readTables } from '../equality/read-schema.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { TargetServer } from '../support/target-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const DATABASE = 'shop';

let server: TargetServer;
let mysql: MysqlSettings;
let runs = 0;

beforeAll(async () => {
  server = await startTargetServer();
  mysql = targetSettings(server, await createAccounts(server, { databases: [DATABASE] }));
});
afterAll(() => server.stop());

const HEADER =
  '-- MariaDB dump 10.19\n--\n-- Host: localhost    Database: shop\n-- ------\n-- Server version\t10.11\n\nSET NAMES utf8mb4;\n';
const INNODB = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci';
const empty = (name: string, more = '', options = INNODB) =>
  `CREATE TABLE \`${name}\` (\`id\` int NOT NULL AUTO_INCREMENT, \`n\` varchar(20) DEFAULT 'x', \`other\` int DEFAULT NULL, PRIMARY KEY (\`id\`)${more}) ${options};\n`;
const rows = (name: string, ...ids: number[]) =>
  `INSERT INTO \`${name}\` VALUES ${ids.map((id) => `(${id},'Zürich ${id}',${id})`).join(',')};\n`;
const table = (name: string, more = '', options = INNODB) => `${empty(name, more, options)}${rows(name, 1, 2, 3)}`;
const whole = (...parts: string[]) => `${HEADER}${parts.join('')}\n-- Dump completed on 2026-03-01  1:30:00\n`;

const quiet = () => undefined;
type Change = Partial<DumpImportSettings>;

/** Unpacks, reads and loads early; returns the names of the tables that are then noted as loaded. */
const stage = async (
  dump: string,
  directory: string,
  {
    checksum = 'sha256:0',
    change = {},
    mayGiveUp = false,
  }: { checksum?: string; change?: Change; mayGiveUp?: boolean } = {},
): Promise<string[]> => {
  const archiveFile = join(temporaryFolder('archive'), 'shop.sql');
  writeFileSync(archiveFile, dump);
  const { early } = await stageDump(mysql, pipelineSettings('import', [DATABASE], { charset: 'utf8mb4', ...change }), {
    ...{
      runId: `run-${runs}`,
      attempt: 1,
      database: DATABASE,
      archiveFile,
      label: 'shop.sql',
      checksum,
      directory,
      signal: new AbortController().signal,
    },
    ...{ onUnpacked: quiet, onAccepted: () => Promise.resolve(), onLoaded: quiet },
  });
  if (!mayGiveUp) expect(early.error).toBeUndefined();
  const noted = await server.query(
    `SELECT table_name FROM stevedore.loaded WHERE run_id = 'run-${runs}' AND table_name <> '' ORDER BY table_name`,
  );
  return noted.split('\n').filter((name) => name !== '');
};

const finish = async (directory: string, checksum = 'sha256:0'): Promise<LoadReport> => {
  const common = { database: DATABASE, index: await readDumpIndex(directory), onProgress: quiet };
  const report = await loadDump(mysql, {
    ...{
      ...common,
      pipeline: 'import',
      runId: `run-${runs}`,
      archive: checksum,
      dumpFile: join(directory, 'dump.sql'),
    },
    ...{ connections: 2, charset: 'utf8mb4', afterLoad: [] },
  });
  await proveDatabase(mysql, common);
  return report;
};

/** Where staging differs from what the client loads. */
const unlikeClient = async (dump: string): Promise<string[]> => {
  const file = join(temporaryFolder('client'), 'dump.sql');
  writeFileSync(file, dump);
  expect(await loadByClient(server, file)).toBeUndefined();
  return differences(await readTables(server, stagingSchema(DATABASE)), await readTables(server, BY_CLIENT));
};

interface Case {
  readonly dump: string;
  /** What the client loads. @default the dump */
  readonly client?: string;
  readonly early: readonly string[];
  readonly outdated: readonly string[];
  readonly change?: Change;
}

const TRIGGER =
  "DELIMITER ;;\nCREATE TRIGGER `tr` BEFORE INSERT ON `a` FOR EACH ROW SET NEW.n = 'changed';;\nDELIMITER ;\n";
const AB = ['a', 'b'];

describe('a table that was loaded before the dump was read to its end', () => {
  it.each<[string, Case]>([
    [
      'gets a key',
      { dump: whole(table('a'), table('b'), 'ALTER TABLE `a` ADD KEY `k` (`n`);\n'), early: ['a'], outdated: ['a'] },
    ],
    [
      'gets an index',
      { dump: whole(table('a'), table('b'), 'CREATE UNIQUE INDEX `u` ON `a` (`n`);\n'), early: ['a'], outdated: ['a'] },
    ],
    [
      'gets a foreign key',
      {
        dump: whole(
          table('a'),
          table('b'),
          'ALTER TABLE `a` ADD CONSTRAINT `f` FOREIGN KEY (`other`) REFERENCES `b` (`id`);\n',
        ),
        early: ['a'],
        outdated: ['a'],
      },
    ],
    [
      'counts on from another number',
      { dump: whole(table('a'), table('b'), 'ALTER TABLE `a` AUTO_INCREMENT = 500;\n'), early: ['a'], outdated: ['a'] },
    ],
    [
      'gets further rows',
      { dump: whole(table('a'), table('b'), rows('a', 7, 8), table('c')), early: ['a'], outdated: ['a'] },
    ],
    [
      'gets rows by REPLACE',
      { dump: whole(table('a'), table('b'), rows('a', 9).replace('INSERT', 'REPLACE')), early: ['a'], outdated: ['a'] },
    ],
    [
      'gets rows under another sql_mode',
      {
        dump: whole(table('a'), table('b'), "SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO';\n", rows('a', 0)),
        early: ['a'],
        outdated: ['a'],
      },
    ],
    ['is emptied', { dump: whole(empty('a'), table('b'), 'TRUNCATE TABLE `a`;\n'), early: ['a'], outdated: ['a'] }],
    [
      'was the stand-in of a view',
      {
        dump: whole(empty('v'), table('b'), 'DROP TABLE `v`;\nCREATE VIEW `v` AS SELECT * FROM `b`;\n'),
        early: ['v'],
        outdated: ['v'],
      },
    ],
    [
      'was the only one, and the stand-in of a view',
      { dump: whole(empty('v'), 'DROP TABLE IF EXISTS `v`;\n', table('b')), early: ['b'], outdated: [] },
    ],
    [
      'is made anew as another',
      {
        dump: whole(empty('a'), table('b'), 'DROP TABLE IF EXISTS `a`;\n', table('a', ', KEY `k` (`other`)')),
        early: ['a'],
        outdated: ['a'],
      },
    ],
    [
      'is what another one refers to',
      {
        dump: whole(table('a'), table('b', ', CONSTRAINT `f` FOREIGN KEY (`other`) REFERENCES `a` (`id`)'), table('c')),
        early: ['a', 'c'],
        outdated: [],
      },
    ],
    [
      'stands in the first of two dumps',
      {
        dump:
          whole(table('a'), table('b')) +
          whole(
            table('c'),
            table('d', ', CONSTRAINT `f` FOREIGN KEY (`other`) REFERENCES `a` (`id`)'),
            'ALTER TABLE `b` ADD KEY `k` (`n`);\n',
          ),
        early: ['a', 'b', 'c'],
        outdated: ['b'],
      },
    ],
    [
      'gets rows behind a trigger that is skipped',
      {
        dump: whole(table('a'), table('b'), TRIGGER, rows('a', 4)),
        client: whole(table('a'), table('b'), rows('a', 4)),
        early: ['a'],
        outdated: ['a'],
        change: { triggersBeforeRows: 'skip' },
      },
    ],
    [
      'gets rows behind a trigger that fires',
      {
        dump: whole(table('a'), table('b'), TRIGGER, rows('a', 4)),
        early: [],
        outdated: [],
        change: { triggersBeforeRows: 'fire' },
      },
    ],
  ])('and %s is then as the client makes it', async (_what, { dump, client, early, outdated, change = {} }) => {
    runs += 1;
    const directory = temporaryFolder('work');
    expect(await stage(dump, directory, { change })).toEqual(early);
    const report = await finish(directory);
    expect(report.outdated).toEqual(outdated);
    expect(report.resumed).toBe(early.length - outdated.length);
    expect(await unlikeClient(client ?? dump)).toEqual([]);
  });

  it.skipIf(onMysql)('is loaded again where a later table needs load.collations', async () => {
    runs += 1;
    const dump = whole(table('a'), table('b', '', INNODB.replace('utf8mb4_unicode_ci', 'utf8mb4_0900_ai_ci')));
    const directory = temporaryFolder('work');
    expect(
      await stage(dump, directory, { change: { loadCollations: { utf8mb4_0900_ai_ci: 'utf8mb4_unicode_ci' } } }),
    ).toEqual(['a']);
    expect((await finish(directory)).outdated).toEqual(['a']);
    expect(await unlikeClient(dump.replace('utf8mb4_0900_ai_ci', 'utf8mb4_unicode_ci'))).toEqual([]);
  });

  it('is loaded again if the dump later changes the defaults that its tables inherit', async () => {
    runs += 1;
    const plain = (name: string) => table(name, '', 'ENGINE=InnoDB');
    const dump = whole(
      table('a'),
      table('b'),
      'CREATE DATABASE `shop` CHARACTER SET latin2;\nUSE `shop`;\n',
      plain('c'),
      plain('d'),
    );
    const directory = temporaryFolder('work');
    expect(await stage(dump, directory)).toEqual(['a']);
    expect((await finish(directory)).outdated).toEqual(['a']);
    const charsets = `SELECT DISTINCT CHARACTER_SET_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '${stagingSchema(DATABASE)}' AND TABLE_NAME IN ('c', 'd') AND COLUMN_NAME = 'n'`;
    expect(await server.query(charsets)).toBe('latin2');
  });

  it('does not count if its archive was fetched again, even if only a definition differs in it', async () => {
    runs += 1;
    const first = whole(table('a'), table('b'));
    const second = first.replaceAll("DEFAULT 'x'", "DEFAULT 'y'");
    expect(await stage(first, temporaryFolder('work'), { checksum: 'sha256:1' })).toEqual(AB);
    const directory = temporaryFolder('work');
    expect(await stage(second, directory, { checksum: 'sha256:2' })).toEqual(AB);
    expect((await finish(directory, 'sha256:2')).resumed).toBe(2);
    expect(await unlikeClient(second)).toEqual([]);
  });

  it('counts for nothing where the archive of the load is another one than that of the early load', async () => {
    runs += 1;
    const dump = whole(table('a'), table('b'));
    const directory = temporaryFolder('work');
    expect(await stage(dump, directory, { checksum: 'sha256:1' })).toEqual(AB);
    expect(await finish(directory, 'sha256:2')).toMatchObject({ resumed: 0, outdated: AB });
  });

  it.each<[string, string, readonly string[]]>([
    ['goes on as it began', '', ['a', 'big']],
    ['has rows of another kind further on', "INSERT INTO `big` VALUES (900001,CONCAT('x','y'),1);\n", ['a']],
    [
      'has rows under another session further on',
      "SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO';\nINSERT INTO `big` VALUES (900001,'z',1);\n",
      ['a'],
    ],
    ['gets a key behind its rows', 'ALTER TABLE `big` ADD KEY `k` (`other`);\n', ['a']],
  ])('and whose own rows were still being read, is as the client makes it where it %s', async (_what, more, early) => {
    runs += 1;
    const some = (from: number) => rows('big', ...Array.from({ length: 7_000 }, (_, id) => from + id));
    const big = Array.from({ length: 15 }, (_, at) => some(at * 7_000 + 1)).join('');
    const dump = whole(table('a'), empty('big', ', KEY `n` (`n`)'), big, more, table('c'));
    const directory = temporaryFolder('work');
    expect(await stage(dump, directory, { mayGiveUp: true })).toEqual(expect.arrayContaining([...early]));
    await finish(directory);
    expect(await unlikeClient(dump)).toEqual([]);
  });

  it('is loaded again if somebody has dropped it meanwhile', async () => {
    runs += 1;
    const dump = whole(table('a'), table('b'));
    const directory = temporaryFolder('work');
    expect(await stage(dump, directory)).toEqual(AB);
    await server.query(`DROP TABLE ${stagingSchema(DATABASE)}.a`);
    expect(await finish(directory)).toMatchObject({ resumed: 1, outdated: ['a'] });
    expect(await unlikeClient(dump)).toEqual([]);
  });
});
