import { describe, expect, it } from 'vitest';
import { indexText, MYSQL } from '../../../../test/support/index-text.js';

const T = 'CREATE TABLE `t` (`id` int NOT NULL, `n` int, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n';
const ROW = 'INSERT INTO `t` VALUES (1,2);\n';
const VIEW =
  'CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `v` AS SELECT `t`.`id` AS `id` FROM `t`;\n';
const codeOf = (dump: string, options = {}) =>
  indexText(dump, options).then(
    () => 'accepted',
    (error: { message: string }) => error.message,
  );

describe("a view's stand-in that is a table", () => {
  it.each([
    [
      'phpMyAdmin, HeidiSQL, Adminer',
      `${T}${ROW}CREATE TABLE \`v\` (\n\`id\` int\n);\nDROP TABLE IF EXISTS \`v\`;\n${VIEW}`,
    ],
    ['before the tables', `CREATE TABLE \`v\` (\n\`id\` int\n);\n${T}DROP TABLE IF EXISTS \`v\`;\n${VIEW}${ROW}`],
    [
      'Sequel',
      `${T}${ROW}CREATE TABLE \`v\` (\n \`id\` INT(11) NOT NULL\n) ENGINE=MyISAM;\nDROP TABLE \`v\`;\n${VIEW}`,
    ],
  ])('is no table of the index: %s', async (_, dump) => {
    const { tables, objects, account } = await indexText(dump);
    expect([tables.map(({ name, rows }) => [name, rows]), objects.map(({ kind, name }) => [kind, name])]).toEqual([
      [['t', 1]],
      [['view', 'v']],
    ]);
    expect(
      account.some(
        ({ fate, start, end }) => fate === 'forwarded' && dump.slice(start, end).includes('CREATE TABLE `v`'),
      ),
    ).toBe(false);
  });
});

describe("the dump's own name", () => {
  const QUALIFIED =
    'CREATE TABLE `q`.`t` (`id` int NOT NULL, PRIMARY KEY (`id`));\nINSERT INTO `q`.`t` VALUES (1);\nALTER TABLE `q`.`t` ADD KEY `k` (`id`);\n';

  it.each([
    ['that of the first CREATE DATABASE', `CREATE DATABASE \`q\`;\n${QUALIFIED}USE \`q\`;\n`, {}],
    ['that of the first USE', `USE \`q\`;\n${QUALIFIED}`, {}],
    ['that of a header in another language', `-- Datenbank: \`q\`\n--\n${QUALIFIED}`, {}],
    ['source_name', QUALIFIED, { sourceName: 'q' }],
    ["the target's", QUALIFIED, { database: 'q' }],
  ])('is %s', async (_, dump, options) => {
    const { tables } = await indexText(dump, options);
    expect(
      tables[0]?.statements.map(({ kind, start, cuts }) => [
        kind,
        cuts?.map((cut) => dump.slice(start + cut.start, start + cut.end)),
      ]),
    ).toEqual([
      ['create', ['`q`.']],
      ['insert', ['`q`.']],
      ['alter', ['`q`.']],
    ]);
  });

  it('means the target in views and foreign keys', async () => {
    const dump = `CREATE DATABASE q;\nUSE q;\n${T}CREATE TABLE u (a INT, FOREIGN KEY (a) REFERENCES q.t (id));\nCREATE VIEW q.v AS SELECT * FROM q.t;\n`;
    const { tables, objects } = await indexText(dump);
    expect([tables[1]?.references, objects[0]?.sql]).toEqual([['t'], 'CREATE VIEW v AS SELECT * FROM `shop`.t']);
  });

  it('is one only', async () => {
    expect(await codeOf(`CREATE DATABASE a;\nCREATE DATABASE b;\n${T}`)).toContain('names another database');
    expect(await codeOf(`-- Host: x    Database: a\nUSE b;\n${T}`)).toContain('names another database');
    expect(await codeOf(`${T}CREATE DATABASE b;\n`)).toContain('names another database');
  });
});

