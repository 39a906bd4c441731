import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { pipelinesOf } from '../../src/contracts/kinds.js';
import type { TargetServer } from '../support/target-server.js';
import { startTargetServer } from '../support/target-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runCli } from '../support/worker-process.js';

const VALUE = 'of the test';

/** The databases that a written configuration imports. */
const databasesOf = (file: string, variables: readonly string[]) => {
  const env = Object.fromEntries(variables.map((name) => [name, VALUE]));
  const [pipeline] = pipelinesOf(loadSettings(readFileSync(file, 'utf8'), file, env), 'dump-import');
  return pipeline?.databases.map(({ name, filePattern }) => [name, filePattern]);
};

describe('stevedore init', () => {
  let target: TargetServer;
  const folder = temporaryFolder('init');
  const init = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCli(['init', ...args], { cwd: folder, env });

  beforeAll(async () => {
    target = await startTargetServer();
    await target.query(
      "CREATE USER 'admin'@'%' IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO 'admin'@'%' WITH GRANT OPTION",
    );
    await target.query(
      'CREATE DATABASE shop; CREATE TABLE shop.person (id INT PRIMARY KEY); CREATE DATABASE prev_shop',
    );
    await target.query('CREATE DATABASE `odd-name_1`');
  });

  afterAll(async () => {
    await target?.stop();
  });

  it('begins with the live databases, and prints grants that the server takes', async () => {
    const url = `mysql://admin:secret@${target.host}:${target.port}/`;
    const { code, stdout, stderr } = await init(['--from-live'], { MYSQL_ADMIN_URL: url });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^shop +1 /m);
    expect(stderr).not.toContain('prev_shop');
    expect(stdout + stderr).not.toContain('secret');
    await target.query(stdout.replaceAll(/<[^>]+>/g, 'A-password-1!'));
    const grants = await target.query("SHOW GRANTS FOR 'stevedore_publisher'@'%'");
    expect(grants).toMatch(/prev\\+_shop/);
    expect(
      databasesOf(join(folder, 'stevedore.yaml'), [
        'MYSQL_LOADER_PASSWORD',
        'MYSQL_PUBLISHER_PASSWORD',
        'MYSQL_OWNER_PASSWORD',
        'IMPORT_SCP_HOST',
        'IMPORT_SCP_USER',
        'IMPORT_SCP_PASSWORD',
        'IMPORT_ZIP_PASSWORD',
      ]),
    ).toEqual([
      ['odd-name_1', 'odd-name_1_*'],
      ['shop', 'shop_*'],
    ]);
  });

  it('replaces no file that is there, unless it is told to', async () => {
    writeFileSync(join(folder, 'mine.yaml'), 'mine\n');
    const refused = await init(['--output', 'mine.yaml']);
    expect([refused.code, readFileSync(join(folder, 'mine.yaml'), 'utf8')]).toEqual([2, 'mine\n']);
    expect(refused.stderr).toContain('--force');
    expect((await init(['--output', 'mine.yaml', '--force', '--kind', 'table-import'])).code).toBe(0);
  });

  it('begins with a dump: its database, and what its name has in common with the next one', async () => {
    writeFileSync(
      join(folder, 'shop_2026-11-27.sql'),
      '-- Host: localhost    Database: shop\nCREATE TABLE `a` (`id` int NOT NULL);\nINSERT INTO `a` VALUES (1);\n-- Dump completed\n',
    );
    const { code, stdout, stderr } = await init([
      '--from-dump',
      'shop_2026-11-27.sql',
      '--output',
      'dump.yaml',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    const { variables } = JSON.parse(stdout) as { variables: string[] };
    expect(databasesOf(join(folder, 'dump.yaml'), variables)).toEqual([['shop', 'shop_*']]);
    expect(readFileSync(join(folder, 'dump.yaml'), 'utf8')).toContain('"shop_*.sql"');
  });

  it('says what is missing', async () => {
    expect((await init(['--from-live', '--output', 'x.yaml'])).stderr).toContain('MYSQL_ADMIN_URL: it is not set');
  });
});
