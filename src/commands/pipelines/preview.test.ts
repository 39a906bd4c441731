import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { MYSQL_8_DUMP } from '../../../test/support/hand-written-dumps.js';
import { encryptZipCrypto } from '../../../test/support/encrypt-zip-crypto.js';
import { rawZip } from '../../../test/support/raw-zip.js';
import { removeTemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { DumpPreview } from '../../dump-import/preview/dump-preview.js';
import type { CommandContext } from '../context.js';
import { toScreen } from '../output/style.js';
import { addPreviewCommand } from './preview.js';

const folder = temporaryFolder('preview');
const unpacked = temporaryFolder('unpacked');
afterAll(() => [folder, unpacked].forEach(removeTemporaryFolder));

const GOOD = `-- MariaDB dump 10.19
-- Host: localhost    Database: shop
SET NAMES utf8mb4;
SET @@GLOBAL.GTID_PURGED='3e11fa47-71ca-11e1-9e33-c80aa9429562:1';
DROP TABLE IF EXISTS \`t\`;
CREATE TABLE \`t\` (\`id\` int NOT NULL, \`v\` varchar(9) COLLATE latin1_german2_ci, PRIMARY KEY (\`id\`), KEY \`v\` (\`v\`)) ENGINE=InnoDB DEFAULT CHARSET=latin1;
INSERT INTO \`t\` VALUES (1,'a'),(2,NULL);
CREATE TABLE \`empty\` (\`id\` int) ENGINE=MyISAM;
CREATE TABLE \`sum\` (\`id\` int) ENGINE=InnoDB;
INSERT INTO \`sum\` VALUES (1+1);
DELIMITER ;;
CREATE DEFINER=\`portal\`@\`%\` TRIGGER \`x\` BEFORE INSERT ON \`t\` FOR EACH ROW SET @a = 1;;
CREATE DEFINER=\`root\`@\`localhost\` EVENT \`e\` ON SCHEDULE EVERY 1 DAY DO SET @a = 1;;
DELIMITER ;
-- Dump completed on 2026-11-24  3:59:05
`;

const write = (name: string, content: string | Buffer): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

const run = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const result = { out: '', err: '', code: 0 };
  const context = {
    out: (text: string) => void (result.out += toScreen(text, false)),
    err: (text: string) => void (result.err += toScreen(text, false)),
    redraws: false,
    screen: () => undefined,
    eraseLines: () => undefined,
    outColumns: () => undefined,
    interrupted: new AbortController().signal,
    environment: (name: string) => environment[name],
    settings: () => Promise.resolve({ pipelines: [{ name: 'nightly' }] }),
    exit: (code: number) => void (result.code = code),
  };
  const program = new Command('stevedore').exitOverride();
  addPreviewCommand(program, context as unknown as CommandContext);
  const before = readdirSync(folder);
  try {
    await program.parseAsync(['preview', '--temp-dir', unpacked, ...args], { from: 'user' });
  } finally {
    expect([readdirSync(folder), readdirSync(unpacked)]).toEqual([before, []]);
  }
  return result;
};

const previewOf = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const { out, code } = await run(['--json', ...args], environment);
  const { ok, previews } = JSON.parse(out) as { ok: boolean; previews: DumpPreview[] };
  expect(code).toBe(ok ? 0 : 1);
  return { ok, preview: previews[0] as DumpPreview };
};

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (isStevedoreError(error) ? error.code : String(error)),
  );

