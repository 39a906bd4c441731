import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { openMysqlTarget } from '../../src/table-import/target/mysql/mysql-target.js';
import type { TableTarget } from '../../src/table-import/target/table-target.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { TargetServer } from '../support/target-server.js';

export const SERVER_NAME = onMysql ? 'MySQL' : 'MariaDB';

/** The database that the tables are in. */
export const SCHEMA = 'shop';

const ACCOUNT = { user: 'importer', password: 'pw' };

/** A private server with an account that imports by its socket, and by a proxy. */
export interface MysqlStand {
  readonly server: TargetServer;
  readonly proxy: MysqlProxy;
  /** Through the proxy. */
  readonly target: TableTarget;
  readonly settings: MysqlSettings;
  /** Statements of root, past the proxy; backslashes are plain in them. Rows as lines, columns by tabs. */
  readonly sql: (statement: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export const startMysqlStand = async (args: readonly string[] = []): Promise<MysqlStand> => {
  const server = await startTargetServer({ args });
  await server.query(`CREATE DATABASE ${SCHEMA} CHARACTER SET utf8mb4;
    CREATE USER ${ACCOUNT.user}@'%' IDENTIFIED BY '${ACCOUNT.password}'; GRANT ALL ON *.* TO ${ACCOUNT.user}@'%'`);
  const proxy = await startMysqlProxy({ host: server.host, port: server.port });
  const settings: MysqlSettings = {
    address: { host: proxy.host, port: proxy.port },
    tls: 'off',
    loader: ACCOUNT,
    publisher: ACCOUNT,
    owner: ACCOUNT,
  };
  return {
    server,
    proxy,
    settings,
    target: openMysqlTarget(settings, { applicationName: 'test' }),
    sql: (statement) =>
      server.query(`SET sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES'; ${statement}`, { database: SCHEMA }),
    stop: async () => {
      await proxy.stop();
      await server.stop();
    },
  };
};

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