it.each([
  ["TIME_ZONE=IFNULL(@OLD_TIME_ZONE, 'system')"],
  ['FOREIGN_KEY_CHECKS=IF(@OLD_FOREIGN_KEY_CHECKS IS NULL, 1, @OLD_FOREIGN_KEY_CHECKS)'],
  ['SQL_NOTES=IFNULL(@OLD_SQL_NOTES, 1)'],
  ['default_storage_engine=InnoDB'],
  ['innodb_strict_mode=OFF'],
  ['SESSION max_allowed_packet=67108864'],
  ['SQL_QUOTE_SHOW_CREATE=1'],
  ['CHARACTER SET utf8'],
  ['SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'],
])('takes SET %s', async (assignment) => {
  expect((await indexText(`SET ${assignment};\n${T}`)).tables).toHaveLength(1);
});

it.each([
  [
    'CREATE INDEX',
    `${T}CREATE INDEX \`k\` ON \`t\` (\`n\`);\nCREATE UNIQUE INDEX \`u\` ON \`t\` (\`id\`, \`n\`);\n${ROW}`,
  ],
  ['TRUNCATE of an empty table', `${T}TRUNCATE TABLE \`t\`;\n${ROW}`],
  ['DELAYED', `${T}INSERT DELAYED INTO \`t\` VALUES (1,2);\n`],
  ['LOW_PRIORITY', `${T}INSERT LOW_PRIORITY IGNORE INTO \`t\` VALUES (1,2);\n`],
  ['histograms', `${T}${ROW}/*!50002 ANALYZE TABLE \`t\` UPDATE HISTOGRAM ON \`n\` WITH 4 BUCKETS */;\n`],
  ['USE of another database before comments', `${T}${ROW}USE \`phpmyadmin\`;\n\n-- Metadata for table t\n`],
])('takes %s', async (_, dump) => {
  expect((await indexText(dump)).tables.map(({ name, rows }) => [name, rows])).toEqual([['t', 1]]);
});

it('takes functions of geometry in rows', async () => {
  const dump =
    "CREATE TABLE g (id int, p point);\nINSERT INTO g VALUES (1, ST_GeomFromText('POINT(1 2)', SRID(p))),(2, ST_GeomFromWKB(0x01)),(3, GeomFromText('POINT(1 2)'));\n";
  expect((await indexText(dump)).tables[0]?.rows).toBe(3);
});

