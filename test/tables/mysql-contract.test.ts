import { describe, expect, it } from 'vitest';
import { describeContentContract } from './content-contract.js';
import type { ContractServer } from './contract-server.js';
import { literal, SCHEMA, SERVER_NAME, startMysqlStand } from './mysql-stand.js';
import { describeIdentities } from './identity-contract.js';
import { csvImport, csvOf } from './import-csv.js';
import { describeMended } from './mended-contract.js';
import { describeReplays } from './replay-contract.js';
import { describeTargetContract } from './target-contract.js';

const PERSON = 'id INTEGER PRIMARY KEY, name VARCHAR(40), amount NUMERIC(10,2), born DATE, note TEXT';

const TABLES: ContractServer['tables'] = {
  person: `CREATE TABLE person (${PERSON})`,
  split: `CREATE TABLE split (${PERSON}) PARTITION BY RANGE (id)
    (PARTITION low VALUES LESS THAN (100), PARTITION high VALUES LESS THAN MAXVALUE)`,
  account:
    'CREATE TABLE account (id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL UNIQUE, name VARCHAR(40) NOT NULL)',
  coded: 'CREATE TABLE coded (code VARCHAR(20) UNIQUE, name VARCHAR(40))',
  twin: 'CREATE TABLE twin (word VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY, name VARCHAR(40))',
  checked: 'CREATE TABLE checked (id INTEGER PRIMARY KEY, age INTEGER, CONSTRAINT checked_age CHECK (age >= 0))',
  article: `CREATE TABLE article (id INTEGER PRIMARY KEY, account_id INTEGER, title VARCHAR(40),
    FOREIGN KEY (account_id) REFERENCES account (id))`,
  node: 'CREATE TABLE node (id INTEGER PRIMARY KEY, parent INTEGER, FOREIGN KEY (parent) REFERENCES node (id))',
  made: `CREATE TABLE made (id INTEGER AUTO_INCREMENT PRIMARY KEY, first VARCHAR(20), last VARCHAR(20),
    full_name VARCHAR(41) AS (CONCAT(first, ' ', last)) STORED)`,
  swallowing: undefined,
  deferred: undefined,
};

const start = async (): Promise<ContractServer> => {
  const { target, sql, stop } = await startMysqlStand();
  return { target, schema: SCHEMA, char: 'CHAR(', literal, sql, tables: TABLES, stop };
};

describeTargetContract(`${SERVER_NAME} as a target`, start);
describeReplays(`replays into ${SERVER_NAME}`, start);
describeMended(SERVER_NAME, 'DATETIME', start);
describeIdentities(`numbers that ${SERVER_NAME} gives`, 'AUTO_INCREMENT', start);

describeContentContract(SERVER_NAME, {
  start,
  content: `CREATE TABLE content (id INTEGER AUTO_INCREMENT PRIMARY KEY, kind VARCHAR(20) NOT NULL,
    title VARCHAR(80) NOT NULL, source VARCHAR(40) NOT NULL, foreign_id VARCHAR(40), available BOOLEAN NOT NULL DEFAULT TRUE,
    seen TIMESTAMP NULL, dedupe CHAR(64) CHARACTER SET ascii AS (SHA2(IF(foreign_id IS NULL,
      CONCAT('title', '|', kind, '|', LOWER(title)), CONCAT('external', '|', source, '|', foreign_id)), 256)) STORED UNIQUE)`,
  longAgo: "TIMESTAMP '2001-01-01 00:00:00'",
});

describe(`a table of ${SERVER_NAME} with several keys that may be NULL`, () => {
  it('takes the whole of a newer record', async () => {
    const { target, sql, stop } = await startMysqlStand();
    try {
      await sql(`CREATE TABLE product (sku VARCHAR(20) UNIQUE, ean VARCHAR(20) UNIQUE, name VARCHAR(40) NOT NULL,
        updated_at DATETIME); INSERT INTO product VALUES ('a', '1', 'old', '2026-01-02'), ('b', '2', 'kept', '2026-01-02')`);
      const records = [
        { sku: 'a', ean: '1', updated_at: '2026-01-03 00:00:00', name: 'new' },
        { sku: 'b', ean: '2', updated_at: '2026-01-01 00:00:00', name: 'old' },
      ];
      const changes = { key: ['sku'], onConflict: { newer: 'updated_at' } };
      const one = csvImport(target, SCHEMA, 'product', csvOf(records), changes);
      expect(await one.run()).toMatchObject({ updated: 1, unchanged: 1, rejected: 0 });
      one.remove();
      expect(await sql('SELECT sku, name, DATE(updated_at) FROM product ORDER BY sku')).toBe(
        'a\tnew\t2026-01-03\nb\tkept\t2026-01-02',
      );
    } finally {
      await stop();
    }
  });
});
