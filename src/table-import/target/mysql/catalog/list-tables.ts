import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import type { TableName } from '../../../../contracts/table-import/table-name.js';
import { CONTROL_SCHEMA } from '../../control-names.js';

/** The tables that the account may see, by name; at most so many. */
export const listTables = async (connection: MysqlConnection, limit: number): Promise<readonly TableName[]> => {
  const rows = await connection.query(TABLES, [CONTROL_SCHEMA, limit], 'Cannot list the tables');
  return rows.map((row) => ({ schema: String(row['in_schema']), table: String(row['name']) }));
};

const TABLES = `SELECT TABLE_SCHEMA AS in_schema, TABLE_NAME AS name FROM information_schema.TABLES
  WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema', ?)
  ORDER BY TABLE_SCHEMA, TABLE_NAME LIMIT ?`;