it('reads executable comments among columns and rows as the target does', async () => {
  const dump =
    "CREATE TABLE `t` (`id` int NOT NULL, /*!50705 `g` int NOT NULL, */ `n` varchar(9), PRIMARY KEY (`id`));\nINSERT INTO `t` VALUES (1, /*!50705 7, */ '/*!1'),(2, /*!50705 7, */ 'b');\n";
  const sums = async (text: string, server = {}) =>
    (await indexText(text, server)).tables.map(({ rows, content, lines }) => [rows, content, lines.kind]);
  const read = (keeps: boolean) => dump.replace(/\/\*!50705 (.*?) \*\//g, keeps ? '$1' : '');
  for (const [server, keeps] of [
    [{}, false],
    [{ server: MYSQL }, true],
  ] as const) {
    const [[rows, content] = []] = await sums(read(keeps), server);
    expect(await sums(dump, server)).toEqual([[rows, content, 'impossible']]);
  }
});

describe('a dump is complete by the last words of its tool', () => {
  const CLOSING =
    '/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;\n';
  const KEEPING =
    '/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;\n';

  it.each([
    [
      'mysqldump-php',
      `-- mysqldump-php https://github.com/ifsnop/mysqldump-php\n${T}`,
      '\n-- Dump completed on: Thu, 01 Jan 2026 02:39:55 +0000\n',
    ],
    [
      'mysqlpump',
      `-- Dump created by MySQL pump utility, version: 8.0.36, linux\n${T}`,
      '-- Dump end time: Thu Jan  1 02:39:55 2026\n',
    ],
    ['Adminer', `-- Adminer 4.8.1 MySQL 8.0 dump\n${T}`, '-- 2026-11-26 05:06:52\n'],
    ['phpMyAdmin', `-- phpMyAdmin SQL Dump\n${KEEPING}${T}`, `COMMIT;\n${CLOSING}`],
    ['HeidiSQL', `-- HeidiSQL Version:             12.6\n${KEEPING}${T}`, CLOSING],
    [
      'Navicat',
      `/*\n Navicat Premium Data Transfer\n*/\nSET FOREIGN_KEY_CHECKS = 0;\n${T}`,
      'SET FOREIGN_KEY_CHECKS = 1;\n',
    ],
  ])('%s', async (tool, dump, end) => {
    expect((await indexText(dump + end, { requireTrailer: true })).hasTrailer).toBe(true);
    const message = await codeOf(dump, { requireTrailer: true });
    expect(message).toContain(`of ${tool} and`);
    expect(message).toContain('database.require_trailer');
    if (!tool.startsWith('Nav'))
      expect(await codeOf(dump + end.slice(0, end.length / 2), { requireTrailer: true })).not.toBe('accepted');
  });
});

it('spares a table that is left out, whatever its engine, and names it otherwise', async () => {
  const dump = `${T}CREATE TABLE \`mg\` (\`a\` int) ENGINE=MRG_MyISAM UNION=(\`t\`);\nINSERT INTO mg VALUES (1);\nALTER TABLE mg ADD COLUMN x INT;\n`;
  expect((await indexText(dump, { include: (name) => name !== 'mg' })).tables.map(({ name }) => name)).toEqual(['t']);
  expect(await codeOf(dump)).toMatch(/table "mg" has the engine "MRG_MyISAM".*exclude_tables/);
});

it.each([
  ['UTF-16', Buffer.from('\ufeff-- MySQL dump', 'utf16le'), 'UTF-16'],
  ['UTF-16 without a mark', Buffer.from('-- MySQL dump', 'utf16le'), 'UTF-16'],
  ['gzip', Buffer.from('1f8b0800', 'hex'), 'gzip'],
  ['7z', Buffer.from('377abcaf271c0004', 'hex'), '7z'],
  ['XML', Buffer.from('<?xml version="1.0"?>\n<mysqldump>'), '--xml'],
  [
    "the tool's own messages",
    Buffer.from(`mysqldump: [Warning] Using a password on the command line interface can be insecure.\n${T}`),
    'message of the dump tool',
  ],
])('says what a file is that is no dump: %s', async (_, bytes, words) => {
  const error: unknown = await indexText(bytes).catch((reason: unknown) => reason);
  expect(String(error)).toContain(words);
});

describe("what Percona's mysqldump switches for RocksDB", () => {
  const PREPARE = 'PREPARE s FROM @enable_bulk_load;\nEXECUTE s;\nDEALLOCATE PREPARE s;\n';

  it('is dropped, word for word', async () => {
    const dump = `SET @enable_bulk_load = IF (@is_rocksdb_supported, 'SET SESSION rocksdb_bulk_load = 1', 'SET @dummy_rocksdb_bulk_load = 0');\n${PREPARE}${T}`;
    expect((await indexText(dump)).tables).toHaveLength(1);
  });

  it.each([
    ['another text', `SET @enable_bulk_load = 'DROP TABLE t';\n${PREPARE}`],
    [
      'another text behind its own',
      `SET @enable_bulk_load = IF (@is_rocksdb_supported, 'SET SESSION rocksdb_bulk_load = 1', 'DROP TABLE t');\n${PREPARE}`,
    ],
    ['another variable', 'PREPARE s FROM @mine;\n'],
    ['another name', 'PREPARE t FROM @enable_bulk_load;\n'],
    ['a string', "PREPARE s FROM 'DROP TABLE t';\n"],
    ['EXECUTE IMMEDIATE', "EXECUTE IMMEDIATE 'DROP TABLE t';\n"],
    ['nothing prepared', 'EXECUTE s;\n'],
    ['nothing prepared any more', 'PREPARE s FROM @enable_bulk_load;\nDEALLOCATE PREPARE s;\nEXECUTE s;\n'],
    [
      'a query of something else',
      "SELECT COUNT(*) INTO @is_rocksdb_supported FROM INFORMATION_SCHEMA.SESSION_VARIABLES WHERE VARIABLE_NAME='x';\n",
    ],
  ])('is refused with %s', async (_, dump) => {
    expect(await codeOf(`${T}${dump}`)).toMatch(/on line \d is refused/);
  });
});
