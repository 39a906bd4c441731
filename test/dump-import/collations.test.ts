import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkTarget } from '../../src/commands/checks/check-target.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { Settings } from '../../src/contracts/settings.js';
import { previewDump } from '../../src/dump-import/preview/preview-dump.js';
import { readTarget } from '../../src/dump-import/preview/read-target.js';
import { indexDumpFile, loadDumpFile, publishStaged } from '../support/load-dump-file.js';
import { collationDump } from '../support/collation-dumps.js';
import { compareDatabases } from '../support/compare-databases.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { TargetServer } from '../support/target-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/**
 * What the other kind of server writes and this one does not know, what it knows instead, and one that takes more texts
 * for equal.
 */
const { theirs, ours, near, looser } = onMysql
  ? {
      theirs: { collation: 'utf8mb4_uca1400_ai_ci', sensitive: 'utf8mb4_uca1400_as_cs' },
      ours: { collation: 'utf8mb4_unicode_520_ci', sensitive: 'utf8mb4_0900_bin' },
      near: { collation: 'utf8mb4_0900_ai_ci', sensitive: 'utf8mb4_0900_as_cs' },
      looser: 'utf8mb4_general_ci',
    }
  : {
      theirs: { collation: 'utf8mb4_0900_ai_ci', sensitive: 'utf8mb4_0900_as_cs' },
      ours: { collation: 'utf8mb4_unicode_520_ci', sensitive: 'utf8mb4_bin' },
      near: { collation: 'utf8mb4_uca1400_nopad_ai_ci', sensitive: 'utf8mb4_uca1400_nopad_as_cs' },
      looser: 'utf8mb4_general_ci',
    };
const MAPPING = { [theirs.collation]: ours.collation, [theirs.sensitive]: ours.sensitive };
const SUGGESTED = `collations: { ${theirs.collation}: ${near.collation}, ${theirs.sensitive}: ${near.sensitive} }`;

let server: TargetServer;
let reference: TargetServer;
let mysql: MysqlSettings;
let runs = 0;

beforeAll(async () => {
  const args = ['--character-set-server=utf8mb4', '--sql-mode='];
  [server, reference] = await Promise.all([startTargetServer({ args }), startTargetServer({ args })]);
  mysql = targetSettings(server, await createAccounts(server, { databases: ['shop'] }));
});
afterAll(() => Promise.all([server.stop(), reference.stop()]));
beforeEach(() =>
  server.query(
    'DROP DATABASE IF EXISTS imp_shop; DROP DATABASE IF EXISTS shop; DROP DATABASE IF EXISTS prev_shop; DROP DATABASE IF EXISTS stevedore',
  ),
);

const settingsOf = (loadCollations: Readonly<Record<string, string>> = {}) =>
  pipelineSettings('import', ['shop'], { loadCollations });

const write = (sql: string): string => {
  const dumpFile = join(temporaryFolder('collations'), 'dump.sql');
  writeFileSync(dumpFile, sql);
  return dumpFile;
};

const indexOf = (sql: string, mapping?: Readonly<Record<string, string>>) =>
  indexDumpFile(mysql, settingsOf(mapping), write(sql));

const load = async (
  sql: string,
  strategy: 'load-data' | 'forward-inserts',
  mapping: Readonly<Record<string, string>> = MAPPING,
) => {
  const runId = `run-${++runs}`;
  const loaded = await loadDumpFile(mysql, { settings: settingsOf(mapping), runId, dumpFile: write(sql), strategy });
  return { runId, ...loaded };
};

const lineOf = (sql: string, text: string) => sql.slice(0, sql.indexOf(text)).split('\n').length;
const databases = () =>
  server.query(
    "SELECT GROUP_CONCAT(SCHEMA_NAME ORDER BY 1) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('mysql', 'sys')",
  );