describe('a preview of a dump', () => {
  it('shows its tables, objects, definers and what a person should know', async () => {
    const { ok, preview } = await previewOf([write('good.sql', GOOD)]);
    expect(ok).toBe(true);
    expect(preview).toMatchObject({
      database: 'shop',
      source: 'good.sql',
      server: { flavor: 'mariadb', assumed: true },
      bytes: GOOD.length,
      rows: 3,
      engines: { InnoDB: 2, MyISAM: 1 },
      charsets: { '(default)': 2, latin1: 1 },
      definers: { 'portal@%': 1, 'root@localhost': 1 },
    });
    expect(preview.tables.map(({ name, line, rows, secondary_keys: keys }) => [name, line, rows, keys])).toEqual([
      ['t', 6, 2, 1],
      ['empty', 8, 0, 0],
      ['sum', 9, 1, 0],
    ]);
    for (const { strategy, reason } of preview.tables) expect([strategy, reason]).not.toContain('');
    expect(preview.objects).toEqual([
      { kind: 'trigger', name: 'x', line: 12, definer: 'portal@%' },
      { kind: 'event', name: 'e', line: 13, definer: 'root@localhost' },
    ]);
    expect(preview.findings.map(({ stops, line, count, text }) => [stops, line, count, text.slice(0, 30)])).toEqual([
      [false, 9, 1, 'table "sum" is proved by its n'],
      [false, 12, 2, 'objects lose their definer and'],
      [false, 13, 1, 'events are created disabled (o'],
      [false, undefined, 1, 'settings of replication (GTID,'],
    ]);
    expect(preview.estimated_seconds).toBeGreaterThan(0);
  });

  it('is a table for people', async () => {
    const { out, code } = await run([write('people.sql', GOOD)]);
    expect(code).toBe(0);
    expect(out).toContain('shop  from people.sql: 3 tables, 3 rows');
    expect(out).toMatch(/TABLE +ROWS +BYTES +ENGINE +CHARSET +KEYS +SECONDS +STRATEGY/);
    expect(out).toMatch(/\n {2}t +2 +\d+ B +InnoDB +latin1 +1 /);
    expect(out).toContain('definers: portal@% 1, root@localhost 1');
    expect(out).toContain('  note   line 13: events are created disabled');
  });

  it('names everything that would be refused, with its line, and ends with 1', async () => {
    const bad = GOOD.replace(
      'DELIMITER ;;',
      `\\! touch canary
GRANT ALL ON *.* TO canary;
CREATE TABLE victim.u (a INT) ENGINE=InnoDB;
INSERT INTO victim.u VALUES (1);
INSERT INTO victim.u VALUES ('canary');
SET NAMES gbk;
DELIMITER ;;`,
    );
    const { ok, preview } = await previewOf([write('bad.sql', bad)]);
    expect(ok).toBe(false);
    expect(preview.tables).toHaveLength(3);
    const stops = preview.findings.filter((finding) => finding.stops);
    expect(stops.map(({ line, count, text }) => [line, count, /"([^"]*)"/.exec(text)?.[1]])).toEqual([
      [11, 1, '\\'],
      [12, 1, 'GRANT'],
      [13, 1, 'CREATE TABLE'],
      [14, 2, 'INSERT INTO'],
      [16, 1, 'gbk'],
    ]);
    expect(JSON.stringify(preview.findings)).not.toContain('canary');
    const { out, code } = await run([join(folder, 'bad.sql')]);
    expect(code).toBe(1);
    expect(out).toContain('STOPS  "INSERT INTO" on line 14 is refused, it names another database');
  });

  it('reports a trigger before rows of its table, and counts these', async () => {
    const before = GOOD.replace('-- Dump completed', "INSERT INTO `t` VALUES (3,'c');\n-- Dump completed");
    const { ok, preview } = await previewOf([write('before.sql', before)]);
    expect(ok).toBe(false);
    expect(preview.tables.find(({ name }) => name === 't')?.rows).toBe(3);
    const stops = preview.findings.filter((finding) => finding.stops);
    expect(stops).toEqual([
      {
        stops: true,
        count: 1,
        line: 12,
        text: expect.stringMatching(
          /^trigger "x" \(line 12\) stands before rows of its table "t" \(line 15\): .* fire .* skip/,
        ) as string,
      },
    ]);
  });

  it('shows where a cut dump ends', async () => {
    const { ok, preview } = await previewOf([write('cut.sql', GOOD.slice(0, GOOD.indexOf(',(2,NULL)')))]);
    expect(ok).toBe(false);
    expect(preview.tables.map(({ name, rows }) => [name, rows])).toEqual([['t', 0]]);
    expect(preview.findings.filter(({ stops }) => stops)).toEqual([
      {
        stops: true,
        count: 1,
        line: 7,
        text: expect.stringMatching(/^it ends at byte \d+ inside a statement that begins on line 7/) as string,
      },
    ]);
  });

  it('reads it for MySQL if asked', async () => {
    const file = write('mysql.sql', MYSQL_8_DUMP);
    expect(
      (await previewOf(['--target', 'mysql', file])).preview.findings.filter(({ text }) => /collation/.test(text)),
    ).toEqual([]);
    expect(
      (await previewOf([file])).preview.findings.filter(({ text }) => /collation "utf8mb4_0900_ai_ci"/.test(text)),
    ).toHaveLength(1);
  });

  it('takes the name that it is given for its database', async () => {
    const file = write(
      'other.sql',
      '-- Host: x    Database: other\nUSE `live`;\nCREATE TABLE t (a INT);\n-- Dump completed on 2026-11-24  3:59:05\n',
    );
    expect((await previewOf(['--database', 'live', file])).ok).toBe(true);
    expect((await previewOf([file])).ok).toBe(false);
  });
});

describe('a preview of an archive', () => {
  const bytes = Buffer.from(GOOD);
  const packed = deflateRawSync(bytes);

  it('unpacks it beside, and removes that', async () => {
    const { preview } = await previewOf([write('plain.zip', rawZip({ entries: [{ content: bytes, method: 8 }] }))]);
    expect(preview).toMatchObject({ database: 'shop', source: 'plain.zip', rows: 3 });
  });

  it('takes its password from the variable that is named', async () => {
    const plain = Buffer.concat([Buffer.alloc(11), Buffer.from([crc32(bytes) >>> 24]), packed]);
    const secret = encryptZipCrypto(Buffer.from('geheim'), plain);
    const file = write(
      'secret.zip',
      rawZip({ entries: [{ content: bytes, packed: secret, method: 8, flags: 0x801 }] }),
    );
    expect((await previewOf(['--password-env', 'ZIP_PASSWORD', file], { ZIP_PASSWORD: 'geheim' })).preview.rows).toBe(
      3,
    );
    expect(await codeOf(run(['--password-env', 'ZIP_PASSWORD', file], { ZIP_PASSWORD: 'falsch' }))).toBe(
      'ARCHIVE_WRONG_PASSWORD',
    );
    expect(await codeOf(run(['--password-env', 'ZIP_PASSWORD', file]))).toBe('REQUEST_INVALID');
    expect(await codeOf(run([file]))).toBe('ARCHIVE_WRONG_PASSWORD');
  });

  it('says what is wrong with it', async () => {
    expect(await codeOf(run([write('broken.zip', rawZip({ entries: [{ content: bytes, method: 8, crc: 5 }] }))]))).toBe(
      'ARCHIVE_CORRUPT',
    );
    expect(await codeOf(run([join(folder, 'none.zip')]))).toBe('WORK_FILE_MISSING');
    expect(await codeOf(run([join(folder, 'none.sql')]))).toBe('WORK_FILE_MISSING');
  });
});

it('refuses a name that is neither a file nor a pipeline', async () => {
  expect(await codeOf(run(['nigthly']))).toBe('PIPELINE_UNKNOWN');
});
