import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { indexDump } from '../support/index-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { proveDatabase } from '../../src/dump-import/proof/prove-database.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { TargetServer } from '../support/target-server.js';
import { startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/**
 * Dumps whose rows no server stores unchanged (cases/runs/12): the refusal names column, row and cause, and no value.
 */

let server: TargetServer;
let mysql: MysqlSettings;

beforeAll(async () => {
  server = await startTargetServer();
  mysql = targetSettings(server, await createAccounts(server, { databases: ['shop'] }));
});
afterAll(() => server.stop());

let runs = 0;
const SECRET = 'Geheimnis';

interface Options {
  readonly showValues?: boolean;
  /** What happens to staging before the proof. */
  readonly damage?: string;
}

/** The message that the proof of a dump fails with. */
const refusalOf = async (sql: string, { showValues = false, damage }: Options = {}): Promise<string> => {
  const directory = temporaryFolder('explained');
  const dumpFile = join(directory, 'dump.sql');
  writeFileSync(dumpFile, Buffer.from(sql, 'latin1'));
  const settings = pipelineSettings('explained', ['shop'], { requireTrailer: false });
  const onProgress = () => undefined;
  const index = await indexDump(mysql, settings, { database: 'shop', directory, dumpFile });
  const common = { database: 'shop', index, onProgress };
  const { warnings } = await loadDump(mysql, {
    ...common,
    pipeline: 'explained',
    runId: `r${++runs}`,
    dumpFile,
    connections: 1,
    afterLoad: [],
  });
  if (damage !== undefined) await server.query(damage, { database: 'imp_shop' });
  const refused: unknown = await proveDatabase(mysql, { ...common, dumpFile, warnings, showValues }).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ code: 'PROOF_FAILED' });
  return String(refused);
};

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const dumpOf = (columns: string, rows: string, { mode = '', names = 'utf8mb4', charset = 'utf8mb4' } = {}): string =>
  `SET NAMES ${names};\nSET SQL_MODE='${mode}';\nCREATE TABLE \`t9\` (${columns}) ENGINE=InnoDB DEFAULT CHARSET=${charset};\nINSERT INTO \`t9\` VALUES ${rows};\n`;

describe('a proof that fails', () => {
  it.each([
    [
      'bytes that are no UTF-8',
      dumpOf('id int NOT NULL, n varchar(50)', `(1,'${SECRET}'),\n(2,'${SECRET}\xff\xfeb')`),
      /column "n"; row 2 \(line 5 of the dump\): bytes that are invalid in utf8mb4/,
    ],
    [
      'an emoji in a column of utf8mb3',
      dumpOf('id int NOT NULL, n varchar(50)', `(1,'${utf8(`${SECRET}ä😀b`)}')`, { charset: 'utf8mb3' }),
      /column "n"; row 1 \(line 4 of the dump\): a character of four bytes, such as an emoji, under utf8mb3, which the column has.*the server warned of 1366/,
    ],
    [
      'an emoji behind SET NAMES utf8',
      dumpOf('id int NOT NULL, n varchar(50)', `(1,'${utf8(`${SECRET}ä€😀`)}')`, { names: 'utf8' }),
      /column "n"; row 1 \(line 4 of the dump\): a character of four bytes, such as an emoji, under utf8(mb3)?, which the dump states/,
    ],
    [
      'NULL in a NOT NULL column',
      dumpOf('id int NOT NULL, b varchar(5) NOT NULL', "(1,NULL),(2,'x')"),
      /column "b"; row 1 \(line 4 of the dump\): NULL in a NOT NULL column; the server warned of (1263|1048) NULL in a NOT NULL column for column "b"/,
    ],
    [
      'a text that is cut and a number out of range',
      dumpOf('n varchar(3), i tinyint', `('x',1),('${SECRET}',300)`),
      /columns "n", "i"; row 2 \(line 4 of the dump\): column "n": a text of more than 3 characters, column "i": a number that tinyint\S* cannot hold; the server warned of 1265 value cut for column "n".* 1264 number out of range for column "i"/,
    ],
    [
      'dates that there are not',
      dumpOf(
        'id int NOT NULL, d date DEFAULT NULL, PRIMARY KEY (id)',
        "(7,'2024-02-30'),(8,'2024-04-30'),\n(9,'2024-04-31')",
      ),
      /column "d"; row 1 \(line 4 of the dump\): a date that does not exist in the calendar; row 3 \(line 5 of the dump\): a date that does not exist/,
    ],
  ])('tells column, row, line, cause and warnings, and no value: %s', async (_, sql, message) => {
    const told = await refusalOf(sql);
    expect(told).toMatch(message);
    expect(told).not.toMatch(new RegExp(`${SECRET}|2024`));
  });

  const THREE = dumpOf(
    'id int NOT NULL, a varchar(20), b int, PRIMARY KEY (id)',
    Array.from({ length: 500 }, (_, at) => `(${at + 1},'${SECRET}',${at})`).join(',\n'),
  );

  it('finds up to three rows among many, each with its own column', async () => {
    const told = await refusalOf(THREE, {
      damage:
        "UPDATE t9 SET a = 'x' WHERE id = 3; UPDATE t9 SET b = -1 WHERE id = 400; UPDATE t9 SET b = -2 WHERE id IN (401, 402)",
    });
    expect(told).toContain('columns "a", "b"; row 3 (line 6 of the dump): column "a"');
    expect(told).toMatch(/row 400 \(line 403 of the dump\): column "b"; row 401/);
    expect(told).not.toContain('row 402');
  });

  it('names a row that is missing', async () => {
    expect(await refusalOf(THREE, { damage: 'DELETE FROM t9 WHERE id = 77' })).toMatch(
      /has 499 rows, the dump has 500 \(line 3\): row 77 \(line 80 of the dump\) is missing/,
    );
  });

  it('shows key and value where logging.values says so', async () => {
    const told = await refusalOf(THREE, { showValues: true, damage: "UPDATE t9 SET a = 'x' WHERE id = 3" });
    expect(told).toContain(`row 3 (line 6 of the dump, id = "3"): ("${SECRET}")`);
  });
});
