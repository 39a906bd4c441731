import { runProgram } from './child-process.js';
import type { DatabaseServer, ServerOptions, ServerPrograms } from './database-server.js';
import { asRoot, startDatabaseServer } from './database-server.js';
import { findProgram } from './find-program.js';

export type MariadbServer = DatabaseServer;
export type MariadbOptions = ServerOptions;

const MARIADB: ServerPrograms = {
  flavor: 'mariadb',
  server: () => findProgram('mariadbd'),
  client: () => findProgram('mariadb'),
  args: ['--innodb-log-file-size=64M'],
  initialise: (dataDir, tmpdir) =>
    runProgram(findProgram('mariadb-install-db'), [
      '--no-defaults',
      ...asRoot(),
      `--datadir=${dataDir}`,
      `--tmpdir=${tmpdir}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--innodb-log-file-size=16M',
    ]),
};

/** Starts a private MariaDB. */
export const startMariadb = (options: MariadbOptions = {}): Promise<MariadbServer> =>
  startDatabaseServer(MARIADB, options);
