import { HEADER, harmless, refused, ROWS, TABLE, TRAILER } from './hostile-dump.js';
import type { HostileDump } from './hostile-dump.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const good = `${HEADER}${TABLE}${ROWS}${TRAILER}`;
const bytes = (name: string, content: Buffer, expected: HostileDump['expected']): HostileDump => ({
  name,
  bytes: content,
  expected,
  use: [],
});
const long = 'n'.repeat(65);

/** Bytes that are read in another way than they are meant. */
export const HOSTILE_BYTES: readonly HostileDump[] = [
  // Character sets whose letters hold a quote, a backslash or a delimiter.
  ...['sjis', 'cp932', 'gbk', 'gb18030', 'big5', 'ucs2', 'utf16', 'utf16le', 'utf32'].map((charset) =>
    bytes(
      `SET NAMES ${charset}, then a letter that holds a backslash`,
      latin1(
        `${HEADER}${TABLE}/*!50000 SET NAMES ${charset} */;\nINSERT INTO t VALUES (1,'\x95\x5c'),(2,',(victim.leak(1)),(\\''); -- ');\n${TRAILER}`,
      ),
      { code: 'DUMP_CHARSET_UNSUPPORTED', line: 6 },
    ),
  ),
  bytes('character_set_client sjis', latin1(`${HEADER}${TABLE}SET character_set_client = 'sjis';\n${TRAILER}`), {
    code: 'DUMP_CHARSET_UNSUPPORTED',
    line: 6,
  }),
  bytes(
    'collation_connection of gbk',
    latin1(`${HEADER}${TABLE}SET collation_connection = gbk_chinese_ci;\n${TRAILER}`),
    {
      code: 'DUMP_CHARSET_UNSUPPORTED',
      line: 6,
    },
  ),
  refused('SET CHARACTER SET', `${HEADER}${TABLE}⟪SET CHARACTER SET sjis;\n${TRAILER}`, 'DUMP_CHARSET_UNSUPPORTED'),
  bytes(
    'an introducer of sjis, which changes no quotes',
    latin1(`${HEADER}${TABLE}INSERT INTO t VALUES (1,_sjis'\x95\\'),(2,'a');\n${TRAILER}`),
    {
      code: 'DUMP_TRUNCATED',
      line: 6,
    },
  ),
  bytes(
    'latin1 bytes that are no UTF-8, before a quote',
    latin1(`${HEADER}${TABLE}SET NAMES latin1;\nINSERT INTO t VALUES (1,'\xe9');\n${TRAILER}`),
    'harmless',
  ),
  bytes(
    'a cut UTF-8 letter before a quote',
    latin1(`${HEADER}${TABLE}INSERT INTO t VALUES (1,'\xe2\x82'),(2,'b');\n${TRAILER}`),
    {
      code: 'PROOF_FAILED',
      line: 5,
    },
  ),
  // A byte that the server treats as a blank turns the dashes into a comment, and the following string into code.
  bytes(
    'a comment by a blank of latin1 among the rows',
    latin1(
      `${HEADER}${TABLE}SET NAMES latin1;\nINSERT INTO t VALUES (1,2 --\xa0 '\n),(3,(SELECT word FROM victim.secret)) -- ');\n${TRAILER}`,
    ),
    { code: 'DUMP_STATEMENT_REFUSED', line: 7 },
  ),
  bytes(
    'a comment by a blank of latin1 in a table',
    latin1(
      `${HEADER}SET NAMES latin1;\nCREATE TABLE u (a INT DEFAULT 1 --\xa0 '\n) ENGINE=MyISAM DATA DIRECTORY='/tmp' -- ');\n${TRAILER}`,
    ),
    { code: 'DUMP_STATEMENT_REFUSED', line: 6 },
  ),
  bytes(
    'words parted by a blank of cp852',
    latin1(`${HEADER}SET NAMES cp852;\nCREATE TABLE u (a INT) AS\xffSELECT\xff1;\n${TRAILER}`),
    { code: 'DUMP_STATEMENT_REFUSED', line: 6 },
  ),
  bytes(
    'letters of latin1 in a routine',
    latin1(
      `${HEADER}${TABLE}${ROWS}SET NAMES latin1;\nDELIMITER ;;\nCREATE PROCEDURE p() BEGIN DECLARE gr\xf6\xdfe INT; END;;\nDELIMITER ;\n${TRAILER}`,
    ),
    'harmless',
  ),
  // How quotes are read changes in the middle.
  refused(
    'NO_BACKSLASH_ESCAPES switched on',
    `${HEADER}${TABLE}SET sql_mode = 'NO_BACKSLASH_ESCAPES';\n⟪INSERT INTO t VALUES (1,'\\'),(2,(SELECT word FROM victim.secret)); -- ');\n${TRAILER}`,
  ),
  harmless(
    'NO_BACKSLASH_ESCAPES switched on and off',
    `SET @m = @@sql_mode, sql_mode = 'NO_BACKSLASH_ESCAPES';\nINSERT INTO t VALUES (7,'\\');\nSET sql_mode = @m;\nINSERT INTO t VALUES (8,'\\'),(3,''),(victim.leak(1)) -- ');`,
  ),
  refused(
    'ANSI_QUOTES switched on',
    `${HEADER}${TABLE}SET sql_mode = 'ANSI_QUOTES';\n⟪INSERT INTO "victim"."secret" VALUES (9,'canary');\n${TRAILER}`,
  ),
  refused(
    'ANSI switched on by its other name',
    `${HEADER}${TABLE}SET sql_mode = 'STRICT_TRANS_TABLES, ORACLE';\n⟪INSERT INTO t VALUES (9,"victim"."leak"(1));\n${TRAILER}`,
  ),
  refused(
    'ANSI_QUOTES by its number',
    `${HEADER}${TABLE}⟪SET sql_mode = 4;\nINSERT INTO "victim"."secret" VALUES (9,'canary');\n${TRAILER}`,
  ),
  refused(
    'ANSI_QUOTES in hexadecimal',
    `${HEADER}${TABLE}⟪SET sql_mode = 0x414E53495F51554F544553;\nINSERT INTO "victim"."secret" VALUES (9,'canary');\n${TRAILER}`,
  ),
  refused(
    'sql_mode by an expression',
    `${HEADER}${TABLE}⟪SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES');\n${TRAILER}`,
  ),
  // Ends that do not end anything.
  refused(
    'a string without its end',
    `${HEADER}${TABLE}⟪INSERT INTO t VALUES (1,'canary);\n${TRAILER}`,
    'DUMP_TRUNCATED',
  ),
  refused(
    'a name without its end',
    `${HEADER}${TABLE}⟪INSERT INTO \`t VALUES (1,'canary');\n${TRAILER}`,
    'DUMP_TRUNCATED',
  ),
  refused('a comment without its end', `${HEADER}${TABLE}⟪/* canary;\n${TRAILER}`, 'DUMP_TRUNCATED'),
  refused(
    'an executable comment without its end',
    `${HEADER}${TABLE}⟪/*!50000 INSERT INTO t VALUES (1,'a');\n${TRAILER}`,
  ),
  refused(
    'a statement without its end',
    `${HEADER}${TABLE}⟪INSERT INTO t VALUES (1,'canary')\n${TRAILER}`,
    'DUMP_TRUNCATED',
  ),
  bytes('no trailer', Buffer.from(`${HEADER}${TABLE}${ROWS}`), { code: 'DUMP_TRUNCATED' }),
  bytes(
    'a trailer inside a string',
    Buffer.from(`${HEADER}${TABLE}INSERT INTO t VALUES (1,'\n-- Dump completed on 2026-11-24  3:59:05\n');\n`),
    { code: 'DUMP_TRUNCATED' },
  ),
  bytes(
    'a trailer inside a comment',
    Buffer.from(`${HEADER}${TABLE}/*\n-- Dump completed on 2026-11-24  3:59:05\n*/ ;\n`),
    { code: 'DUMP_TRUNCATED' },
  ),
  bytes('nothing at all', Buffer.alloc(0), { code: 'DUMP_TRUNCATED' }),
  // Other files.
  bytes('a file of zeros', Buffer.alloc(5_000), { code: 'DUMP_TRUNCATED', line: 1 }),
  bytes('UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good, 'utf16le')]), {
    code: 'DUMP_CHARSET_UNSUPPORTED',
    line: 1,
  }),
  bytes('UTF-16 without a mark', Buffer.from(good, 'utf16le'), { code: 'DUMP_CHARSET_UNSUPPORTED', line: 1 }),
  bytes('a ZIP', Buffer.from('PK\x03\x04\x14\x00\x00\x00;\n', 'latin1'), { code: 'DUMP_SYNTAX', line: 1 }),
  bytes('UTF-8 with its mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(good)]), 'harmless'),
  bytes('line ends of Windows', Buffer.from(good.replaceAll('\n', '\r\n')), 'harmless'),
  bytes('a mark of UTF-8 in the middle', Buffer.from(`${HEADER}${TABLE}\ufeff${ROWS}${TRAILER}`), {
    code: 'DUMP_STATEMENT_REFUSED',
    line: 6,
  }),
  refused('a zero byte between words', `${HEADER}${TABLE}⟪INSERT\0INTO t VALUES (1,'a');\n${TRAILER}`),
  refused('a zero byte among the rows', `${HEADER}${TABLE}⟪INSERT INTO t VALUES (1,'a')\0;\n${TRAILER}`),
  refused('a zero byte in a name', `${HEADER}⟪CREATE TABLE \`a\0b\` (a INT);\n${TRAILER}`, 'MYSQL_STATEMENT_FAILED'),
  harmless('zero bytes in a string', "INSERT INTO t VALUES (7,'a\0b');"),
  // Depth and length.
  harmless('a comment of 100,000 openings', `${'/* '.repeat(100_000)}*/`),
  harmless('100,000 comments', '/**/'.repeat(100_000)),
  refused('100,000 openings of executable comments', `${HEADER}${TABLE}⟪${'/*!50000 '.repeat(100_000)};\n${TRAILER}`),
  refused(
    '100,000 parentheses in a table',
    `${HEADER}⟪CREATE TABLE u (a INT DEFAULT ${'('.repeat(100_000)}1${')'.repeat(100_000)});\n${TRAILER}`,
    'MYSQL_STATEMENT_FAILED',
  ),
  refused(
    '100,000 parentheses in a row',
    `${HEADER}${TABLE}⟪INSERT INTO t VALUES (1,${'('.repeat(100_000)}1${')'.repeat(100_000)});\n${TRAILER}`,
    'MYSQL_STATEMENT_FAILED',
  ),
  refused('100,000 parentheses without their ends', `${HEADER}⟪CREATE TABLE u ${'('.repeat(100_000)};\n${TRAILER}`),
  // Names.
  refused('a table twice', `${HEADER}${TABLE}⟪${TABLE}${TRAILER}`),
  harmless('a table twice, in another case', 'CREATE TABLE `T` (`id` int);'),
  refused('a column twice', `${HEADER}⟪CREATE TABLE u (a INT, A INT);\n${TRAILER}`, 'MYSQL_STATEMENT_FAILED'),
  refused(
    'a table name of 65 letters',
    `${HEADER}⟪CREATE TABLE ${long} (a INT);\n${TRAILER}`,
    'MYSQL_STATEMENT_FAILED',
  ),
  refused(
    'a path as a name with the mark of old servers',
    `${HEADER}⟪CREATE TABLE \`#mysql50#../victim/made\` (a INT);\n${TRAILER}`,
    'MYSQL_STATEMENT_FAILED',
  ),
  harmless('a path as a name', 'CREATE TABLE `../victim/made` (`id` int);\nINSERT INTO `../victim/made` VALUES (1);'),
  harmless(
    'a name with quotes, dots and semicolons',
    'CREATE TABLE `a``.\'b";--` (`id` int);\nINSERT INTO `a``.\'b";--` VALUES (1);',
  ),
  refused('rows of a table that is not there', `${HEADER}${TABLE}⟪INSERT INTO nowhere VALUES (1);\n${TRAILER}`),
  refused(
    'fewer values than columns',
    `${HEADER}${TABLE}⟪INSERT INTO t VALUES (1);\n${TRAILER}`,
    'MYSQL_STATEMENT_FAILED',
  ),
  refused(
    'a key twice',
    `${HEADER}${TABLE}⟪INSERT INTO t VALUES (1,'a'),(1,'b');\n${TRAILER}`,
    'MYSQL_STATEMENT_FAILED',
  ),
  // What looks bad and is not.
  harmless(
    'replication settings',
    "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_USER='canary';\nSET @@GLOBAL.GTID_PURGED='+' '3e11fa47-71ca-11e1-9e33-c80aa9429562:1';\nSET GLOBAL gtid_slave_pos='0-1-2';",
  ),
  harmless('a switch of the binary log', 'SET @@SESSION.SQL_LOG_BIN = 0;'),
  harmless(
    'bad words in strings and comments',
    "INSERT INTO t VALUES (7,'; DROP DATABASE victim; --'),(8,'*/ GRANT ALL'); -- \\! touch /tmp/canary\n# source /etc/passwd\n/* DELETE FROM victim.secret; */",
  ),
  harmless('code for other servers', '/*!80000 DELETE FROM victim.secret */;\n/*!99999 GRANT ALL ON *.* TO canary */;'),
  harmless(
    'locks and transactions of its own',
    'LOCK TABLES `shop`.`t` WRITE;\nUNLOCK TABLES;\nSTART TRANSACTION;\nCOMMIT;',
  ),
  harmless('sums in a row', "INSERT INTO t VALUES (7,CONCAT('a',UNHEX('62'))),(8,UPPER('x'));"),
];
