import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FolderSftpServer } from '../support/folder-sftp-server.js';
import { startFolderSftp } from '../support/folder-sftp-server.js';
import { findProgram } from '../support/find-program.js';
import { freePort } from '../support/free-port.js';
import type { TargetServer } from '../support/target-server.js';
import { startTargetServer } from '../support/target-server.js';
import { runScript } from '../support/run-script.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tutorialScript } from '../support/tutorial-script.js';
import { typePassword } from '../support/type-password.js';

const root = join(import.meta.dirname, '..', '..');
const folder = temporaryFolder('nightly');
const login = { user: 'exports', password: 'of-the-exports' };
let target: TargetServer;
let sftp: FolderSftpServer;
beforeAll(async () => {
  const files = join(folder, 'files');
  mkdirSync(join(files, 'out'), { recursive: true });
  // The tutorial is typed in a checkout.
  for (const name of ['dist', '.tools', 'config']) symlinkSync(join(root, name), join(folder, name));
  [target, sftp] = await Promise.all([startTargetServer(), startFolderSftp(files, login)]);
  await target.query(
    `CREATE USER 'admin'@'%' IDENTIFIED BY 'of-the-admin'; GRANT ALL ON *.* TO 'admin'@'%' WITH GRANT OPTION;
     CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY, total DECIMAL(10,2));
     INSERT INTO shop.orders VALUES (1, 10.5), (2, 20.5)`,
  );
});
afterAll(async () => {
  await Promise.all([target?.stop(), sftp?.stop()]);
});

it('every command of the nightly import does what the page says', async () => {
  const script = tutorialScript('docs/tutorials/nightly-import.md', {
    own: {
      DB_PORT: String(target.port),
      DB_PASSWORD: 'of-the-admin',
      IMPORT_SCP_HOST: sftp.host,
      IMPORT_SCP_PORT: String(sftp.port),
      IMPORT_SCP_PASSWORD: login.password,
      IMPORT_FOLDER: '/out',
    },
    // The quick form: the programs are there, and the product is built.
    without: ['scripts/setup'],
    before: { 'stevedore dev': `sed -i 's/port: 8080/port: ${await freePort()}/' stevedore.yaml` },
  });
  // The hosts that the user of this machine knows are none of the test's.
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  writeFileSync(
    join(programs, 'scp'),
    `#!/bin/sh\nexec ${findProgram('scp')} -o UserKnownHostsFile=${folder}/known_hosts "$@"\n`,
  );
  chmodSync(join(programs, 'scp'), 0o700);
  const env = {
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    ...typePassword(folder, login.password),
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
  };
  const { code, output } = await runScript(script, { cwd: folder, env, timeoutMs: 170_000 });
  expect(code, output).toBe(0);
  const notes = [...output.matchAll(/^(?:first|second) night$/gm)].map(([note]) => note);
  expect(notes).toEqual(['second night', 'first night']);
  // Nothing was newer.
  expect(output.match(/^exit code 3$/gm)).toHaveLength(1);
  expect(await target.query('SELECT COUNT(*), SUM(total) FROM shop.orders')).toContain('2\t31.00');
  expect(output).not.toContain(login.password);
}, 180_000);
