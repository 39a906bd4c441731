import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withConnection } from '../../src/connectors/mysql/open-connection.js';
import { isStevedoreError } from '../../src/contracts/errors.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { askCollations } from '../../src/dump-import/collations/known-collations.js';
import { suggestCollation } from '../../src/dump-import/collations/suggest-collation.js';
import { indexDump } from '../support/index-dump.js';
import { loadDumpFile, publishStaged } from '../support/load-dump-file.js';
import { runProgram } from '../support/child-process.js';
import type { DatabaseServer } from '../support/database-server.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import { startMariadb } from '../support/mariadb-server.js';
import { mysqlProgram, startMysql } from '../support/mysql-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

type Flavor = 'mysql' | 'mariadb';
let servers: Readonly<Record<Flavor, DatabaseServer>>;
let targets: Readonly<Record<Flavor, MysqlSettings>>;

/** What only one of the two knows: one for everything, two for columns. */
const OWN = {
  mysql: {
    standard: 'utf8mb4_0900_ai_ci',
    columns: ['utf8mb4_0900_as_cs', 'utf8mb4_de_pb_0900_ai_ci', 'utf8mb4_0900_bin'],
  },
  mariadb: {
    standard: 'utf8mb4_uca1400_ai_ci',
    columns: ['utf8mb4_uca1400_as_cs', 'utf8mb4_uca1400_german2_nopad_ai_ci', 'utf8mb4_nopad_bin'],
  },
} as const;

const DUMP_TOOLS = { mysql: () => mysqlProgram('mysqldump'), mariadb: () => 'mariadb-dump' } as const;

