import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../../../connectors/mysql/server-facts.js';
import type { TableName } from '../../../../contracts/table-import/table-name.js';
import type { TableFacts } from '../../table-facts.js';
import { tableColumn } from './column-rule-of.js';
import { readColumns } from '../../../../connectors/mysql/read-columns.js';
import { readKeys, readReferences } from './read-keys.js';

/**
 * Describes a table for an import; undefined where there is none. Unique indexes over the beginnings of values, or over
 * expressions, are left to the server.
 */
export const describeTable = async (connection: MysqlConnection, name: TableName): Promise<TableFacts | undefined> => {
  const [table] = await connection.query(TABLE, [name.schema, name.table], 'Cannot describe a table');
  if (table === undefined) return undefined;
  const server = await readServerFacts(connection);
  const keys = await readKeys(connection, name);
  const unsuitable =
    complaintAbout(String(table['type']), table['engine'], table['transactions']) ??
    (server.localInfile ? undefined : NO_LOCAL_FILES);
  return {
    columns: (await readColumns(connection, server.flavor, name)).map(tableColumn),
    primaryKey: keys.find(({ isPrimary }) => isPrimary)?.columns ?? [],
    uniques: keys
      .filter(({ isPrimary, isPlain }) => !isPrimary && isPlain)
      .map(({ name: index, columns }) => ({ name: index, columns })),
    references: await readReferences(connection, name),
    ...(unsuitable !== undefined && { unsuitable }),
  };
};

const TABLE = `SELECT t.TABLE_TYPE AS type, t.ENGINE AS engine, e.TRANSACTIONS AS transactions
  FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
  WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ?`;

const NO_LOCAL_FILES =
  'the server does not take LOAD DATA LOCAL, which records are sent by; set its variable local_infile to ON';

const complaintAbout = (type: string, engine: unknown, transactions: unknown): string | undefined => {
  if (type.includes('VIEW')) return 'it is a view; name the table behind it';
  if (typeof engine === 'string' && transactions === 'YES') return undefined;
  const name = typeof engine === 'string' ? engine : 'of the table';
  return `its engine ${name} has no transactions, so what a failed import has written would stay; ALTER TABLE … ENGINE=InnoDB`;
};
