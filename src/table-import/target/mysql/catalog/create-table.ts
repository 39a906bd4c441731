import { mysqlErrorNumber } from '../../../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import { quoteName, quoteQualified } from '../../../../connectors/mysql/quote-name.js';
import { readServerFacts } from '../../../../connectors/mysql/server-facts.js';
import type { TableName } from '../../../../contracts/table-import/table-name.js';

/** Bytes of an index. */
const KEY_BYTES = 3_072;
const BYTES_OF_CHARACTER = 4;

/**
 * Makes a table of texts of any length. Those of the key are VARCHAR, as long as an index allows, and two of them are
 * one only where they are the same byte by byte: what another server tells apart must not become one row here.
 */
export const createTextTable = async (
  connection: MysqlConnection,
  { schema, table }: TableName,
  columns: readonly string[],
  key: readonly string[],
): Promise<void> => {
  const { flavor } = await readServerFacts(connection);
  const length = Math.min(255, Math.floor(KEY_BYTES / BYTES_OF_CHARACTER / Math.max(1, key.length)));
  const collation = flavor === 'mariadb' ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
  const own = columns.map((name) =>
    key.includes(name)
      ? `${quoteName(name)} VARCHAR(${length}) COLLATE ${collation} NOT NULL`
      : `${quoteName(name)} LONGTEXT NULL`,
  );
  const primary = key.length === 0 ? [] : [`PRIMARY KEY (${key.map(quoteName).join(', ')})`];
  await connection.execute(
    `CREATE TABLE IF NOT EXISTS ${quoteQualified(schema, table)} (${[...own, ...primary].join(', ')})
      ENGINE=InnoDB ROW_FORMAT=DYNAMIC CHARACTER SET utf8mb4`,
    `Cannot create the table "${table}"`,
  );
};

/** Adds columns of texts of any length; those that are there are left alone. */
export const addTextColumns = async (
  connection: MysqlConnection,
  { schema, table }: TableName,
  columns: readonly string[],
): Promise<void> => {
  for (const name of columns) {
    const sql = `ALTER TABLE ${quoteQualified(schema, table)} ADD COLUMN ${quoteName(name)} LONGTEXT CHARACTER SET utf8mb4 NULL`;
    try {
      await connection.execute(sql, `Cannot add a column to the table "${table}"`);
    } catch (error) {
      if (mysqlErrorNumber(error) !== DUPLICATE_COLUMN) throw error;
    }
  }
};

const DUPLICATE_COLUMN = 1060;
