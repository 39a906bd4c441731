import { mysqlErrorNumber } from '../connectors/mysql/errors.js';
import type { MysqlConnection } from '../connectors/mysql/open-connection.js';
import { quoteName } from '../connectors/mysql/quote-name.js';
import { listTables } from './list-tables.js';

/**
 * Drops a schema with all its content; does nothing if it does not exist. Two leftovers of a server count as dropped:
 *
 * - MariaDB may leave a copy of a trigger file (`t.TRG-`) in the schema's folder and then refuse for ever to remove the
 *   folder. `createSchema` takes that empty schema over.
 * - MySQL that was killed while it dropped a schema may leave the folder without the schema. A schema of that name
 *   cannot be created until the folder is moved away; `createSchema` fails with the server's words for that.
 *
 * Throws `MYSQL_…` codes.
 */
export const dropSchema = async (
  connection: MysqlConnection,
  schema: string,
  action = `Cannot drop the schema "${schema}"`,
): Promise<void> => {
  try {
    await connection.execute(`DROP DATABASE IF EXISTS ${quoteName(schema)}`, action);
  } catch (error) {
    const number = mysqlErrorNumber(error);
    if (number === FOLDER_WITHOUT_SCHEMA) return;
    if (number !== FOLDER_NOT_EMPTY || (await listTables(connection, schema)).length > 0) throw error;
  }
};

/** Creates a schema, or takes over the folder that `dropSchema` could not remove. Throws `MYSQL_…` codes. */
export const createSchema = async (
  connection: MysqlConnection,
  schema: string,
  { charset, collation }: { readonly charset?: string | undefined; readonly collation?: string | undefined },
  action = `Cannot create the schema "${schema}"`,
): Promise<void> => {
  const options = `${charset === undefined ? '' : ` CHARACTER SET ${charset}`}${collation === undefined ? '' : ` COLLATE ${collation}`}`;
  try {
    await connection.execute(`CREATE DATABASE ${quoteName(schema)}${options}`, action);
  } catch (error) {
    if (mysqlErrorNumber(error) !== SCHEMA_EXISTS || (await listTables(connection, schema)).length > 0) throw error;
    if (options !== '') await connection.execute(`ALTER DATABASE ${quoteName(schema)}${options}`, action);
  }
};

const FOLDER_NOT_EMPTY = 1010;
const SCHEMA_EXISTS = 1007;
/** ER_SCHEMA_DIR_UNKNOWN of MySQL 8 and later. */
const FOLDER_WITHOUT_SCHEMA = 3681;
