import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { TriggersBeforeRows } from '../../src/contracts/dump-import/settings.js';
import { stagingSchema } from '../../src/contracts/dump-import/target-names.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { BY_CLIENT, dumpOf, loadByClient, loadOurWay } from '../equality/both-ways.js';
import { differences, readTables } from '../equality/read-schema.js';
import { indexDumpFile, loadDumpFile, publishStaged } from '../support/load-dump-file.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { TargetServer } from '../support/target-server.js';
import { startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const INNODB = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci';

/** cases/dumps/13. */
const LOGGED = `CREATE TABLE \`a\` (\`id\` int NOT NULL, \`n\` varchar(10), PRIMARY KEY (\`id\`)) ${INNODB};
CREATE TABLE \`log\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)) ${INNODB};
CREATE TABLE \`other\` (\`id\` int NOT NULL) ${INNODB};
DELIMITER ;;
CREATE TRIGGER \`tr\` BEFORE INSERT ON \`a\` FOR EACH ROW BEGIN
  SET NEW.n = UPPER(NEW.n);
  INSERT INTO \`log\` VALUES (NEW.id);
END;;
DELIMITER ;
INSERT INTO \`a\` VALUES (1,'x'),(2,'y');
INSERT INTO \`other\` VALUES (1);
`;

/** Like Sakila's schema, which is followed by its rows. */
const SAKILA = `CREATE TABLE film (film_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, title VARCHAR(128) NOT NULL, description TEXT, PRIMARY KEY (film_id)) ${INNODB};
CREATE TABLE film_text (film_id SMALLINT NOT NULL, title VARCHAR(255) NOT NULL, description TEXT, PRIMARY KEY (film_id)) ${INNODB};
DELIMITER ;;
CREATE TRIGGER \`ins_film\` AFTER INSERT ON \`film\` FOR EACH ROW BEGIN
    INSERT INTO film_text (film_id, title, description) VALUES (new.film_id, new.title, new.description);
  END;;
CREATE TRIGGER \`upd_film\` AFTER UPDATE ON \`film\` FOR EACH ROW BEGIN
    UPDATE film_text SET title=new.title WHERE film_id=old.film_id;
  END;;
DELIMITER ;
INSERT INTO film VALUES ${Array.from({ length: 1_000 }, (_, at) => `(${at + 1},'TITLE ${at}','text of ${at}')`).join(',')};
`;

/**
 * What a trigger calls, what its tables' triggers do in turn, rows before and after it, and one that is dropped again.
 */
const CHAIN = `CREATE TABLE a (id int NOT NULL PRIMARY KEY) ${INNODB};
CREATE TABLE b (id int NOT NULL, seen int, KEY (id)) ${INNODB};
CREATE TABLE c (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, of_b int) ${INNODB};
CREATE TABLE d (id int NOT NULL PRIMARY KEY) ${INNODB};
INSERT INTO a VALUES (1),(2);
DELIMITER ;;
CREATE PROCEDURE note_it(one int) BEGIN INSERT INTO b VALUES (one, (SELECT COUNT(*) FROM a)); END;;
CREATE TRIGGER a_in AFTER INSERT ON a FOR EACH ROW CALL note_it(NEW.id);;
CREATE TRIGGER b_in AFTER INSERT ON b FOR EACH ROW INSERT INTO c (of_b) VALUES (NEW.id);;
DELIMITER ;
INSERT INTO a VALUES (3),(4);
INSERT INTO b VALUES (9,9);
DROP TRIGGER IF EXISTS a_in;
INSERT INTO a VALUES (5);
INSERT INTO d VALUES (7);
`;

/** A delete that foreign keys hand on, since the dump leaves them checked. */
const CASCADE = `CREATE TABLE p (id int NOT NULL PRIMARY KEY) ${INNODB};
CREATE TABLE k (id int NOT NULL PRIMARY KEY, p int, CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE) ${INNODB};
CREATE TABLE g (id int NOT NULL PRIMARY KEY) ${INNODB};
INSERT INTO p VALUES (1),(2),(3);
INSERT INTO k VALUES (1,1),(2,2),(3,3);
CREATE TRIGGER g_in AFTER INSERT ON g FOR EACH ROW DELETE FROM p WHERE id = NEW.id;
INSERT INTO g VALUES (2);
`;

let server: TargetServer;
let mysql: MysqlSettings;

beforeAll(async () => {
  server = await startTargetServer({ args: ['--log-bin-trust-function-creators=1'] });
  mysql = targetSettings(server, await createAccounts(server, { databases: ['shop', 'stock'] }));
});
afterAll(() => server.stop());

const fileOf = (sql: string): string => {
  const file = join(temporaryFolder('triggers'), 'dump.sql');
  writeFileSync(file, sql);
  return file;
};
const load = (dumpFile: string, triggersBeforeRows: TriggersBeforeRows) =>
  loadOurWay(mysql, 'shop', dumpFile, 'auto', { triggersBeforeRows });

/** Where the staging schema holds anything else than what the client made of the same dump. */
const besideTheClient = async (dumpFile: string) => {
  expect(await loadByClient(server, dumpFile)).toBeUndefined();
  return differences(await readTables(server, stagingSchema('shop')), await readTables(server, BY_CLIENT));
};
const kinds = ({ proofs }: Awaited<ReturnType<typeof load>>) =>
  Object.fromEntries(proofs.map(({ table, content }) => [table, content.kind]));

describe('a trigger before rows of its table', () => {
  it.each([
    [
      'alone',
      LOGGED,
      /^Cannot take the dump of "shop": trigger "tr" \(line 5\) stands before rows of its table "a" \(line 10\): the client fires it .*load\.triggers_before_rows to fire .* or skip/,
    ],
    ['as in Sakila', SAKILA, /trigger "ins_film" \(line 4\) stands before rows of its table "film" \(line 11\)/],
    [
      'with others',
      CHAIN,
      /trigger "a_in" \(line 8\) stands before rows of its table "a" \(line 11\) and 1 more likewise/,
    ],
  ])('is refused by default, with both lines and both ways out (%s)', async (_, sql, message) => {
    await expect(load(fileOf(sql), 'refuse')).rejects.toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is skipped if the configuration says skip: the rows stay as in the dump, all of them proved', async () => {
    const done = await load(fileOf(LOGGED), 'skip');
    expect(kinds(done)).toEqual({ a: 'proved', log: 'proved', other: 'proved' });
    expect(await server.query('SELECT id, n FROM imp_shop.a; SELECT COUNT(*) FROM imp_shop.log')).toBe('1\tx\n2\ty\n0');
  });

  it.each([
    ['that changes its rows and logs them', LOGGED, { a: 'counted', log: 'unproved', other: 'proved' }],
    ['of Sakila', SAKILA, { film: 'proved', film_text: 'unproved' }],
    [
      'that calls a procedure, and starts another, and is dropped',
      CHAIN,
      { a: 'unproved', b: 'unproved', c: 'unproved', d: 'proved' },
    ],
    ['whose delete goes along foreign keys', CASCADE, { p: 'unproved', k: 'unproved', g: 'proved' }],
  ])(
    'fires as with the client where the configuration says so, and what can be proved is proved: one %s',
    async (_, sql, expected) => {
      const dumpFile = fileOf(sql);
      const done = await load(dumpFile, 'fire');
      expect(await besideTheClient(dumpFile)).toEqual([]);
      expect(kinds(done)).toEqual(expected);
      expect(
        await server.query("SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'imp_shop'"),
      ).toBe('0');
    },
  );

  it('is found in --no-data followed by --no-create-info, as the tools write them', async () => {
    await server.query('DROP DATABASE IF EXISTS made; CREATE DATABASE made CHARACTER SET utf8mb4');
    await server.load(fileOf(SAKILA), 'made');
    const [schema, rows] = [
      await dumpOf(server, 'made', ['--no-data', '--triggers']),
      await dumpOf(server, 'made', ['--no-create-info', '--skip-triggers', '--ignore-table=made.film_text']),
    ];
    const dumpFile = fileOf(readFileSync(schema, 'utf8') + readFileSync(rows, 'utf8'));
    await expect(load(dumpFile, 'refuse')).rejects.toMatchObject({ code: 'DUMP_STATEMENT_REFUSED' });
    await load(dumpFile, 'fire');
    expect(await besideTheClient(dumpFile)).toEqual([]);
    expect(await server.query('SELECT COUNT(*) FROM imp_shop.film_text')).toBe('1000');
  });

  it('that writes to another database of the pipeline cannot fire, since that is loaded apart', async () => {
    const settings = pipelineSettings('two', ['shop', 'stock'], { requireTrailer: false, triggersBeforeRows: 'fire' });
    const dumpFile = fileOf(LOGGED.replace('INTO `log`', 'INTO stock.`log`'));
    const indexing = indexDumpFile(mysql, settings, dumpFile);
    await expect(indexing).rejects.toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      message: expect.stringContaining('may write to "stock", which is loaded separately') as string,
    });
  });

  it('after its rows, dropped before them, or for another statement than INSERT does not matter', async () => {
    const trigger = 'CREATE TRIGGER t1 BEFORE INSERT ON a FOR EACH ROW SET NEW.id = NEW.id + 1;\n';
    const table = `CREATE TABLE a (id int NOT NULL PRIMARY KEY) ${INNODB};\n`;
    const rows = 'INSERT INTO a VALUES (1);\n';
    for (const sql of [
      table + rows + trigger,
      `${table}${trigger}DROP TRIGGER IF EXISTS t1;\n${rows}${trigger}`,
      table + trigger.replace('INSERT', 'UPDATE') + rows,
    ]) {
      const dumpFile = fileOf(sql);
      expect(kinds(await load(dumpFile, 'refuse'))).toEqual({ a: 'proved' });
      expect(await besideTheClient(dumpFile)).toEqual([]);
    }
  });

  it('goes live with what it made, and is there for the rows to come', async () => {
    const settings = pipelineSettings('import', ['shop'], { requireTrailer: false, triggersBeforeRows: 'fire' });
    const dumpFile = fileOf(LOGGED);
    const index = await indexDumpFile(mysql, settings, dumpFile);
    const loading = { runId: 'live', dumpFile, index, connections: 2 };
    await loadDump(mysql, {
      ...loading,
      ...{ pipeline: settings.name, database: 'shop', afterLoad: [], onProgress: () => undefined },
    });
    expect((await loadDumpFile(mysql, { settings, ...loading })).report.resumed).toBe(3);
    await publishStaged(mysql, settings, 'live');
    await server.query("INSERT INTO shop.a VALUES (3, 'z')");
    expect(await server.query('SELECT n FROM shop.a ORDER BY id; SELECT id FROM shop.log ORDER BY id')).toBe(
      'X\nY\nZ\n1\n2\n3',
    );
  });
});
