import type { DatabaseServer, ServerOptions } from './database-server.js';
import { startMariadb } from './mariadb-server.js';
import { startMysql } from './mysql-server.js';

/** The kind of server that the tests are run against: `npm test` takes MariaDB, `npm run test:mysql` MySQL. */
export const TARGET: DatabaseServer['flavor'] = process.env['STEVEDORE_TEST_TARGET'] === 'mysql' ? 'mysql' : 'mariadb';

/** Starts a private server of the kind that is tested. */
export const startTarget = (options: ServerOptions = {}): Promise<DatabaseServer> =>
  TARGET === 'mysql' ? startMysql(options) : startMariadb(options);
