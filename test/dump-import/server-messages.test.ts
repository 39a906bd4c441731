import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { loadOurWay } from '../equality/both-ways.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { TargetServer } from '../support/target-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: TargetServer;
let mysql: MysqlSettings;

beforeAll(async () => {
  server = await startTargetServer();
  mysql = targetSettings(server, await createAccounts(server, { databases: ['shop'] }));
});
afterAll(() => server.stop());

const HEAD = "SET NAMES utf8mb4;\nSET UNIQUE_CHECKS=0, FOREIGN_KEY_CHECKS=0, SQL_MODE='NO_AUTO_VALUE_ON_ZERO';\n";

/** What each dump is refused with: the number of the server, and the object that it is about. */
const REFUSED: readonly (readonly [what: string, sql: string, message: RegExp])[] = [
  [
    'a duplicate key',
    "CREATE TABLE `k` (`a` varchar(10) NOT NULL, UNIQUE KEY `by_a` (`a`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;\nINSERT INTO `k` VALUES ('strasse'),('STRASSE');\n",
    /^Cannot load rows into table "k" \(line 4 of the dump, byte \d+\): the server answered 1062 ER_DUP_ENTRY: two rows have the same value of the key "(k\.)?by_a"$/,
  ],
  ...(onMysql
    ? ([
        [
          'a default of a TEXT',
          "CREATE TABLE `t` (`id` int, `z` text DEFAULT 'abc') ENGINE=InnoDB;\n",
          /1101 \S+: BLOB.* column 'z' can't have a default value/,
        ],
      ] as const)
    : ([
        [
          'a key that is too long',
          'CREATE TABLE `k` (`a` varchar(1000) NOT NULL, KEY (`a`)) ENGINE=InnoDB ROW_FORMAT=COMPACT DEFAULT CHARSET=utf8mb4;\n',
          /^Cannot create table "k" \(line 3 of the dump.*the server answered 1709\b.*767 bytes/,
        ],
        [
          'a check on an AUTO_INCREMENT',
          'CREATE TABLE `m` (`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, CONSTRAINT `m_chk` CHECK (`id` > 0)) ENGINE=InnoDB;\n',
          /table "m".*1901\b.*AUTO_INCREMENT.*CHECK.*`id`/,
        ],
        [
          'a row format',
          'CREATE TABLE `w` (a int) ENGINE=InnoDB ROW_FORMAT=FIXED;\n',
          /1005 \S+: Can't create table `imp_shop`.`w`/,
        ],
      ] as const)),
];

it.each(REFUSED)("the server's own text is shown only if it names nothing but objects: %s", async (_, sql, message) => {
  const dumpFile = join(temporaryFolder('messages'), 'dump.sql');
  writeFileSync(dumpFile, HEAD + sql);
  const refused: unknown = await loadOurWay(mysql, 'shop', dumpFile, 'auto').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'MYSQL_STATEMENT_FAILED', message: expect.stringMatching(message) as string });
  expect(String(refused)).not.toMatch(/strasse/i);
});
