import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isStevedoreError } from '../../src/contracts/errors.js';
import type { StevedoreError } from '../../src/contracts/errors.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { loadDumpFile, publishStaged } from '../support/load-dump-file.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { HOSTILE_BODIES } from './bodies.js';
import { HOSTILE_BYTES } from './bytes.js';
import type { HostileDump } from './hostile-dump.js';
import { HOSTILE_ON_MYSQL } from './mysql-only.js';
import { ON_MYSQL } from './on-mysql.js';
import { readServerState } from './server-state.js';
import { HOSTILE_STATEMENTS } from './statements.js';

const VICTIM = `
CREATE DATABASE victim;
CREATE TABLE victim.secret (id INT PRIMARY KEY, word VARCHAR(50));
INSERT INTO victim.secret VALUES (1,'canary-one'),(2,'canary-two');
CREATE TABLE victim.taken (word TEXT);
${onMysql ? '' : 'CREATE SEQUENCE victim.counter;'}
CREATE VIEW victim.shown AS SELECT id FROM victim.secret;
CREATE TRIGGER victim.watch BEFORE DELETE ON victim.secret FOR EACH ROW SET @seen = 1;
CREATE PROCEDURE victim.wipe() DELETE FROM victim.secret;
CREATE FUNCTION victim.leak(x TEXT) RETURNS TEXT RETURN (SELECT MAX(word) FROM victim.secret);
CREATE USER victim IDENTIFIED BY 'victim-password';
GRANT SELECT ON victim.* TO victim;`;

let server: MariadbServer;
let mysql: MysqlSettings;
const files = temporaryFolder('secure');
const guards = { ...pipelineSettings('import', ['shop']).publish.guards, enabled: false };
const settings = pipelineSettings('import', ['shop'], {
  publish: { ...pipelineSettings('import', ['shop']).publish, guards },
});

beforeAll(async () => {
  server = await startTargetServer({
    args: [
      '--event-scheduler=ON',
      `--secure-file-priv=${files}`,
      '--log-bin=binlog',
      '--server-id=1',
      '--log-bin-trust-function-creators=1',
    ],
  });
  mysql = targetSettings(server, await createAccounts(server, { databases: ['shop'] }));
  await server.query(VICTIM.replaceAll('\n', ' '));
  writeFileSync(join(files, 'canary.txt'), 'as it was');
});
afterAll(async () => {
  await server.stop();
  removeTemporaryFolder(files);
});

let runs = 0;
/** From the dump to live, as a run does it; the error that stopped it. */
const importDump = async (dump: HostileDump): Promise<StevedoreError | undefined> => {
  const directory = temporaryFolder('work');
  const dumpFile = join(directory, 'dump.sql');
  writeFileSync(dumpFile, dump.bytes);
  const runId = `run-${++runs}`;
  try {
    await loadDumpFile(mysql, { settings, runId, dumpFile });
    await publishStaged(mysql, settings, runId);
    return undefined;
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    return error;
  } finally {
    removeTemporaryFolder(directory);
  }
};

const state = () => readServerState(server, [files]);

const KINDS: readonly (readonly [kind: string, dumps: readonly HostileDump[]])[] = [
  ['a statement', HOSTILE_STATEMENTS],
  ['a view, trigger, routine or event', HOSTILE_BODIES],
  ['bytes', HOSTILE_BYTES],
  ...(onMysql ? [['a statement or body of MySQL', HOSTILE_ON_MYSQL] as const] : []),
];

describe.each(KINDS)('%s that means harm', (_kind, dumps) => {
  it.each(dumps.map((dump): [string, HostileDump] => [dump.name.slice(0, 120), dump]))(
    'does none: %s',
    async (_name, dump) => {
      rmSync('/tmp/canary', { force: true });
      const before = await state();
      const started = Date.now();
      const error = await importDump(dump);
      for (const sql of error === undefined ? dump.use : []) await server.query(sql).catch(() => undefined);
      expect(await state()).toEqual(before);
      expect(existsSync('/tmp/canary')).toBe(false);
      expect(Date.now() - started).toBeLessThan(20_000);
      const expected = (onMysql ? ON_MYSQL[dump.name] : undefined) ?? dump.expected;
      if (expected === 'harmless') {
        expect(error).toBeUndefined();
        return;
      }
      const found = error && { code: error.code, ...(expected.line !== undefined && { line: error.details['line'] }) };
      expect([found, error?.message]).toEqual([expected, error?.message]);
      // The reason shows nothing that the dump wrote, except names of tables and objects.
      expect(error?.message).not.toMatch(/canary|victim-password/);
    },
  );
});

it.each([
  [
    "UPDATE victim.secret SET word = 'other' WHERE id = 1",
    "UPDATE victim.secret SET word = 'canary-one' WHERE id = 1",
    'rows',
  ],
  ['CREATE TABLE victim.made (a INT)', 'DROP TABLE victim.made', 'columns'],
  ['CREATE DATABASE made', 'DROP DATABASE made', 'schemas'],
  [
    'CREATE TRIGGER victim.made BEFORE INSERT ON victim.secret FOR EACH ROW SET @a = 1',
    'DROP TRIGGER victim.made',
    'triggers',
  ],
  ['CREATE PROCEDURE victim.made() SELECT 1', 'DROP PROCEDURE victim.made', 'routines'],
  ['CREATE EVENT victim.made ON SCHEDULE EVERY 1 DAY DO SET @a = 1', 'DROP EVENT victim.made', 'events'],
  ['GRANT SELECT ON shop.* TO victim', 'REVOKE SELECT ON shop.* FROM victim', 'grants'],
  ["CREATE USER made IDENTIFIED BY 'x'", 'DROP USER made', 'accounts'],
  ['SET GLOBAL max_connections = 99', 'SET GLOBAL max_connections = DEFAULT', 'variables'],
  ["SELECT 1 INTO OUTFILE 'made'", 'DO 1', 'files'],
])('the comparison would see: %s', async (harm, undo, what) => {
  const before = await state();
  await server.query(harm.replace("'made'", `'${join(files, 'made')}'`));
  const after = await state();
  await server.query(undo);
  rmSync(join(files, 'made'), { force: true });
  expect(Object.keys(after).filter((key) => after[key] !== before[key])).toContain(what);
  expect(await state()).toEqual(before);
});

it('is a list of eighty dumps and more', () => {
  expect([...HOSTILE_STATEMENTS, ...HOSTILE_BODIES, ...HOSTILE_BYTES].length).toBeGreaterThanOrEqual(80);
});

it('names every dump that behaves differently on MySQL', () => {
  const names = [...HOSTILE_STATEMENTS, ...HOSTILE_BODIES, ...HOSTILE_BYTES].map(({ name }) => name);
  expect(Object.keys(ON_MYSQL).filter((name) => !names.includes(name))).toEqual([]);
});
