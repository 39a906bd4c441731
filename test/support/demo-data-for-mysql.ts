/** The demo's data as MySQL takes it: without MariaDB's sequences of numbers, column types, storage engine and MD5. */
export const forMysql = (sql: string): string =>
  sql
    .replace(/\bseq_(\d+)_to_(\d+)\b/g, '(SELECT n AS seq FROM numbers.up WHERE n BETWEEN $1 AND $2) s')
    .replace(/\bINET6\b/g, 'VARCHAR(45) CHARACTER SET ascii')
    .replace(/\bUUID\b/g, 'CHAR(36) CHARACTER SET ascii')
    .replace(/\bMD5\(([^()]*)\)/g, 'LEFT(SHA2($1, 256), 32)')
    .replace(/ENGINE=Aria/g, 'ENGINE=InnoDB');

/** SQL for a table of the numbers that the demo's data for this many persons counts with. */
export const sequenceFor = (persons: number): string =>
  `CREATE DATABASE numbers; SET SESSION cte_max_recursion_depth = 100000000;
  CREATE TABLE numbers.up (n BIGINT NOT NULL PRIMARY KEY)
    AS WITH RECURSIVE up AS (SELECT 0 AS n UNION ALL SELECT n + 1 FROM up WHERE n < ${Math.max(1_000, persons * 20)}) SELECT n FROM up`;
