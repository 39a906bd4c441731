import type { MariadbOptions, MariadbServer } from './mariadb-server.js';
import { startMariadb } from './mariadb-server.js';
import { startMysql } from './mysql-server.js';

/** A private server of either kind. */
export type TargetServer = MariadbServer;

/** Whether `npm run test:mysql` runs: the tests that matter on both servers then have MySQL for MariaDB. */
export const onMysql = process.env['STEVEDORE_TEST_SERVER'] === 'mysql';

/**
 * Its DDL takes twice as long as MariaDB's; without fsync a third less. What was written outlives the server's process,
 * which is all that tests kill.
 */
const QUICK_MYSQL = ['--innodb-flush-method=nosync'];

/** What imports go to in this run of the tests. */
export const startTargetServer = (options: MariadbOptions = {}): Promise<TargetServer> =>
  onMysql ? startMysql({ ...options, args: [...QUICK_MYSQL, ...(options.args ?? [])] }) : startMariadb(options);
