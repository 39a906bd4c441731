import { openMysqlTarget } from '../../src/table-import/target/mysql/mysql-target.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { describeRelations } from './relations-contract.js';

const ROOT = { user: 'root', password: '' };
const SCHEMA = 'relations';

describeRelations(`relations on ${onMysql ? 'MySQL' : 'MariaDB'}`, 'mysql', async () => {
  const server = await startTargetServer();
  await server.query(`CREATE DATABASE ${SCHEMA} CHARACTER SET utf8mb4`);
  const accounts = { loader: ROOT, publisher: ROOT, owner: ROOT };
  const target = openMysqlTarget(
    { address: { socket: server.socket }, tls: 'off', ...accounts },
    { applicationName: 'relations' },
  );
  return {
    target,
    schema: SCHEMA,
    char: 'CHAR(',
    literal: (text) => `'${text.replaceAll("'", "''")}'`,
    sql: (statement) => server.query(statement, { database: SCHEMA }),
    tables: {} as never,
    stop: () => server.stop(),
  };
});
