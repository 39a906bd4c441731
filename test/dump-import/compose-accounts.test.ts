import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { TargetServer } from '../support/target-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const PASSWORDS = { loader: `it's "quoted"`, publisher: 'back\\slash$HOME`id`', owner: 'plain' };

describe(`config/create-accounts.sh on ${onMysql ? 'MySQL' : 'MariaDB'}`, () => {
  let server: TargetServer;
  beforeAll(async () => {
    server = await startTargetServer();
  });
  afterAll(() => server.stop());

  it('creates the accounts with the passwords of the files, whatever characters they have', async () => {
    const folder = temporaryFolder('accounts');
    writeFileSync(join(folder, 'mysql_root_password'), '\n');
    for (const [name, password] of Object.entries(PASSWORDS))
      writeFileSync(join(folder, `mysql_${name}_password`), `${password}\n`);
    writeFileSync(join(folder, '.my.cnf'), `[client]\nsocket=${server.socket}\n`);
    const env = { PATH: process.env['PATH'], SECRETS_DIRECTORY: folder, HOME: folder };
    const created = spawnSync('sh', ['config/create-accounts.sh'], { env, encoding: 'utf8' });
    expect([created.stderr, created.status]).toEqual(['', 0]);
    for (const [name, password] of Object.entries(PASSWORDS)) {
      const user = `stevedore_${name}`;
      const session = await createConnection({ host: '127.0.0.1', port: server.port, user, password });
      const [rows] = await session.query('SELECT CURRENT_USER() AS user');
      await session.end();
      expect(rows).toEqual([{ user: `${user}@%` }]);
    }
    const grants = await server.query("SHOW GRANTS FOR 'stevedore_loader'@'%'");
    expect(grants).toMatch(/`imp\\+_mvdsb`/);
  });
});
