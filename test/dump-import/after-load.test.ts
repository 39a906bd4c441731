import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { loadDumpFile } from '../support/load-dump-file.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** An engine that every version of the server has and that is not the default. */
const ENGINE = onMysql ? 'MyISAM' : 'Aria';

const DUMP = `-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB
CREATE TABLE \`parent\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)) ENGINE=InnoDB;
INSERT INTO \`parent\` VALUES (1),(2);
CREATE TABLE \`person\` (\`id\` int NOT NULL, \`name\` varchar(20), PRIMARY KEY (\`id\`),
  CONSTRAINT \`fk\` FOREIGN KEY (\`id\`) REFERENCES \`parent\` (\`id\`)) ENGINE=InnoDB;
INSERT INTO \`person\` VALUES (1,'a'),(2,'b');
CREATE TABLE \`air\` (\`id\` int NOT NULL) ENGINE=${ENGINE};
INSERT INTO \`air\` VALUES (7);
-- Dump completed on 2026-03-01  1:30:00
`;

let server: MariadbServer;
let mysql: MysqlSettings;
const settings = pipelineSettings('import', ['shop']);

beforeAll(async () => {
  server = await startTargetServer();
  mysql = targetSettings(server, await createAccounts(server, { databases: ['shop'] }));
});
afterAll(() => server.stop());

const importWith = async (runId: string, afterLoad: readonly string[]) => {
  const dumpFile = join(temporaryFolder('after-load'), 'dump.sql');
  writeFileSync(dumpFile, DUMP);
  await loadDumpFile(mysql, { settings, runId, dumpFile, afterLoad });
  return publishGeneration(mysql, { settings, runId });
};
const shown = (table: string) => server.query(`SHOW CREATE TABLE shop.${table}`);

it('after_load adds what the portal needs, in staging, and the publish brings it live', async () => {
  await importWith('r1', [
    'ALTER TABLE person ADD INDEX by_name (name)',
    'ALTER TABLE person DROP FOREIGN KEY fk',
    'ALTER TABLE air ENGINE=InnoDB',
  ]);
  expect(await shown('person')).toContain('KEY `by_name` (`name`)');
  expect(await shown('person')).not.toContain('FOREIGN KEY');
  expect(await shown('air')).toContain('ENGINE=InnoDB');
  expect(await server.query('SELECT GROUP_CONCAT(name) FROM shop.person')).toBe('a,b');
});

it('after_load that fails stops the run, reported by its place and not by its text', async () => {
  const failing = importWith('r2', [
    'ALTER TABLE person ADD INDEX by_name (name)',
    'ALTER TABLE person ADD INDEX x (canary)',
  ]);
  await expect(failing).rejects.toMatchObject({
    code: 'MYSQL_STATEMENT_FAILED',
    message: expect.stringMatching(/Cannot run statement 2 of after_load for "shop"/) as string,
  });
  expect(await shown('person')).toContain('KEY `by_name` (`name`)');
});

it('after_load reaches staging and nothing else', async () => {
  await expect(importWith('r3', ['DELETE FROM shop.person'])).rejects.toMatchObject({
    code: 'MYSQL_PERMISSION_DENIED',
  });
  expect(await server.query('SELECT COUNT(*) FROM shop.person')).toBe('2');
});

it('after_load that changes or removes rows is found by the proof', async () => {
  await expect(importWith('r4', ["UPDATE person SET name = 'c'"])).rejects.toMatchObject({ code: 'PROOF_FAILED' });
  await expect(importWith('r5', ['DELETE FROM person WHERE id = 2'])).rejects.toMatchObject({ code: 'PROOF_FAILED' });
  expect(await server.query('SELECT GROUP_CONCAT(name) FROM shop.person')).toBe('a,b');
});