describe('a dump with collations of the other kind of server', () => {
  it('is refused before anything is loaded, with every unknown one, its place, and the fix', async () => {
    await server.query(
      'CREATE DATABASE shop; CREATE TABLE shop.old (id int); CREATE DATABASE imp_shop; CREATE TABLE imp_shop.left_over (id int)',
    );
    const before = await databases();
    const dump = collationDump(theirs);
    const error = await indexOf(dump).then(
      () => undefined,
      (thrown: unknown) => thrown as { code: string; message: string; details: unknown; retryable: boolean },
    );
    const version = (await server.query('SELECT VERSION()')).split('-')[0];
    const product = `${onMysql ? 'MySQL' : 'MariaDB'} ${version}`;
    expect(error).toMatchObject({
      code: 'COLLATION_UNKNOWN',
      retryable: false,
      details: {
        database: 'shop',
        server: product,
        collations: `${theirs.collation}, ${theirs.sensitive}`,
        line: lineOf(dump, 'CREATE DATABASE'),
        configuration: SUGGESTED,
      },
    });
    expect(error?.message).toMatch(
      new RegExp(
        `^Cannot take the dump of "shop": ${product} does not know the collation "${theirs.collation}" \\(first in the database, ` +
          `line ${lineOf(dump, 'CREATE DATABASE')}; \\d+ places\\), the collation "${theirs.sensitive}" \\(first in column "w" of table "t", ` +
          `line ${lineOf(dump, '`w` varchar')}; \\d+ places\\); add under "load:" in the configuration ${SUGGESTED.replace(/[{}]/g, '\\$&')}$`,
      ),
    );
    expect(await databases()).toBe(before);
    expect(await server.query('SHOW TABLES FROM imp_shop; SHOW TABLES FROM shop')).toBe('left_over\nold');
  });

  it.each(['load-data', 'forward-inserts'] as const)(
    'is loaded by %s with those that take their place, proved and published as the client loads it with these',
    async (strategy) => {
      const { runId, report, proof } = await load(collationDump(theirs), strategy);
      expect(report.plan.map((table) => table.strategy)).toEqual([strategy, strategy]);
      expect(proof.tables.map(({ table, rows, content }) => [table, rows, content.kind])).toEqual([
        ['t', 4, 'proved'],
        ['later', 2, 'proved'],
      ]);
      const settings = settingsOf(MAPPING);
      await publishStaged(mysql, settings, runId);
      await reference.query('DROP DATABASE IF EXISTS shop');
      await reference.load(write(collationDump(ours)));
      const compared = await compareDatabases(server, reference, 'shop');
      expect(compared).toMatchObject({
        differences: [],
        tables: 2,
        rows: 6,
        views: 1,
        triggers: 1,
        routines: 1,
        events: 1,
      });
      expect(await server.query('SELECT id, HEX(v), HEX(w), e, HEX(latin), HEX(d), same FROM shop.t')).toBe(
        await reference.query('SELECT id, HEX(v), HEX(w), e, HEX(latin), HEX(d), same FROM shop.t'),
      );
    },
  );

  it('is loaded with the line that the refusal says', async () => {
    const mapping = { [theirs.collation]: near.collation, [theirs.sensitive]: near.sensitive };
    const { proof } = await load(collationDump(theirs), 'load-data', mapping);
    expect(proof).toMatchObject({ collation: near.collation });
    expect(
      await server.query(
        "SELECT DISTINCT TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'imp_shop'",
      ),
    ).toBe(near.collation);
  });

  it('is loaded untouched where the server knows all of them', async () => {
    const index = await indexOf(collationDump(ours), { latin1_swedish_ci: 'latin1_bin' });
    expect(index).not.toHaveProperty('collations');
    expect(JSON.stringify(index)).not.toContain('replacements');
    expect((await load(collationDump(ours), 'load-data', {})).report.rows).toBe(6);
  });
});

describe('a mapping that cannot be used', () => {
  const messageOf = (mapping: Readonly<Record<string, string>>) =>
    indexOf(collationDump(theirs), { ...MAPPING, ...mapping }).then(
      () => 'none',
      (error: unknown) => `${(error as { code: string }).code} ${(error as Error).message}`,
    );

  it('is refused with its line and what would do', async () => {
    const unknown = await messageOf({ [theirs.sensitive]: 'utf8mb4_typo_ci' });
    expect(unknown).toMatch(
      new RegExp(
        `^COLLATION_UNKNOWN .*load.collations maps "${theirs.sensitive}" to "utf8mb4_typo_ci", which M\\w+ [\\d.]+ does not know`,
      ),
    );
    expect(unknown).toContain(
      `collations: { ${theirs.collation}: ${ours.collation}, ${theirs.sensitive}: ${near.sensitive} }`,
    );
    const other = await messageOf({ [theirs.collation]: 'latin1_german2_ci' });
    expect(other).toMatch(
      new RegExp(
        `^COLLATION_UNKNOWN .*maps "${theirs.collation}" to "latin1_german2_ci", which is not of the character set "utf8mb4"`,
      ),
    );
  });

  it('is what the check of the target finds without a dump', async () => {
    const pipelines = [settingsOf({ ...MAPPING, [theirs.sensitive]: 'utf8mb4_typo_ci' })];
    const found = (await checkTarget({ mysql, pipelines } as unknown as Settings)).filter(({ text }) =>
      text.includes('load.collations'),
    );
    expect(found).toEqual([
      {
        what: 'target of "import"',
        state: 'fail',
        text: expect.stringContaining(`maps "${theirs.sensitive}" to "utf8mb4_typo_ci", which`) as string,
        fix: [
          `under load: collations: { ${theirs.collation}: ${ours.collation}, ${theirs.sensitive}: ${near.sensitive} }`,
        ],
      },
    ]);
    expect(
      (await checkTarget({ mysql, pipelines: [settingsOf(MAPPING)] } as unknown as Settings)).filter(({ text }) =>
        text.includes('load.collations'),
      ),
    ).toEqual([]);
  });
});

