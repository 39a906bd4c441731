import { literal, SCHEMA, SERVER_NAME, startMysqlStand } from './mysql-stand.js';
import { describeRelations } from './relations-contract.js';

describeRelations(`relations on ${SERVER_NAME}`, 'mysql', async () => {
  const { target, sql, stop } = await startMysqlStand();
  return { target, schema: SCHEMA, char: 'CHAR(', literal, sql, tables: {} as never, stop };
});
