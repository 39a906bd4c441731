import type { MysqlConnection } from '../connectors/mysql/open-connection.js';

/**
 * Lists the base tables (and sequences) of a schema that the account can see, by name; empty if there is no such
 * schema.
 */
export const listTables = async (connection: MysqlConnection, schema: string): Promise<string[]> => [
  ...(await listTableTypes(connection, schema)).keys(),
];

/** The same, each with its type, such as `BASE TABLE` or `SEQUENCE`. */
export const listTableTypes = async (connection: MysqlConnection, schema: string): Promise<Map<string, string>> => {
  const rows = await connection.query(
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = ? AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW') ORDER BY TABLE_NAME`,
    [schema],
  );
  return new Map(rows.map((row) => [String(row['name']), String(row['type'])]));
};

/** Lists the partitioned tables of a schema. */
export const listPartitionedTables = async (connection: MysqlConnection, schema: string): Promise<string[]> => {
  const rows = await connection.query(
    `SELECT DISTINCT TABLE_NAME AS name FROM information_schema.PARTITIONS
      WHERE TABLE_SCHEMA = ? AND PARTITION_NAME IS NOT NULL`,
    [schema],
  );
  return rows.map((row) => String(row['name']));
};