describe('texts that are equal under the collation that takes the place of another', () => {
  const dump = collationDump({
    ...theirs,
    rows: [
      "(1,'aß','A',NULL,NULL,'')",
      "(2,'as','A',NULL,NULL,'')",
      "(3,'\u{1f600}','A',NULL,NULL,'')",
      "(4,'\u{1f601}','A',NULL,NULL,'')",
    ],
  });

  it.each(['load-data', 'forward-inserts'] as const)(
    'end a load by %s with an error that names the collations, the table and the line',
    async (strategy) => {
      const mapping = { [theirs.collation]: looser, [theirs.sensitive]: ours.sensitive };
      const error = await load(dump, strategy, mapping).then(
        () => undefined,
        (thrown: unknown) => thrown as { code: string; message: string; retryable: boolean; details: unknown },
      );
      expect(error).toMatchObject({
        code: 'MYSQL_STATEMENT_FAILED',
        retryable: false,
        details: { table: 't', errno: 1062, line: lineOf(dump, 'INSERT INTO `t`') },
      });
      expect(error?.message).toContain(`"${theirs.collation}" became "${looser}"`);
      expect(error?.message).not.toContain('aß');
    },
  );

  it('end the load with an error that names the collations where the dump says to pass over duplicates', async () => {
    const mapping = { [theirs.collation]: looser, [theirs.sensitive]: ours.sensitive };
    const ignoring = dump.replace('INSERT INTO `t`', 'INSERT IGNORE INTO `t`');
    await expect(load(ignoring, 'load-data', mapping)).rejects.toMatchObject({
      code: 'LOAD_ROWS_LOST',
      message: expect.stringMatching(
        new RegExp(`table "t" .*INSERT IGNORE left out a row .*"${theirs.collation}" became "${looser}"`),
      ) as string,
    });
  });
});

describe('a preview', () => {
  it('shows each unknown collation with its line, and the line for the configuration; mapped ones are a note', async () => {
    const sql = collationDump(theirs);
    const dumpFile = write(sql);
    const settings = settingsOf();
    const target = await readTarget(mysql, 'import').catch(() => ({
      flavor: server.flavor,
      version: onMysql ? 90704 : 101119,
      localInfile: true,
    }));
    const common = { dumpFile, source: 'dump.sql', database: 'shop', target, targetAssumed: false, mysql };
    const { findings } = await previewDump({ ...common, settings });
    expect(findings.filter(({ stops }) => stops).map(({ text, line }) => [line, text])).toEqual([
      [
        lineOf(sql, 'CREATE DATABASE'),
        expect.stringContaining(`does not know the collation "${theirs.collation}" (first in the database; `) as string,
      ],
      [
        lineOf(sql, '`w` varchar'),
        expect.stringContaining(
          `does not know the collation "${theirs.sensitive}" (first in column "w" of table "t"; `,
        ) as string,
      ],
      [undefined, `all of these collations are mapped by, under load: ${SUGGESTED}`],
    ]);
    const mapped = await previewDump({ ...common, settings: settingsOf(MAPPING) });
    expect(
      mapped.findings.filter(({ text }) => text.includes('load.collations')).map(({ text, stops }) => [stops, text]),
    ).toEqual([
      [false, `the collation "${theirs.collation}" becomes "${ours.collation}" (load.collations)`],
      [false, `the collation "${theirs.sensitive}" becomes "${ours.sensitive}" (load.collations)`],
    ]);
  });
});
