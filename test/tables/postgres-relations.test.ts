import { openPostgresTarget } from '../../src/table-import/target/postgres/postgres-target.js';
import { startPostgres } from '../support/postgres-server.js';
import { describeRelations } from './relations-contract.js';

describeRelations('relations on PostgreSQL', 'postgres', async () => {
  const server = await startPostgres();
  const { host, port } = server;
  const account = { user: 'postgres', password: '' };
  const target = openPostgresTarget(
    { address: { host, port }, tls: 'off', account, database: 'postgres' },
    { applicationName: 'relations' },
  );
  return {
    target,
    schema: 'public',
    char: 'CHR(',
    literal: (text) => `'${text.replaceAll("'", "''")}'`,
    sql: (statement) => server.query(statement),
    tables: {} as never,
    stop: () => server.stop(),
  };
});
