import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './child-process.js';
import type { DatabaseServer, ServerOptions, ServerPrograms } from './database-server.js';
import { asRoot, startDatabaseServer } from './database-server.js';

const BIN = fileURLToPath(new URL('../../.tools/mysql/bin', import.meta.url));

/** The path of a program of MySQL's, as `scripts/setup mysql` left it. */
export const mysqlProgram = (name: 'mysqld' | 'mysql' | 'mysqldump'): string => {
  const path = join(BIN, name);
  if (!existsSync(path)) throw new Error(`MySQL's "${name}" is missing: run scripts/setup mysql`);
  return path;
};

const MYSQL: ServerPrograms = {
  flavor: 'mysql',
  server: () => mysqlProgram('mysqld'),
  client: () => mysqlProgram('mysql'),
  args: ['--mysqlx=OFF', '--innodb-doublewrite=OFF', '--log-bin-trust-function-creators=ON', '--sync-binlog=0'],
  // A dump says which transactions it holds; two dumps of one server say the same, which a second load is refused for.
  beforeLoad: 'RESET BINARY LOGS AND GTIDS',
  initialise: (dataDir, tmpdir) =>
    runProgram(mysqlProgram('mysqld'), [
      '--no-defaults',
      ...asRoot(),
      `--datadir=${dataDir}`,
      `--tmpdir=${tmpdir}`,
      '--initialize-insecure',
    ]),
};

/** Starts a private MySQL, with its binary log on, as MySQL has it. */
export const startMysql = (options: ServerOptions = {}): Promise<DatabaseServer> => startDatabaseServer(MYSQL, options);
