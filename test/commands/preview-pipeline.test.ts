import { copyFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/context.js';
import { addPreviewCommand } from '../../src/commands/pipelines/preview.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { Settings } from '../../src/contracts/settings.js';
import type { DumpPreview } from '../../src/dump-import/preview/dump-preview.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { loadDumpFile } from '../support/load-dump-file.js';
import { DEMO_DATABASES, makeDumps } from '../support/dump-data.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import type { OpenSshServer } from '../support/openssh-server.js';
import { startOpenSsh } from '../support/openssh-server.js';
import { packZip } from '../support/pack-zip.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const root = temporaryFolder('preview');
const tempDir = join(root, 'work');
const remote = join(root, 'remote');
let server: MariadbServer;
let ssh: OpenSshServer;
let mysql: MysqlSettings;
let pipeline: DumpImportSettings;
let dumps: Awaited<ReturnType<typeof makeDumps>>;

beforeAll(async () => {
  for (const folder of [tempDir, remote]) mkdirSync(folder);
  [server, ssh, dumps] = await Promise.all([startMariadb({ generalLog: true }), startOpenSsh(remote), makeDumps()]);
  mysql = targetSettings(server, await createAccounts(server, { databases: DEMO_DATABASES }));
  const base = pipelineSettings('import', DEMO_DATABASES);
  const { host, port, username, privateKey, hostKey } = ssh;
  const sftp = { ...base.sftp, host, port, username, privateKey, hostKey, remotePath: remote };
  const zip = { ...base.zip, password: 'geheim', passwords: { mvdsb: 'anders' } };
  pipeline = { ...base, sftp, zip, storage: { ...base.storage, tempDir } };
  for (const database of DEMO_DATABASES) {
    const password = database === 'mvdsb' ? 'anders' : 'geheim';
    const packed = await packZip(root, {
      files: { 'dump.sql': readFileSync(dumps[database]) },
      password,
      encryption: 'AES256',
    });
    copyFileSync(packed, join(remote, `${database}_1.zip`));
    utimesSync(join(remote, `${database}_1.zip`), 1_750_000_000, 1_750_000_000);
  }
});
afterAll(async () => {
  await Promise.all([server.stop(), ssh.stop()]);
});

const run = async (settings: { mysql: MysqlSettings; pipelines: DumpImportSettings[] }) => {
  const result = { out: '', code: 0 };
  const context = {
    out: (text: string) => void (result.out += text),
    err: () => undefined,
    redraws: false,
    screen: () => undefined,
    eraseLines: () => undefined,
    outColumns: () => undefined,
    interrupted: new AbortController().signal,
    settings: () => Promise.resolve(settings as unknown as Settings),
    exit: (code: number) => void (result.code = code),
  };
  const program = new Command('stevedore').exitOverride();
  addPreviewCommand(program, context as unknown as CommandContext);
  await program.parseAsync(['preview', '--json', 'import'], { from: 'user' });
  expect(readdirSync(tempDir)).toEqual([]);
  return {
    code: result.code,
    ...(JSON.parse(result.out) as { ok: boolean; target_not_asked?: string; previews: DumpPreview[] }),
  };
};

const publishEdited = async (): Promise<void> => {
  for (const database of DEMO_DATABASES) {
    const directory = temporaryFolder('work');
    const dumpFile = join(directory, 'dump.sql');
    const text = readFileSync(dumps[database], 'latin1');
    const edited = text.replace(
      /\n-- Dump completed/,
      '\nCREATE TABLE `was_there` (`id` int);\nINSERT INTO `was_there` VALUES (1),(2);\n-- Dump completed',
    );
    writeFileSync(dumpFile, edited, 'latin1');
    await loadDumpFile(mysql, { settings: pipeline, runId: 'run-1', database, dumpFile });
  }
  await publishGeneration(mysql, { settings: pipeline, runId: 'run-1' });
};

describe('a preview of a pipeline', () => {
  it('reads the archives that a run would take, with their passwords, for the server that is there', async () => {
    const { ok, code, previews } = await run({ mysql, pipelines: [pipeline] });
    expect(previews.flatMap(({ findings }) => findings.filter(({ stops }) => stops))).toEqual([]);
    expect([ok, code]).toEqual([true, 0]);
    expect(previews.map(({ database, source }) => [database, source])).toEqual(
      DEMO_DATABASES.map((name) => [name, `${name}_1.zip`]),
    );
    for (const { tables, rows, server: readFor, difference } of previews) {
      expect(readFor).toMatchObject({ flavor: 'mariadb', assumed: false });
      expect(tables.length).toBeGreaterThan(3);
      expect(rows).toBeGreaterThan(100);
      expect(difference).toBeUndefined();
    }
  });

  it('compares with what is live, and writes nothing', async () => {
    await publishEdited();
    const before = server.generalLog().length;
    const { previews } = await run({ mysql, pipelines: [pipeline] });
    for (const { difference, rows } of previews) {
      expect(difference).toEqual({
        generation: 1,
        tables_added: [],
        tables_removed: ['was_there'],
        rows_before: rows + 2,
        rows_after: rows,
        changed: [],
      });
    }
    const statements = server.generalLog().slice(before).split('\n');
    expect(statements.filter((line) => /Query/.test(line)).length).toBeGreaterThan(2);
    expect(
      statements.filter((line) => /\b(INSERT|CREATE|DROP|UPDATE|DELETE|RENAME|ALTER|REPLACE)\b/i.test(line)),
    ).toEqual([]);
    expect(readdirSync(remote).sort()).toEqual(DEMO_DATABASES.map((name) => `${name}_1.zip`).sort());
  });

  it('still shows what the dumps hold if the target does not answer', async () => {
    const nowhere = { ...mysql, address: { host: '127.0.0.1', port: 1 } };
    const { ok, target_not_asked: unasked, previews } = await run({ mysql: nowhere, pipelines: [pipeline] });
    expect(ok).toBe(true);
    expect(unasked).toMatch(/^MYSQL_UNREACHABLE/);
    expect(previews.map(({ server: readFor }) => readFor.assumed)).toEqual([true, true]);
  });

  it('reports a collation that the server does not know', async () => {
    const dump = readFileSync(dumps.mvdsb, 'latin1').replace(/COLLATE=latin1_german2_ci/, 'COLLATE=utf8mb4_0900_ai_ci');
    const packed = await packZip(root, { files: { 'dump.sql': Buffer.from(dump, 'latin1') }, password: 'anders' });
    copyFileSync(packed, join(remote, 'mvdsb_2.zip'));
    const { ok, code, previews } = await run({ mysql, pipelines: [pipeline] });
    expect([ok, code]).toEqual([false, 1]);
    expect(previews.flatMap(({ findings }) => findings.filter(({ stops }) => stops).map(({ text }) => text))).toEqual([
      expect.stringMatching(
        /^the server does not know the collation "utf8mb4_0900_ai_ci" \(table "\w+"\); to map it, add under load: collations: \{ utf8mb4_0900_ai_ci: utf8mb4_\w+ \}$/,
      ) as string,
    ]);
  });
});