beforeAll(async () => {
  const [mysql, mariadb] = await Promise.all([startMysql(), startMariadb()]);
  servers = { mysql, mariadb };
  const settingsOf = async (server: DatabaseServer, databases: readonly string[]) =>
    targetSettings(server, await createAccounts(server, { databases }));
  targets = { mysql: await settingsOf(mysql, ['of_mariadb']), mariadb: await settingsOf(mariadb, ['of_mysql']) };
  for (const flavor of ['mysql', 'mariadb'] as const) await fill(flavor);
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

const fill = async (flavor: Flavor) => {
  const { standard, columns } = OWN[flavor];
  const database = `of_${flavor}`;
  const lines = columns.map((collation, n) => `c${n} varchar(60) COLLATE ${collation} DEFAULT 'COLLATE ${collation}'`);
  await servers[flavor].query(
    `SET NAMES utf8mb4 COLLATE ${standard};
    CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE ${standard};
    USE ${database};
    CREATE TABLE t (id int PRIMARY KEY, v varchar(40), ${lines.join(', ')}, g varchar(90) AS (concat(v, c0)) STORED,
      UNIQUE KEY (v), KEY (c0), CHECK (v COLLATE ${columns[0]} <> 'x')) COMMENT 'COLLATE ${standard}';
    INSERT INTO t (id, v, c0, c1, c2) VALUES (1, 'Straße', 'a', 'Ä', 'ae'), (2, 'ZÜRICH', 'A', 'AE', 'a '), (3, NULL, 'ä', NULL, '𝄞'), (4, 'x COLLATE ${standard}', DEFAULT, DEFAULT, DEFAULT);
    CREATE VIEW vw AS SELECT id, v COLLATE ${columns[0]} AS w FROM t WHERE v = _utf8mb4'straße' COLLATE ${standard};
    CREATE FUNCTION f(a varchar(9)) RETURNS varchar(40) CHARSET utf8mb4 COLLATE ${columns[0]} DETERMINISTIC RETURN concat(a, 'COLLATE ${standard}');
    CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.c0 = NEW.c0 COLLATE ${columns[0]};
    CREATE EVENT ev ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM t WHERE v = 'COLLATE';`,
  );
};

const dump = async (flavor: Flavor) => {
  const directory = temporaryFolder('across');
  const dumpFile = join(directory, 'dump.sql');
  const { socket } = servers[flavor];
  const what = ['--routines', '--events', '--triggers', '--databases', `of_${flavor}`];
  await runProgram(DUMP_TOOLS[flavor](), [
    '--no-defaults',
    '--user=root',
    `--socket=${socket}`,
    `--result-file=${dumpFile}`,
    ...what,
  ]);
  return { directory, dumpFile };
};

const catching = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (isStevedoreError(error) ? error : undefined),
  );

describe.each([
  ['mysql', 'mariadb'],
  ['mariadb', 'mysql'],
] as const)('a dump that the tool of %s wrote, for %s', (from, to) => {
  it('is refused, and loaded and published with what the refusal says', async () => {
    const database = `of_${from}`;
    const { directory, dumpFile } = await dump(from);
    const indexed = (loadCollations: Readonly<Record<string, string>>) =>
      indexDump(targets[to], pipelineSettings('import', [database], { loadCollations }), {
        database,
        directory,
        dumpFile,
      });
    const refused = await catching(indexed({}));
    expect(refused).toMatchObject({ code: 'COLLATION_UNKNOWN' });
    const told = String(refused?.details['collations']).split(', ');
    expect(told.sort()).toEqual([OWN[from].standard, ...OWN[from].columns].sort());
    expect(await servers[to].query(`SHOW DATABASES LIKE '%${database}'`)).toBe('');

    const { collations } = parse(String(refused?.details['configuration'])) as { collations: Record<string, string> };
    const index = await indexed(collations);
    const settings = pipelineSettings('import', [database], { loadCollations: collations });
    const runId = `run-${from}`;
    const { proof } = await loadDumpFile(targets[to], { settings, runId, dumpFile, index });
    expect(proof.tables.map(({ rows, content }) => [rows, content.kind])).toEqual([[4, 'proved']]);
    await publishStaged(targets[to], settings, runId);

    const rows = `SELECT id, HEX(v), HEX(c0), HEX(c1), HEX(c2), HEX(g) FROM ${database}.t ORDER BY id; SELECT id, HEX(w) FROM ${database}.vw; SELECT ${database}.f('a')`;
    expect(await servers[to].query(rows)).toBe(await servers[from].query(rows));
    const kept = await servers[to].query(
      `SELECT COLUMN_NAME, COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '${database}' AND TABLE_NAME = 't' AND COLUMN_NAME LIKE 'c%' ORDER BY COLUMN_NAME`,
    );
    expect(kept.split('\n')).toEqual(OWN[from].columns.map((collation, n) => `c${n}\t${collations[collation]}`));
    expect(await servers[to].query(`SHOW CREATE DATABASE ${database}`)).toContain(collations[OWN[from].standard]);
  });

  it('finds a near collation for every one that only the first knows', async () => {
    const rows = await servers[from].query(
      from === 'mariadb'
        ? 'SELECT FULL_COLLATION_NAME, CHARACTER_SET_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY'
        : 'SELECT COLLATION_NAME, CHARACTER_SET_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY',
    );
    const found = await withConnection(targets[to], 'loader', {}, async (loader) => {
      const known = await askCollations(loader);
      const unknown: string[] = [];
      const without: string[] = [];
      for (const [name = '', charset = ''] of rows.split('\n').map((line) => line.split('\t'))) {
        if (!(await known.charset(charset)) || (await known.collation(name, charset)) !== 'unknown') continue;
        unknown.push(name);
        const suggestion = suggestCollation(name, known.lists);
        if (suggestion === undefined || (await known.collation(suggestion, charset)) !== 'known')
          without.push(`${name}: ${suggestion}`);
      }
      return { unknown, without };
    });
    expect(found.unknown.length).toBeGreaterThan(from === 'mysql' ? 60 : 150);
    expect(found.without).toEqual([]);
  });
});
